import pc from "picocolors";
import type { Outcome } from "../../apply/outcome.ts";
import type { Plan } from "../../plan/plan.ts";
import { printable } from "./text.ts";

const SIGNS: Record<Outcome["status"], string> = {
  applied: "✓",
  unchanged: "=",
  stopped: "!",
  failed: "✗",
  skipped: "-",
};

/** What became of each change, and how many ended in which way; one line each. */
export function renderOutcomes(plan: Plan, outcomes: readonly Outcome[], { color }: { color: boolean }): string {
  if (outcomes.length === 0) return "";
  const summaries = new Map(plan.changes.map(({ id, summary }) => [id, summary]));
  const lines = outcomes.map((outcome) => renderOutcome(summaries.get(outcome.id) ?? outcome.id, outcome, { color }));
  return `${lines.join("\n")}\n\n${renderTotals(plan, outcomes)}`;
}

/** What became of one change, on one line. */
export function renderOutcome(
  summary: string,
  { status, message: said, url }: Outcome,
  { color }: { color: boolean },
): string {
  const paint = pc.createColors(color);
  const colors = {
    applied: paint.green,
    unchanged: paint.dim,
    stopped: paint.yellow,
    failed: paint.red,
    skipped: paint.dim,
  };
  // What was done is its own summary; what was not needs both what and why.
  const message = status === "applied" || said.startsWith(summary) ? said : `${summary}: ${said}`;
  const address = url === undefined ? "" : `  ${paint.dim(printable(url))}`;
  return `${colors[status](`${SIGNS[status]} ${status.padEnd(9)}`)} ${printable(message)}${address}`;
}

/** How many changes ended in which way, and how to go on. */
export function renderTotals(plan: Plan, outcomes: readonly Outcome[]): string {
  const counts = (Object.keys(SIGNS) as Outcome["status"][])
    .map((status) => [outcomes.filter((outcome) => outcome.status === status).length, status] as const)
    .filter(([number]) => number > 0)
    .map(([number, status]) => `${number} ${status}`);
  const conflicts =
    plan.conflicts.length === 0 ? "" : `; ${plan.conflicts.length} left to people (conflicts, see above)`;
  const isDone = outcomes.every(({ status }) => status === "applied" || status === "unchanged");
  const rest = isDone ? "" : "\nRun apply again to go on: what was done is not done twice.";
  return `Apply: ${counts.join(", ")}${conflicts}${rest}\n`;
}
