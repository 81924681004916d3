import type { Change, Plan } from "../../plan/plan.ts";

/** A plan as JSON, whole: what `plan --out` saves and `apply` carries out. It holds the texts of confidential objects. */
export function savedPlan(plan: Plan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}

/**
 * The same for standard output, where everybody who may read a job's log can see it: confidential changes are without
 * `effect` and `desired`, which hold their texts. `apply` does not take such a plan.
 */
export function shownPlan(plan: Plan): string {
  const shown = { ...plan, changes: plan.changes.map(withoutTexts), held: plan.held.map(withoutTexts) };
  return `${JSON.stringify(shown, null, 2)}\n`;
}

function withoutTexts(change: Change): Partial<Change> {
  if (!change.confidential) return change;
  const { effect: _effect, desired: _desired, ...rest } = change;
  return rest;
}
