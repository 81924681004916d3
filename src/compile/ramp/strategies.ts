import { own } from "../../model/own.ts";
import type { Strategy } from "../../model/resource.ts";
import type { RampStep } from "../../model/schema/common.gen.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { FlagStrategy } from "../../model/schema/rollout.gen.ts";

/**
 * Who gets a flag's new side at each step of a ramp. Whom a step reached keeps it: the lists of earlier steps stay
 * beside the percentage until it is everybody. An audience without a user list reaches nobody here.
 */
export function strategiesOf(
  config: Config,
  steps: readonly RampStep[],
  environments: readonly string[],
): Strategy[][] {
  return steps.map((_step, index) => {
    const passed = steps.slice(0, index + 1);
    const percentage = Math.max(0, ...passed.map((step) => step.percentage ?? 0));
    if (percentage >= 100) return [{ kind: "everyone", environments }];
    const lists = new Set(passed.flatMap(({ audience }) => own(config.audiences, audience)?.user_list ?? []));
    const named = [...lists].map((list): Strategy => ({ kind: "user_list", list, environments }));
    return percentage === 0 ? named : [...named, { kind: "percentage", percentage, environments }];
  });
}

/** A strategy as GitLab's API takes it, where every parameter is a text. */
export function asSent(strategy: Exclude<Strategy, { kind: "group" }>): FlagStrategy {
  const scopes = strategy.environments.map((environment) => ({ environment_scope: environment }));
  switch (strategy.kind) {
    case "everyone":
      return { name: "default", parameters: {}, scopes };
    case "user_list":
      return { name: "gitlabUserList", parameters: {}, user_list: strategy.list, scopes };
    case "percentage": {
      const rollout = String(strategy.percentage);
      return { name: "flexibleRollout", parameters: { groupId: "default", rollout, stickiness: "userId" }, scopes };
    }
  }
}
