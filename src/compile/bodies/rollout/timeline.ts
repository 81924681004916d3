import { parseDuration } from "../../../model/duration.ts";
import type { Block } from "../../../model/resource.ts";
import type { Rollout as RolloutPlan, RolloutStep, StepFreeze } from "../../../model/schema/rollout.gen.ts";
import type { Rollout } from "../../items/rollout.ts";
import { code, plainLine } from "../../safe-text.ts";
import type { Subject } from "../subject.ts";
import { bullets, paragraphs, table } from "../table.ts";
import { series, span } from "../words.ts";
import { gateLine } from "./gate-words.ts";
import { describeReach, minute } from "./reach.ts";

/** Who gets the new side of the flag, and when at the earliest. */
export function timeline(
  { file }: Subject,
  { moves: [move] }: Rollout,
  plan: RolloutPlan | undefined,
): Block | undefined {
  if (plan === undefined) return undefined;
  const rows = plan.steps.map((step) => [
    String(step.step),
    describeReach(step, plan),
    step.not_before === undefined ? "not set" : minute(step.not_before),
    span(parseDuration(step.soak) ?? 0),
    step.gates.length === 0 ? "none" : step.gates.map((name) => gateLine(plan, name)).join("; "),
  ]);
  const end = plan.steps.at(-1)?.ends;
  const start = code([...move.path, "ramp", "start"].join("."));
  return {
    name: "timeline",
    text: paragraphs(
      "## Timeline",
      table(["Step", "Reaches", "Not before", "Stays at least", "Gates before the next step"], rows),
      end === undefined
        ? `No step has a date yet: the day on which the first one begins belongs in ${start} of ${code(file)}.`
        : `The ramp is over on ${minute(end)} at the earliest.`,
      bullets(plan.steps.flatMap(delay)),
    ),
  };
}

function delay({ step, delayed, not_before: begins }: RolloutStep): string[] {
  if (delayed === undefined || begins === undefined) return [];
  const freezes = series(delayed.freezes.map(describeFreeze));
  return [
    `Step ${step} would begin on ${minute(delayed.from)} and waits until ${minute(begins)}: nothing begins ${freezes}`,
  ];
}

function describeFreeze({ from, to, reason }: StepFreeze): string {
  return `from ${minute(from)} to ${minute(to)}${reason === undefined ? "" : ` (${plainLine(reason)})`}`;
}
