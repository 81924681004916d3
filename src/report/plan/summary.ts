import type { Notice, Plan } from "../../plan/plan.ts";
import { plural } from "./text.ts";

/**
 * One line that sums a plan up: `Plan: 3 to create, 1 to update, 0 to close; 2 issues will be made, 1 person notified`.
 * `name` writes the reference of a merge request, such as `!12`.
 */
export function summaryLine(plan: Plan, name = (reference: string): string => reference): string {
  const { create, update, close, remove, issues, people } = plan.counts;
  if (plan.changes.length === 0) return idleLine(plan, name);
  const effects = [
    issues > 0 ? `${plural(issues, "issue")} will be made` : "",
    people > 0 ? `${plural(people, "person", "people")} notified` : "",
  ].filter((text) => text !== "");
  const rest = [effects.join(", "), ...leftOver(plan)].filter((text) => text !== "");
  const removed = remove > 0 ? `, ${remove} to remove` : "";
  return `Plan: ${[`${create} to create, ${update} to update, ${close} to close${removed}`, ...rest].join("; ")}`;
}

/** With a merge request open, nothing is live yet: then this never says that there is nothing to do. */
function idleLine(plan: Plan, name: (reference: string) => string): string {
  const { waiting, declined } = referencesOf(plan, name);
  const rest = [declined.length > 0 ? `${declined.join(", ")} declined` : "", ...leftOver(plan)].filter(
    (text) => text !== "",
  );
  if (waiting.length > 0) return [`No changes now: waiting for ${waiting.join(", ")}`, ...rest].join("; ");
  const open = plan.notices.some(({ kind }) => STANDING.has(kind));
  if (rest.length > 0 || open) return ["No changes", ...rest].join("; ");
  if (plan.only !== undefined) return `Nothing to do for ${plan.only.join(", ")}; the rest was left out (--only)`;
  if (plan.offline !== undefined) return "No changes";
  return "Nothing to do: everything is as the migrations say";
}

/** With one of these, not everything is as the migrations say. */
const STANDING: ReadonlySet<Notice["kind"]> = new Set([
  "waiting",
  "held",
  "declined",
  "kept",
  "unmanaged",
  "orphaned",
  "unknown",
]);

/** What is waited for and what was declined: `!1, !2`, or with the project before each where there are several. */
function referencesOf({ notices }: Plan, name: (reference: string) => string) {
  const found = (wanted: Notice["kind"]) =>
    notices.flatMap(({ kind, reference }) => (kind === wanted && reference !== undefined ? [reference] : []));
  const [waiting, declined] = [found("waiting"), found("declined")];
  const projects = new Set([...waiting, ...declined].map((reference) => reference.split("!")[0]));
  const short = (reference: string) => (projects.size > 1 ? reference : reference.replace(/^.*(?=!\d+$)/, ""));
  const shown = (all: readonly string[]) => [...new Set(all.map(short))].map(name);
  return { waiting: shown(waiting), declined: shown(declined) };
}

function leftOver({ held, conflicts }: Plan): string[] {
  return [
    held.length > 0 ? `${held.length} held` : "",
    conflicts.length > 0 ? plural(conflicts.length, "conflict") : "",
  ].filter((text) => text !== "");
}
