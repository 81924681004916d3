import { parseDuration } from "../../../model/duration.ts";
import { own } from "../../../model/own.ts";
import type { Block } from "../../../model/resource.ts";
import type { Rollout as RolloutPlan } from "../../../model/schema/rollout.gen.ts";
import type { Rollout } from "../../items/rollout.ts";
import { code, safeLine } from "../../safe-text.ts";
import type { Subject } from "../subject.ts";
import { bullets, paragraphs } from "../table.ts";
import { span } from "../words.ts";
import { margin } from "./evaluation.ts";
import { gateLine } from "./gate-words.ts";

/** When the rollout has succeeded, and what each gate measures. */
export function success(
  _subject: Subject,
  { moves: [move] }: Rollout,
  plan: RolloutPlan | undefined,
): Block | undefined {
  const score = move.to === undefined ? [] : [margin(move.entry.evaluation?.margin)];
  const gates = Object.keys(plan?.gates ?? {});
  const words = plan?.criteria?.continue ?? [];
  if (plan === undefined && score.length === 0) return undefined;
  const all = [...score, ...words.map(safeLine)];
  return {
    name: "success",
    text: paragraphs(
      "## Success criteria",
      plan && `${lastStep(plan)}${all.length === 0 ? "." : ", and all of this holds:"}`,
      bullets(all),
      plan && (gates.length === 0 ? "No gate is named: people judge by the dashboards." : "The gates:"),
      plan && bullets(gates.map((name) => `${gateLine(plan, name)}${queryOf(plan, name)}`)),
    ),
  };
}

/** What is asked of Prometheus, so that whoever watches can ask it too. */
function queryOf({ gates }: RolloutPlan, name: string): string {
  const [first, ...others] = own(gates, name)?.queries ?? [];
  if (first === undefined) return "";
  const rest = others.length === 0 ? "" : ` and ${others.length} more in the rollout manifest`;
  return `; the query: ${code(first.query)}${rest}`;
}

function lastStep({ steps }: RolloutPlan): string {
  const last = steps.at(-1);
  const stood = span(parseDuration(last?.soak ?? "") ?? 0);
  const reach = last?.percentage === undefined ? "its last audience" : `${last.percentage} %`;
  return `The rollout has succeeded when the flag has stood at ${reach} for ${stood} and nothing below asked for a way back`;
}
