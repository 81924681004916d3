import { structuredPatch } from "diff";
import type { Cause } from "../model/source.ts";
import type { TextDiff } from "./plan.ts";

const CONTEXT = 3;

/** Unified hunks between two texts; an absent side is an empty text. */
export function diffText(
  path: string,
  before: string | undefined,
  after: string | undefined,
  causes: readonly Cause[] = [],
): TextDiff {
  const hunks = hunksBetween(before ?? "", after ?? "");
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

/** A person can write a megabyte of lines: of texts that are further apart than this, the differing middle is one hunk. */
const MOST_EDITS = 2_000;

type Hunk = ReturnType<typeof structuredPatch>["hunks"][number];

function hunksBetween(before: string, after: string): readonly Hunk[] {
  const options = { context: CONTEXT, maxEditLength: MOST_EDITS };
  return structuredPatch("", "", before, after, undefined, undefined, options)?.hunks ?? [middleOf(before, after)];
}

function middleOf(before: string, after: string): Hunk {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const most = Math.min(old.length, fresh.length);
  let start = 0;
  while (start < most && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === fresh.at(-1 - end)) end += 1;
  const [from, behind] = [Math.max(0, start - CONTEXT), Math.min(end, CONTEXT)];
  const lines = (sign: string, all: readonly string[], first: number, last: number) =>
    all.slice(first, last).map((line) => `${sign}${line}`);
  return {
    oldStart: from + 1,
    oldLines: old.length - end + behind - from,
    newStart: from + 1,
    newLines: fresh.length - end + behind - from,
    lines: [
      ...lines(" ", old, from, start),
      ...lines("-", old, start, old.length - end),
      ...lines("+", fresh, start, fresh.length - end),
      ...lines(" ", old, old.length - end, old.length - end + behind),
    ],
  };
}

/** The end of the last line makes no line of its own. */
function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
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
 * The lines that an edit takes out and puts in, with those that they stand below by their indentation: the same edit made
 * to a text that moved elsewhere has the same essence, and the same lines under another entry have not. With `around`,
 * that many lines before and after belong to it.
 */
export function essenceOf(before: string | undefined, after: string | undefined, around = 0): readonly string[] {
  if (before === undefined || after === undefined)
    return [`${before === undefined ? "+" : "-"} the whole file`, after ?? (around > 0 ? before : undefined) ?? ""];
  const { hunks } = structuredPatch("", "", before, after, undefined, undefined, { context: around });
  const lines = before.split("\n");
  return hunks.flatMap((hunk) => [...linesAbove(lines, hunk), ...hunk.lines]);
}

/** What the first changed line of a hunk stands below, from the inside out: its entry, the list of that, and so on. */
function linesAbove(lines: readonly string[], hunk: { readonly oldStart: number; readonly lines: string[] }): string[] {
  const first = hunk.lines.findIndex((line) => !line.startsWith(" "));
  const changed = hunk.lines.slice(first).find((line) => line.slice(1).trim() !== "");
  let depth = indentOf(changed?.slice(1) ?? "");
  const above: string[] = [];
  for (let index = hunk.oldStart + first - 2; index >= 0 && depth > 0; index -= 1) {
    const line = lines[index] ?? "";
    if (line.trim() === "" || indentOf(line) >= depth) continue;
    depth = indentOf(line);
    above.push(line);
  }
  return above;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
