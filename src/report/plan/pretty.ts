import type { Change, Conflict, Guard, Notice, Plan } from "../../plan/plan.ts";
import { changeLines } from "./change.ts";
import { offlineLine } from "./offline.ts";
import { summaryLine } from "./summary.ts";
import { diffLines, guardText, type Palette, palette, printable } from "./text.ts";

/** Lines of what a person made of a section that are shown. */
const CONFLICT_LINES = 40;

/**
 * A plan for people: changes by migration, each with its cause, then what is held, what has to be decided and what else
 * should be known, and one line that sums it up. Text of confidential objects is never in it.
 */
export function renderPlan(plan: Plan, { color }: { readonly color: boolean }): string {
  const paint = palette(color);
  const sections = [
    ...byMigration(plan.changes).map(([migration, changes]) =>
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
  const offline = offlineLine(plan);
  const end = [paint.bold(summaryLine(plan)), ...(offline === undefined ? [] : [paint.yellow(offline)])].join("\n");
  const text = [...sections.filter((section) => section !== ""), end].join("\n\n");
  // An empty line of context would be nothing but its indentation.
  return `${text.replace(/^ +$/gm, "")}\n`;
}

/** Changes by their migration, in the order in which each comes first. */
export function byMigration(changes: readonly Change[]): [string, Change[]][] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const group = groups.get(change.migration);
    if (group === undefined) groups.set(change.migration, [change]);
    else group.push(change);
  }
  return [...groups];
}

function section(title: string, lines: readonly string[], paint: Palette): string {
  return lines.length === 0 ? "" : [paint.bold(title), ...lines].join("\n");
}

function heldLine({ summary, key, held = "" }: Change, paint: Palette): string {
  return `  ${printable(summary)} ${paint.dim(`[${key}]`)}  ${paint.yellow(printable(held))}`;
}

function conflictLines({ message, fix, url, diff }: Conflict, paint: Palette): string[] {
  const where = url === undefined ? "" : ` ${paint.dim(url)}`;
  const lines = diff === undefined ? [] : diffLines(diff, false, CONFLICT_LINES, paint);
  return [
    `  ${paint.red("!")} ${printable(message)}${where}`,
    ...lines.map((line) => `        ${line}`),
    `      ${paint.green("fix")}: ${printable(fix)}`,
  ];
}

/** What should be known, with its kind. */
export function noticeLine({ kind, message, url }: Pick<Notice, "kind" | "message" | "url">, paint: Palette): string {
  const where = url === undefined ? "" : ` ${paint.dim(url)}`;
  const said = message.startsWith(kind) ? message.slice(kind.length) : `: ${message}`;
  return `  ${paint.blue(kind)}${printable(said)}${where}`;
}

function guardLine(guard: Guard, paint: Palette): string {
  const { message, lift } = guardText(guard);
  return `  ${paint.red("!")} ${printable(message)}; ${lift}`;
}
