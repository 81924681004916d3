import type { Change, Plan } from "../../plan/plan.ts";
import { jsonText } from "./text.ts";

/** A plan as JSON, whole: what `plan --out` saves and `apply` carries out. It holds the texts of confidential objects. */
export function savedPlan(plan: Plan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}

/**
 * The same for standard output, where everybody who may read a job's log can see it: confidential changes are without
 * `effect` and `desired`, which hold their texts, and with one of them `scope` is without names. `apply` does not take such a plan.
 * A plan without changes does not say whose names they are, and nobody needs them.
 */
export function shownPlan(plan: Plan): string {
  const asked = [...plan.changes, ...plan.held];
  const isSecret = asked.length === 0 || asked.some(({ confidential }) => confidential);
  const shown = {
    ...plan,
    ...(isSecret && { scope: withoutNames(plan.scope) }),
    changes: plan.changes.map(withoutTexts),
    held: plan.held.map(withoutTexts),
  };
  return `${jsonText(shown, 2)}\n`;
}

/** The names that a migration uses are its text; nothing looks them up, as this plan is not applied. */
function withoutNames(scope: Plan["scope"]): Plan["scope"] {
  const { tracker, label, targets } = scope;
  const none = { labels: [], people: [], milestones: [], parents: [], adopted: [], flags: [], proposals: [] };
  return { tracker, label, targets, ...none };
}

function withoutTexts(change: Change): Partial<Change> {
  if (!change.confidential) return change;
  const { effect: _effect, desired: _desired, ...rest } = change;
  return rest;
}
