import type { Change, Conflict, Guard, Notice, Plan } from "../../plan/plan.ts";
import { changeLines } from "./change.ts";
import { type Palette, palette, plural, printable } from "./text.ts";

/**
 * A plan for people: changes by migration, each with its cause, then what is held, what has to be decided and what else
 * should be known, and one line that sums it up. Text of confidential objects is never in it.
 */
export function renderPlan(plan: Plan, { color }: { readonly color: boolean }): string {
  const paint = palette(color);
  const sections = [
    ...groups(plan.changes).map(([migration, changes]) =>
      section(
        migration,
        changes.flatMap((one) => changeLines(one, paint)),
        paint,
      ),
    ),
    section(
      "Held: shown, not applied",
      plan.held.map((change) => heldLine(change, paint)),
      paint,
    ),
    section(
      "Conflicts: left alone until someone decides",
      plan.conflicts.flatMap((one) => conflictLines(one, paint)),
      paint,
    ),
    section(
      "Notices",
      plan.notices.map((notice) => noticeLine(notice, paint)),
      paint,
    ),
    section(
      "Limits",
      plan.guards.map((guard) => guardLine(guard, paint)),
      paint,
    ),
  ];
  const text = [...sections.filter((section) => section !== ""), summaryOf(plan, paint)].join("\n\n");
  // An empty line of context would be nothing but its indentation.
  return `${text.replace(/^ +$/gm, "")}\n`;
}

/** `Plan: 3 to create, 1 to update, 0 to close; 2 issues will be made, 1 person notified` */
function summaryLine(plan: Plan): string {
  const { create, update, close, issues, people } = plan.counts;
  if (plan.changes.length === 0) return idleLine(plan);
  const effects = [
    issues > 0 ? `${plural(issues, "issue")} will be made` : "",
    people > 0 ? `${plural(people, "person", "people")} notified` : "",
  ].filter((text) => text !== "");
  const rest = [effects.join(", "), ...leftOver(plan)].filter((text) => text !== "");
  return `Plan: ${[`${create} to create, ${update} to update, ${close} to close`, ...rest].join("; ")}`;
}

/** With a merge request open, nothing is live yet: then this never says that there is nothing to do. */
function idleLine(plan: Plan): string {
  const waiting = referencesOf(plan, "waiting");
  const declined = referencesOf(plan, "declined");
  const rest = [declined.length > 0 ? `${declined.join(", ")} declined` : "", ...leftOver(plan)].filter(
    (text) => text !== "",
  );
  if (waiting.length > 0) return [`No changes now: waiting for ${waiting.join(", ")}`, ...rest].join("; ");
  const open = plan.notices.some(({ kind }) => kind === "waiting" || kind === "held");
  if (rest.length > 0 || open) return ["No changes", ...rest].join("; ");
  return "Nothing to do: everything is as the migrations say";
}

/** `!1, !2`, or with the project before each where there are several. */
function referencesOf({ notices }: Plan, wanted: Notice["kind"]): string[] {
  const found = notices.flatMap(({ kind, reference }) =>
    kind === wanted && reference !== undefined ? [reference] : [],
  );
  const projects = new Set(found.map((reference) => reference.split("!")[0]));
  const shown = projects.size > 1 ? found : found.map((reference) => reference.replace(/^.*(?=!\d+$)/, ""));
  return [...new Set(shown)];
}

function leftOver({ held, conflicts }: Plan): string[] {
  return [
    held.length > 0 ? `${held.length} held` : "",
    conflicts.length > 0 ? plural(conflicts.length, "conflict") : "",
  ].filter((text) => text !== "");
}

function summaryOf(plan: Plan, paint: Palette): string {
  return paint.bold(summaryLine(plan));
}

function groups(changes: readonly Change[]): [string, Change[]][] {
  const byMigration = new Map<string, Change[]>();
  for (const change of changes)
    byMigration.set(change.migration, [...(byMigration.get(change.migration) ?? []), change]);
  return [...byMigration];
}

function section(title: string, lines: readonly string[], paint: Palette): string {
  return lines.length === 0 ? "" : [paint.bold(title), ...lines].join("\n");
}

function heldLine({ summary, key, held = "" }: Change, paint: Palette): string {
  return `  ${printable(summary)} ${paint.dim(`[${key}]`)}  ${paint.yellow(printable(held))}`;
}

function conflictLines({ message, fix, url }: Conflict, paint: Palette): string[] {
  const where = url === undefined ? "" : ` ${paint.dim(url)}`;
  return [`  ${paint.red("!")} ${printable(message)}${where}`, `      ${paint.green("fix")}: ${printable(fix)}`];
}

function noticeLine({ kind, message, url }: Notice, paint: Palette): string {
  const where = url === undefined ? "" : ` ${paint.dim(url)}`;
  const said = message.startsWith(kind) ? message.slice(kind.length) : `: ${message}`;
  return `  ${paint.blue(kind)}${printable(said)}${where}`;
}

function guardLine({ kind, message, number }: Guard, paint: Palette): string {
  const lift =
    kind === "closing"
      ? `apply needs --allow-closing ${number}`
      : "apply refuses; raise policy.mentions or plan a part with --only KEY";
  return `  ${paint.red("!")} ${printable(message)}; ${lift}`;
}
