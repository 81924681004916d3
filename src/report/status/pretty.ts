import { parseInstant, toMinute } from "../../model/duration.ts";
import { isOver } from "../../model/stage.ts";
import type {
  Cutoff,
  MigrationStatus,
  Status,
  StatusNote,
  Unapplied,
  UncoveredStatus,
} from "../../plan/status-shape.ts";
import { noticeLine } from "../plan/pretty.ts";
import { type Palette, palette, plural, printable } from "../plan/text.ts";
import { featureLines, fileLines } from "./rows.ts";

/** Where migrations stand, for people: one paragraph each, one line for those that are not begun or over. */
export function renderStatus(status: Status, { color }: { readonly color: boolean }): string {
  const paint = palette(color);
  const { migrations, uncovered = [], unmanaged, notices } = status;
  const isBrief = (one: MigrationStatus) => isOver(one.status) || one.status === "draft";
  const parts = [
    ...migrations.filter((one) => !isBrief(one)).map((one) => paragraph(one, paint)),
    migrations
      .filter(isBrief)
      .map((one) => [headLine(one, paint), ...workLines(one, paint)].join("\n"))
      .join("\n"),
    uncoveredText(uncovered, paint),
    list("Unmanaged: left as they are", unmanaged, paint),
    list("Notices", notices, paint),
    [paint.bold(sumLine(status)), ...unappliedLines(status.unapplied, paint)].join("\n"),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function paragraph(one: MigrationStatus, paint: Palette): string {
  const lines = [
    headLine(one, paint),
    ...featureLines(one.features, paint),
    ...fileLines(one.files, paint),
    ...workLines(one, paint),
    ...one.notices.map((note) => noticeLine(note, paint)),
    ...(one.next.length === 0 ? [] : [`  ${paint.bold("next")}`]),
    ...one.next.map((text) => `    ${printable(text)}`),
  ];
  return lines.join("\n");
}

function headLine({ name, status, owner, objects, cutoff, confidential }: MigrationStatus, paint: Palette): string {
  const links = objects.map(({ reference, url, state }) =>
    [reference, state === "closed" ? "closed" : "", paint.dim(url)].filter((text) => text !== "").join(" "),
  );
  const parts = [paint.bold(name), status, ...(confidential ? ["confidential"] : []), printable(owner), ...links];
  if (cutoff === undefined) return parts.join("  ");
  return [...parts, paint.yellow(endText(cutoff))].join("  ");
}

/** `old_model ends 2026-11-30, in 7 days`; `not before` where the day may still be a later one. */
function endText({ offering, date, precision = "exact", days }: Cutoff): string {
  const when = days < 0 ? `${plural(-days, "day")} ago` : days === 0 ? "today" : `in ${plural(days, "day")}`;
  return `${printable(offering)} ends ${precision === "exact" ? "" : "not before "}${date}, ${when}`;
}

function uncoveredText(uncovered: readonly UncoveredStatus[], paint: Palette): string {
  if (uncovered.length === 0) return "";
  const lines = uncovered.map((one) => {
    const url = one.url === undefined ? "" : ` ${paint.dim(printable(one.url))}`;
    return `  ${paint.yellow(endText(one))}: ${printable(fewOf(one.features))}${url}`;
  });
  return [paint.bold("Ends without a migration in time"), ...lines].join("\n");
}

/** How many features of one offering are named. */
const SHOWN = 5;

/** A model that all features use would fill a page. */
function fewOf(features: readonly string[]): string {
  const shown = features.slice(0, features.length === SHOWN + 1 ? SHOWN + 1 : SHOWN);
  const rest = features.length - shown.length;
  return `${shown.join(", ")}${rest === 0 ? "" : ` and ${rest} more`}`;
}

/** What apply would do and what it may not. */
function workLines({ changes, held, conflicts, files, status }: MigrationStatus, paint: Palette): string[] {
  const isQuiet = changes === 0 && held.length === 0 && conflicts.length === 0;
  const waits = files.some(({ state }) => state !== "merged");
  if (isQuiet) return isOver(status) || status === "draft" || waits ? [] : [`  ${paint.green("applied")}`];
  return [
    ...(changes === 0 ? [] : [`  ${paint.yellow(plural(changes, "change"))} not applied`]),
    ...held.map((one) => `  ${paint.yellow(`${plural(one.changes, "change")} held`)}: ${printable(one.reason)}`),
    ...conflicts.flatMap(({ message, fix, url }) => [
      `  ${paint.red("conflict")}: ${printable(message)}${url === undefined ? "" : ` ${paint.dim(url)}`}`,
      `    ${paint.green("fix")}: ${printable(fix)}`,
    ]),
  ];
}

function unappliedLines(unapplied: Unapplied | undefined, paint: Palette): string[] {
  if (unapplied === undefined) return [];
  const { how, merges = [] } = unapplied;
  return [
    ...merges.map(({ reference, url, at, changes }) => {
      const when = toMinute(parseInstant(at) ?? 0);
      return `merged in ${printable(reference)} at ${when}, not applied: ${plural(changes, "change")} ${paint.dim(url)}`;
    }),
    `to apply: ${printable(how)}`,
  ];
}

function list(title: string, notes: readonly StatusNote[], paint: Palette): string {
  return notes.length === 0 ? "" : [paint.bold(title), ...notes.map((note) => noticeLine(note, paint))].join("\n");
}

/** `3 migrations: 2 active, 1 draft; 2 changes not applied, 1 conflict, 1 merge request open` */
function sumLine({ migrations, counts, unmanaged }: Status): string {
  const byStatus = new Map<string, number>();
  for (const { status } of migrations) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  const statuses = [...byStatus].map(([status, number]) => `${number} ${status}`);
  const { changes, held, conflicts, open, declined } = counts;
  const work = [
    changes > 0 ? `${plural(changes, "change")} not applied` : "",
    held > 0 ? `${held} held` : "",
    conflicts > 0 ? plural(conflicts, "conflict") : "",
    open > 0 ? `${plural(open, "merge request")} open` : "",
    declined > 0 ? `${declined} declined` : "",
    unmanaged.length > 0 ? `${unmanaged.length} unmanaged` : "",
  ].filter((text) => text !== "");
  const all =
    migrations.length === 0 ? "no migrations" : `${plural(migrations.length, "migration")}: ${statuses.join(", ")}`;
  return [all, work.join(", ")].filter((text) => text !== "").join("; ");
}
