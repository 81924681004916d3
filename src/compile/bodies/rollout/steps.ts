import { FLAG, type ResolvedRamp, rampOf } from "../../../model/defaults.ts";
import { formatInstant, type Instant, parseDuration } from "../../../model/duration.ts";
import { scheduleOf } from "../../../model/ramp-dates.ts";
import type { Block } from "../../../model/resource.ts";
import type { RampStep } from "../../../model/schema/common.gen.ts";
import type { Flag } from "../../../model/schema/migration.gen.ts";
import type { Rollout } from "../../items/rollout.ts";
import { chatopsBefore, chatopsOf } from "../../ramp/chatops.ts";
import { code, fenced, plainLine, safeLine } from "../../safe-text.ts";
import type { Subject } from "../subject.ts";
import { paragraphs } from "../table.ts";
import { task } from "../tasks.ts";
import { series, span } from "../words.ts";

/** The steps of the flag with their waits, and the commands that make them by hand. */
export function steps(subject: Subject, { moves: [move] }: Rollout): Block {
  const { flag } = move.entry;
  const ramp = rampOf(subject.config, move);
  const parts =
    flag === undefined ? withoutFlag(move.entry.no_flag) : withFlag(subject, flag, ramp, move.path.join("."));
  return { name: "rollout", text: paragraphs("## Rollout", ...parts) };
}

function withoutFlag(reason: string | undefined): string[] {
  const why =
    reason === undefined ? "No feature flag is planned yet." : `There is no feature flag: ${safeLine(reason)}`;
  return [why, "The feature moves when a change of its `stage` is merged and the gateway is deployed."];
}

function withFlag(subject: Subject, flag: Flag, ramp: ResolvedRamp | undefined, path: string): string[] {
  if (ramp === undefined) {
    return [
      `No ramp is planned yet: the steps of ${code(flag.name)} belong into ${code(`${path}.ramp`)} of ${code(subject.file)}.`,
    ];
  }
  const spans = scheduleOf(ramp, subject.policy.freezes);
  const lines = ramp.steps.map((step, index) =>
    task(stepKey(index + 1, step), describeStep(index + 1, step, flag, spans?.[index]?.starts)),
  );
  return [
    howItIsRaised(subject, path),
    [
      task("test-environments", "Before production: turn the flag on in the test environments and watch for errors"),
      ...lines,
    ].join("\n"),
    isProject(subject)
      ? "The same steps as ChatOps commands, for a flag that is GitLab's own:"
      : "The ChatOps commands of these steps, in order:",
    commands(subject, flag, ramp),
  ];
}

/** Whether cutover sets the flag, as one of a project's feature flags. */
export function isProject({ config }: Subject): boolean {
  return config.gitlab?.flags?.backend === "project";
}

function howItIsRaised(subject: Subject, path: string): string {
  const { file, policy } = subject;
  const waits = `Between two steps lie at least ${span(policy.minimumSoak)}, and at 100 % at least ${span(policy.minimumSoakAtFull)}.`;
  const where = `${code(`${path}.step`)} of ${code(file)}`;
  return isProject(subject)
    ? `Whoever merges a change of ${where} releases that step, and cutover sets the flag without looking at dates or gates. ${waits} Somebody who can turn the flag off watches after each step.`
    : `A change of ${where} records the step that is released; the flag is set with the commands below. ${waits} Somebody who can turn the flag off watches after each step.`;
}

function describeStep(number: number, step: RampStep, flag: Flag, starts: Instant | undefined): string {
  const when = starts === undefined ? "" : `, not before ${minute(starts)}`;
  const wait = `, then wait ${span(parseDuration(step.soak) ?? 0)}`;
  const gates = step.gates ?? [];
  const hold = gates.length === 0 ? "" : ` while ${series(gates.map(code))} ${gates.length === 1 ? "holds" : "hold"}`;
  return `Step ${number}: ${describeReach(step, flag)}${when}${wait}${hold}`;
}

/** Whom a step reaches. */
export function describeReach({ audience, percentage = 0 }: RampStep, { actor = FLAG.actor }: Flag): string {
  if (audience !== undefined) return `audience ${code(audience)}`;
  return percentage >= 100 ? "everybody" : `${percentage} % of the ${plainLine(actor)}s`;
}

/** Of what the step is: a tick must not pass to another step when the ramp is planned anew. */
function stepKey(number: number, { audience, percentage }: RampStep): string {
  return `step-${number}-${audience ?? percentage}`;
}

function minute(instant: Instant): string {
  return `${formatInstant(instant).slice(0, 16).replace("T", " ")} UTC`;
}

/** In a fence, where GitLab runs nothing. */
function commands({ config }: Subject, { name }: Flag, { steps: all }: ResolvedRamp): string {
  const lines = all.flatMap((step, index) => {
    const own = chatopsOf(config, name, step);
    return own.length === 0 ? [`# step ${index + 1}: no command, ChatOps has no name for ${step.audience}`] : own;
  });
  return fenced(["# test environments", ...chatopsBefore(name), "# production", ...lines]);
}
