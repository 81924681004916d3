import { own } from "../../model/own.ts";
import type { RampStep } from "../../model/schema/common.gen.ts";
import type { Config } from "../../model/schema/config.gen.ts";

// https://docs.gitlab.com/development/feature_flags/controls/: the commands and the environments before production.
const SET = "/chatops run feature set";
const TEST_ENVIRONMENTS = "--dev --pre --staging --staging-ref";

/** Commands that turn a flag on in the test environments: for half of the actors, then for all. */
export function chatopsBefore(flag: string): string[] {
  return [`${SET} ${flag} 50 --actors ${TEST_ENVIRONMENTS}`, `${SET} ${flag} true ${TEST_ENVIRONMENTS}`];
}

/** Commands of one step in production; none for an audience that ChatOps has no name for. */
export function chatopsOf(config: Config, flag: string, { audience, percentage }: RampStep): string[] {
  if (percentage !== undefined)
    return [percentage >= 100 ? `${SET} ${flag} true` : `${SET} ${flag} ${percentage} --actors`];
  const group = own(config.audiences, audience)?.feature_group;
  return group === undefined ? [] : [`${SET} ${flag} true --feature-group=${group.replace(/\s+/g, "")}`];
}

/** Commands that turn a flag off everywhere, production first. */
export function chatopsRollback(flag: string): string[] {
  return [`${SET} ${flag} false`, `${SET} ${flag} false ${TEST_ENVIRONMENTS}`];
}

/** Command that forgets a flag once the code that read it is gone from every environment. */
export function chatopsDelete(flag: string): string {
  return `/chatops run feature delete ${flag} ${TEST_ENVIRONMENTS} --production`;
}
