import { FLAG } from "../../model/defaults.ts";
import { own } from "../../model/own.ts";
import type { RampStep } from "../../model/schema/common.gen.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Flag } from "../../model/schema/migration.gen.ts";

// https://docs.gitlab.com/development/feature_flags/controls/: the commands and the environments before production.
const SET = "/chatops run feature set";
const TEST_ENVIRONMENTS = ["dev", "pre", "staging", "staging-ref"];
const IN_TEST = switched(TEST_ENVIRONMENTS);

/** Commands that turn a flag on in the test environments: for half of the actors, then for all; none where its ramp runs. */
export function chatopsBefore(flag: Flag): string[] {
  const ramped = switches(flag.environments ?? FLAG.environments) ?? "";
  // GitLab refuses a percentage where a flag is fully on.
  const rest = switched(TEST_ENVIRONMENTS.filter((name) => !ramped.split(" ").includes(`--${name}`)));
  if (rest === "") return [];
  return [`${SET} ${flag.name} 50 ${counting(flag)}${rest}`, `${SET} ${flag.name} true${rest}`];
}

/**
 * Commands of each step of a ramp. None where it raises nothing, where ChatOps has no name for its audience, or where it
 * does not know the flag's environments. Groups and percentages add up, so that no step repeats those before it.
 */
export function chatopsOf(config: Config, flag: Flag, steps: readonly RampStep[]): string[][] {
  const where = switches(flag.environments ?? FLAG.environments);
  const groups = new Set<string>();
  let reached = 0;
  return steps.map(({ audience, percentage }) => {
    const group = featureGroup(config, audience);
    if (where === undefined || reached >= 100) return [];
    if (percentage !== undefined) {
      if (percentage <= reached) return [];
      reached = percentage;
      return [`${SET} ${flag.name} ${percentage >= 100 ? "true" : `${percentage} ${counting(flag)}`}${where}`];
    }
    if (group === undefined || groups.has(group)) return [];
    groups.add(group);
    return [`${SET} ${flag.name} true --feature-group=${group}${where}`];
  });
}

/** Commands that turn a flag off everywhere, production first. */
export function chatopsRollback({ name }: Flag): string[] {
  return [`${SET} ${name} false`, `${SET} ${name} false${IN_TEST}`];
}

/** Command that forgets a flag once the code that read it is gone from every environment. */
export function chatopsDelete({ name }: Flag): string {
  return `/chatops run feature delete ${name}${IN_TEST} --production`;
}

/** The instance is a single actor: only a share of the time can be a part of it. */
function counting({ actor = FLAG.actor }: Flag): string {
  return actor === "instance" ? "--random" : "--actors";
}

/** Production is where a command goes without a switch; undefined where ChatOps knows none of the environments. */
function switches(environments: readonly string[]): string | undefined {
  if (environments.some((name) => name === "production" || name === "*")) return "";
  const known = environments.filter((name) => TEST_ENVIRONMENTS.includes(name));
  return known.length === 0 ? undefined : switched(known);
}

function switched(environments: readonly string[]): string {
  return environments.map((name) => ` --${name}`).join("");
}

/** What is no plain word cannot be a group, and would be more than one word of a command. */
export function featureGroup(config: Config, audience: string | undefined): string | undefined {
  const group = own(config.audiences, audience)?.feature_group;
  return group !== undefined && /^\w[\w-]*$/.test(group) ? group : undefined;
}
