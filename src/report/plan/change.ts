import type { Change, FieldChange, FieldValue, TextDiff } from "../../plan/plan.ts";
import { causeText, diffLines, isSaid, type Palette, printable, sizeText } from "./text.ts";

/** Lines that are shown of a new body, whose issue shows the rest, and of a changed one. */
const NEW_BODY_LINES = 12;
const BODY_LINES = 40;
/** Lines of a file that are shown: what is reviewed is mostly this. */
const FILE_LINES = 200;
const INDENT = "      ";

/** One change: what and because of what, then its fields, then its texts. */
export function changeLines(change: Change, paint: Palette): string[] {
  const { summary, key, cause, fields, diffs, waitsFor } = change;
  const about = summary.includes(key) ? "" : ` ${paint.dim(`[${key}]`)}`;
  return [
    `  ${sign(change, paint)} ${printable(summary)}${about}  ${paint.dim(`(${printable(causeText(cause))})`)}`,
    ...fieldLines(
      fields.filter((field) => !isSaid(field, summary)),
      paint,
    ),
    ...diffs.flatMap((diff) => textLines(diff, change, paint)),
    ...waitsFor.map((url) => `${INDENT}${paint.yellow("needs")} ${printable(url)} merged first`),
  ];
}

function sign({ action }: Change, paint: Palette): string {
  if (action === "create") return paint.green("+");
  return action === "close" || action === "remove" ? paint.red("-") : paint.yellow("~");
}

function fieldLines(fields: readonly FieldChange[], paint: Palette): string[] {
  const width = Math.max(0, ...fields.map(({ path }) => path.length));
  return fields.map((field) => `${INDENT}${field.path.padEnd(width)}  ${valueText(field, paint)}`);
}

/** What a field holds and is to hold. */
export function valueText({ path, before, after }: FieldChange, paint: Palette): string {
  if (before === undefined && after === undefined) return paint.dim("confidential");
  const people = path === "assignees" || path === "reviewers";
  if (before === undefined) return paint.green(shown(after, people));
  return `${paint.red(shown(before, people))} -> ${paint.green(shown(after, people))}`;
}

function shown(value: FieldValue | undefined, people: boolean): string {
  if (value === undefined || value.length === 0) return "none";
  if (typeof value === "string") return printable(value);
  return printable(value.map((one) => (people ? `@${one}` : one)).join(", "));
}

function textLines(diff: TextDiff, change: Change, paint: Palette): string[] {
  const isBody = diff.path === "body";
  const isNew = isBody && change.action === "create";
  const causes = diff.causes.map(({ file, line }) => `${file}:${line}`);
  const head = `${printable(diff.path)}${diff.hunks === undefined ? "" : paint.dim(` (${sizeText(diff)})`)}`;
  const why = causes.length === 0 ? "" : `  ${paint.dim(`because of ${[...new Set(causes)].join(", ")}`)}`;
  const most = isNew ? NEW_BODY_LINES : isBody ? BODY_LINES : FILE_LINES;
  const lines = diffLines(diff, isNew, most, paint);
  return [`${INDENT}${head}${why}`, ...lines.map((line) => `${INDENT}  ${line}`)];
}
