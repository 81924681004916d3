import pc from "picocolors";
import { cellsOf } from "../../diagnostics/display-width.ts";
import type { TextDiff } from "../../plan/plan.ts";

export type Palette = ReturnType<typeof pc.createColors>;

/** Colour functions that do nothing where there is no colour. */
export function palette(color: boolean): Palette {
  return pc.createColors(color);
}

/** Text of people on a terminal: one line, and nothing in it that could move the cursor. */
export function printable(text: string): string {
  return cellsOf(text.replaceAll("\n", "\\n"))
    .map((cell) => cell.text)
    .join("");
}

export function plural(number: number, noun: string, nouns = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : nouns}`;
}

/** Lines of a change to a text: unified hunks, or what a new text says; cut after `most` lines. */
export function diffLines(diff: TextDiff, isNew: boolean, most: number, paint: Palette): string[] {
  if (diff.hunks === undefined) {
    return [paint.dim(`confidential: ${plural(diff.added + diff.removed, "line changes", "lines change")}`)];
  }
  const all = diff.hunks.split("\n");
  const lines = isNew ? all.filter((line) => line.startsWith("+")) : all;
  const shown = lines.slice(0, most).map((line) => colored(line, paint));
  const rest = lines.length - shown.length;
  return rest === 0 ? shown : [...shown, paint.dim(`... ${plural(rest, "more line")}`)];
}

function colored(line: string, paint: Palette): string {
  const text = printable(line);
  if (line.startsWith("@@")) return paint.cyan(text);
  if (line.startsWith("+")) return paint.green(text);
  return line.startsWith("-") ? paint.red(text) : text;
}
