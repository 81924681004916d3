import pc from "picocolors";
import { cellsOf } from "../../diagnostics/display-width.ts";
import type { Cause, FieldChange, Guard, TextDiff } from "../../plan/plan.ts";

export type Palette = ReturnType<typeof pc.createColors>;

/** Colour functions that do nothing where there is no colour. */
export function palette(color: boolean): Palette {
  return pc.createColors(color);
}

/** Text of people on a terminal: one line, and nothing in it that could move the cursor. */
export function printable(text: string): string {
  // Nearly all of a long plan, and much dearer to look at sign by sign.
  if (/^[ -~]*$/.test(text)) return text;
  return cellsOf(text.replaceAll("\n", "\\n"))
    .map((cell) => cell.text)
    .join("");
}

/** JSON in which nothing could move the cursor of a terminal or turn the writing direction around. */
export function jsonText(value: unknown, indent?: number): string {
  const escaped = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    escaped,
  );
}

export function plural(number: number, noun: string, nouns = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : nouns}`;
}

/** Lines of a change to a text: unified hunks, or what a new text says; cut after `most` lines. */
export function diffLines(diff: TextDiff, isNew: boolean, most: number, paint: Palette): string[] {
  if (diff.hunks === undefined) {
    return [paint.dim(confidentialText(diff))];
  }
  const all = diff.hunks.split("\n");
  const lines = isNew ? all.filter((line) => line.startsWith("+")) : all;
  const shown = lines.slice(0, most).map((line) => colored(shortened(line), paint));
  const rest = lines.length - shown.length;
  return rest === 0 ? shown : [...shown, paint.dim(`... ${plural(rest, "more line")}`)];
}

/** Characters of one line that are shown: a person's text may be a single one of a megabyte. */
const LINE_LENGTH = 1_000;

function shortened(line: string): string {
  const rest = line.length - LINE_LENGTH;
  return rest <= 0 ? line : `${line.slice(0, LINE_LENGTH)}… ${plural(rest, "more character")}`;
}

function colored(line: string, paint: Palette): string {
  const text = printable(line);
  if (line.startsWith("@@")) return paint.cyan(text);
  if (line.startsWith("+")) return paint.green(text);
  return line.startsWith("-") ? paint.red(text) : text;
}

/** What a limit says, and what lifts it. */
export function guardText({ kind, message, number }: Guard): { readonly message: string; readonly lift: string } {
  const lift =
    kind === "closing"
      ? `apply needs --allow-closing ${number}`
      : "apply refuses; raise policy.mentions or plan a part with --only KEY";
  return { message, lift };
}

/** What is said of a change to a text that not everybody may read. */
export function confidentialText({ added, removed }: TextDiff): string {
  return `confidential: ${plural(added + removed, "line changes", "lines change")}`;
}

/** A new thing's summary says its title. */
export function isSaid({ path, after }: FieldChange, summary: string): boolean {
  return path === "title" && typeof after === "string" && summary.includes(`"${after}"`);
}

/** Because of what, in a few words. */
export function causeText(cause: Cause): string {
  if ("file" in cause) return `${cause.file}:${cause.line}`;
  return "person" in cause ? cause.person : cause.template;
}

/** `3 lines added, 1 line removed` */
export function sizeText({ added, removed }: TextDiff): string {
  const parts = [
    added > 0 ? `${plural(added, "line")} added` : "",
    removed > 0 ? `${plural(removed, "line")} removed` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}
