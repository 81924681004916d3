import type { ObjectStore } from "../state.ts";
import { diffLines, type Hunk, splitLines } from "./line-diff.ts";
import { readBlob, type Tree, writeBlob } from "./objects.ts";

/** The merged tree, or the paths that both sides changed at the same lines. */
export type Merge = { tree: Tree; conflicts: null } | { tree: null; conflicts: string[] };

/** Merges what `theirs` changed since `base` into `ours`, file by file and inside a file line by line. */
export function mergeTrees(objects: ObjectStore, base: Tree, ours: Tree, theirs: Tree): Merge {
  const tree: Tree = { ...ours };
  const conflicts: string[] = [];
  for (const path of new Set([...Object.keys(base), ...Object.keys(theirs)])) {
    const [before, mine, other] = [base[path], ours[path], theirs[path]];
    if (other?.blob === before?.blob && other?.executable === before?.executable) continue;
    if (mine?.blob === before?.blob || mine?.blob === other?.blob) {
      if (other) tree[path] = other;
      else delete tree[path];
      continue;
    }
    const text =
      mine && other
        ? mergeText(content(objects, before?.blob), content(objects, mine.blob), content(objects, other.blob))
        : null;
    if (text === null || !mine) conflicts.push(path);
    else tree[path] = { ...mine, blob: writeBlob(objects, Buffer.from(text)) };
  }
  return conflicts.length > 0 ? { tree: null, conflicts } : { tree, conflicts: null };
}

function content(objects: ObjectStore, blob: string | undefined): string {
  return blob === undefined ? "" : readBlob(objects, blob).toString("utf8");
}

/** The text with both sides' changes, or null where they touch the same or adjoining lines, as git has it. */
export function mergeText(base: string, ours: string, theirs: string): string | null {
  const [baseLines, ourLines, theirLines] = [splitLines(base), splitLines(ours), splitLines(theirs)];
  const mine = diffLines(baseLines, ourLines).map((hunk) => ({ hunk, lines: ourLines }));
  const other = diffLines(baseLines, theirLines).map((hunk) => ({ hunk, lines: theirLines }));
  const edits = [...mine, ...other].sort((a, b) => a.hunk.aStart - b.hunk.aStart || a.hunk.aEnd - b.hunk.aEnd);
  const result: string[] = [];
  let at = 0;
  let previous: { hunk: Hunk; lines: string[] } | null = null;
  for (const edit of edits) {
    if (previous && edit.lines !== previous.lines && edit.hunk.aStart <= previous.hunk.aEnd) {
      if (sameEdit(previous, edit)) continue;
      return null;
    }
    result.push(...baseLines.slice(at, edit.hunk.aStart), ...edit.lines.slice(edit.hunk.bStart, edit.hunk.bEnd));
    at = edit.hunk.aEnd;
    previous = edit;
  }
  return [...result, ...baseLines.slice(at)].join("");
}

function sameEdit(a: { hunk: Hunk; lines: string[] }, b: { hunk: Hunk; lines: string[] }): boolean {
  return (
    a.hunk.aStart === b.hunk.aStart &&
    a.hunk.aEnd === b.hunk.aEnd &&
    a.lines.slice(a.hunk.bStart, a.hunk.bEnd).join("") === b.lines.slice(b.hunk.bStart, b.hunk.bEnd).join("")
  );
}
