import type { ObjectStore } from "../state.ts";
import { diffLines, type Hunk, splitLines } from "./line-diff.ts";
import { readBlob, type Tree } from "./objects.ts";

const CONTEXT_LINES = 3;

export interface FileDiff {
  diff: string;
  new_path: string;
  old_path: string;
  a_mode: string;
  b_mode: string;
  new_file: boolean;
  renamed_file: boolean;
  deleted_file: boolean;
  generated_file: boolean | null;
}

/** The files that differ, in path order. A file that moved without an edit is one renamed file, as git shows it. */
export function diffTrees(objects: ObjectStore, before: Tree, after: Tree): FileDiff[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changed = paths.filter(
    (path) => before[path]?.blob !== after[path]?.blob || before[path]?.executable !== after[path]?.executable,
  );
  const gone = changed.filter((path) => !after[path]);
  const moved = new Map<string, string>();
  for (const path of changed.filter((candidate) => !before[candidate])) {
    const from = gone.find((old) => before[old]?.blob === after[path]?.blob && ![...moved.values()].includes(old));
    if (from !== undefined) moved.set(path, from);
  }
  const renamed = new Set(moved.values());
  return changed
    .filter((path) => !renamed.has(path))
    .map((path) => fileDiff(objects, before, after, moved.get(path) ?? path, path));
}

function fileDiff(objects: ObjectStore, before: Tree, after: Tree, oldPath: string, newPath: string): FileDiff {
  const [old, now] = [before[oldPath], after[newPath]];
  const read = (blob: string | undefined) => (blob === undefined ? "" : readBlob(objects, blob).toString("utf8"));
  return {
    diff: old?.blob === now?.blob ? "" : unified(read(old?.blob), read(now?.blob)),
    new_path: newPath,
    old_path: oldPath,
    a_mode: mode(old?.executable),
    b_mode: mode(now?.executable),
    new_file: old === undefined,
    renamed_file: oldPath !== newPath,
    deleted_file: now === undefined,
    generated_file: false,
  };
}

function mode(executable: boolean | undefined): string {
  if (executable === undefined) return "0";
  return executable ? "100755" : "100644";
}

/** Hunks of a unified diff without file headers, which is what GitLab's `diff` holds. */
export function unified(before: string, after: string): string {
  const [a, b] = [splitLines(before), splitLines(after)];
  return group(diffLines(a, b))
    .map((hunks) => printGroup(a, b, hunks))
    .join("");
}

/** Hunks whose context would touch are printed as one. */
function group(hunks: Hunk[]): Hunk[][] {
  const groups: Hunk[][] = [];
  for (const hunk of hunks) {
    const last = groups.at(-1);
    const previous = last?.at(-1);
    if (last && previous && hunk.aStart - previous.aEnd <= 2 * CONTEXT_LINES) last.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

function printGroup(a: string[], b: string[], hunks: Hunk[]): string {
  const first = hunks[0];
  const last = hunks.at(-1);
  if (!first || !last) return "";
  const lead = Math.min(CONTEXT_LINES, first.aStart);
  const startA = first.aStart - lead;
  const endA = Math.min(a.length, last.aEnd + CONTEXT_LINES);
  const startB = first.bStart - lead;
  const endB = last.bEnd + (endA - last.aEnd);
  const lines: string[] = [];
  let at = startA;
  for (const hunk of hunks) {
    lines.push(...a.slice(at, hunk.aStart).map((line) => print(" ", line)));
    lines.push(...a.slice(hunk.aStart, hunk.aEnd).map((line) => print("-", line)));
    lines.push(...b.slice(hunk.bStart, hunk.bEnd).map((line) => print("+", line)));
    at = hunk.aEnd;
  }
  lines.push(...a.slice(at, endA).map((line) => print(" ", line)));
  return `@@ -${range(startA, endA)} +${range(startB, endB)} @@\n${lines.join("")}`;
}

function range(start: number, end: number): string {
  const length = end - start;
  const line = length === 0 ? start : start + 1;
  return length === 1 ? String(line) : `${line},${length}`;
}

function print(sign: string, line: string): string {
  return line.endsWith("\n") ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`;
}
