import { structuredPatch } from "diff";
import type { Cause } from "../model/source.ts";
import type { TextDiff } from "./plan.ts";

/** Unified hunks between two texts; an absent side is an empty text. */
export function diffText(
  path: string,
  before: string | undefined,
  after: string | undefined,
  causes: readonly Cause[] = [],
): TextDiff {
  const { hunks } = structuredPatch(path, path, before ?? "", after ?? "", undefined, undefined, { context: 3 });
  const lines = hunks.flatMap((hunk) => [
    `@@ -${startOf(hunk.oldStart, hunk.oldLines)} +${startOf(hunk.newStart, hunk.newLines)} @@`,
    ...hunk.lines,
  ]);
  return {
    path,
    hunks: lines.join("\n"),
    added: lines.filter((line) => line.startsWith("+")).length,
    removed: lines.filter((line) => line.startsWith("-")).length,
    causes,
  };
}

/** As unified diffs write it: a side without lines is named by the line before it. */
function startOf(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

/** Hunks between two bodies, in which nothing is said of how the last line ends. */
export function diffBody(before: string, after: string): TextDiff {
  const ended = (text: string) => (text === "" ? "" : `${text}\n`);
  return diffText("body", ended(before), ended(after));
}

/** What a reader of a confidential object's plan may know of a change to its text. */
export function withoutText(diff: TextDiff): TextDiff {
  return { ...diff, hunks: undefined };
}

/**
 * The lines that an edit takes out and puts in, without their surroundings: the same edit made to a text that moved
 * elsewhere has the same essence. With `around`, that many lines before and after belong to it.
 */
export function essenceOf(before: string | undefined, after: string | undefined, around = 0): readonly string[] {
  if (before === undefined || after === undefined)
    return [`${before === undefined ? "+" : "-"} the whole file`, after ?? (around > 0 ? before : undefined) ?? ""];
  const { hunks } = structuredPatch("", "", before, after, undefined, undefined, { context: around });
  return hunks.flatMap((hunk) => hunk.lines);
}
