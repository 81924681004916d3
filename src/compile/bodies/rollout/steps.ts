import { flagHomeOf } from "../../../model/defaults.ts";
import { parseDuration } from "../../../model/duration.ts";
import { featureRowsOf } from "../../../model/process.ts";
import type { Block } from "../../../model/resource.ts";
import type { Rollout as RolloutPlan, RolloutStep } from "../../../model/schema/rollout.gen.ts";
import type { Rollout } from "../../items/rollout.ts";
import { code, fenced, safeLine } from "../../safe-text.ts";
import type { Subject } from "../subject.ts";
import { paragraphs } from "../table.ts";
import { task, taskList } from "../tasks.ts";
import { featureName, listed, series, span } from "../words.ts";
import { describeReach, minute } from "./reach.ts";

/** https://docs.gitlab.com/development/feature_flags/controls/: where they are sent, and when they are refused. */
const CHATOPS =
  "The ChatOps commands of these steps, in order. Those for production are sent in the channel `#production`, and their results also go to the team's own channel. They are refused while an incident of severity 1 or 2 or a change of production is under way.";

/** Row of the process that is shown right in front of the first step. */
export const BEFORE_FIRST_STEP = "expanded-logging";

const DEPLOYED = `The code that reads the flag and the gateway's configuration are deployed to production (${code("/chatops run auto_deploy status")} with the merge commit tells for GitLab's own code)`;

/** The steps of the flag with their waits, and the commands that make them by hand. */
export function steps(subject: Subject, rollout: Rollout, plan: RolloutPlan | undefined): Block {
  const parts = plan === undefined ? withoutPlan(subject, rollout) : withPlan(subject, rollout, plan);
  return { name: "rollout", text: paragraphs("## Rollout", ...parts) };
}

function withoutPlan(subject: Subject, { moves: [move], flag }: Rollout): string[] {
  const logging = taskList(subject, firstRows(subject, move));
  const { flag: named, no_flag: reason } = move.entry;
  const path = move.path.join(".");
  if (named === undefined) {
    const why =
      reason === undefined ? "No feature flag is planned yet." : `There is no feature flag: ${safeLine(reason)}`;
    return [
      why,
      `The feature moves when a change of ${code(`${path}.stage`)} is merged and the gateway is deployed.`,
      logging,
    ];
  }
  if (flag === undefined) return [sharedWith(subject, named.name), logging];
  const missing = `No ramp is planned yet: the steps of ${code(named.name)} belong in ${code(`${path}.ramp`)} of ${code(subject.file)}.`;
  return [missing, logging];
}

/** Steps and ramp are those of the entry that names the flag first. */
function sharedWith({ config, rollouts, file }: Subject, name: string): string {
  const first = rollouts.find(({ flag }) => flag?.name === name);
  const features = listed(
    (first?.moves ?? []).map(({ feature }) => featureName(config, feature)),
    3,
  );
  const path = code((first?.moves[0].path ?? []).join("."));
  return `The flag ${code(name)} is shared with ${features}: the ramp and the step of ${path} in ${code(file)} move both, and its rollout issue holds the plan.`;
}

function withPlan(subject: Subject, { moves: [move] }: Rollout, plan: RolloutPlan): string[] {
  const rows = taskList(subject, firstRows(subject, move));
  const path = move.path.join(".");
  return [
    howItIsRaised(subject, path),
    [
      task("deployed", DEPLOYED),
      plan.test_environments.length === 0
        ? ""
        : task(
            "test-environments",
            "Before production: turn the flag on in the test environments and watch for errors",
          ),
      rows,
      ...plan.steps.map((step) => task(stepKey(step), describeStep(step, plan))),
    ]
      .filter((line) => line !== "")
      .join("\n"),
    leadOf(subject),
    commands(plan),
  ];
}

function leadOf(subject: Subject): string {
  if (isProject(subject)) return "The same steps as ChatOps commands, for a flag that is GitLab's own:";
  return isSetByUs(subject) ? "The same steps as ChatOps commands:" : CHATOPS;
}

function firstRows(subject: Subject, move: Rollout["moves"][0]) {
  return featureRowsOf(subject.migration, move).filter(({ key }) => key === BEFORE_FIRST_STEP);
}

/** Whether the flag is one of a project's feature flags. */
export function isProject({ config }: Subject): boolean {
  return config.gitlab?.flags?.backend === "project";
}

/** Whether cutover sets the flag, be it a project's or the server's own. */
export function isSetByUs({ config }: Subject): boolean {
  return flagHomeOf(config) !== undefined;
}

function howItIsRaised(subject: Subject, path: string): string {
  const { file, policy } = subject;
  const waits = `Between two steps lie at least ${span(policy.minimumSoak)}, and at 100 % at least ${span(policy.minimumSoakAtFull)}.`;
  const where = `${code(`${path}.step`)} of ${code(file)}`;
  return isSetByUs(subject)
    ? `Whoever merges a change of ${where} releases that step, and cutover sets the flag without looking at dates or gates. ${waits} Somebody who can turn the flag off watches for two hours after each step.`
    : `A change of ${where} records the step that is released; the flag is set with the commands below. ${waits} Somebody who can turn the flag off watches for two hours after each step.`;
}

function describeStep(step: RolloutStep, plan: RolloutPlan): string {
  const when = step.not_before === undefined ? "" : `, not before ${minute(step.not_before)}`;
  const wait = `, then wait ${span(parseDuration(step.soak) ?? 0)}`;
  const { gates } = step;
  const hold = gates.length === 0 ? "" : ` while ${series(gates.map(code))} ${gates.length === 1 ? "holds" : "hold"}`;
  return `Step ${step.step}: ${describeReach(step, plan)}${when}${wait}${hold}`;
}

/** Of what the step is: a tick must not pass to another step when the ramp is planned anew. */
function stepKey({ step, audience, percentage }: RolloutStep): string {
  return `step-${step}-${audience ?? percentage}`;
}

/** In a fence, where GitLab runs nothing. */
function commands(plan: RolloutPlan): string {
  const lines = plan.steps.flatMap((step) => [`# step ${step.step}: ${reachInWords(step)}`, ...step.chatops]);
  const tests = plan.test_environments;
  return fenced([...(tests.length === 0 ? [] : ["# before the first step: test environments", ...tests]), ...lines]);
}

function reachInWords({ audience, percentage, chatops }: RolloutStep): string {
  const reach = audience ?? `${percentage} %`;
  return chatops.length === 0 ? `${reach}, no command: there is nothing that ChatOps could raise` : reach;
}
