import type { Cause } from "../../../model/source.ts";
import { type Edit, sortEdits } from "../edit.ts";
import { type Layout, lineEnd, lineStart } from "./layout.ts";
import type { RenderedLine } from "./render.ts";

/** Edits of one file while they are collected: whole lines, and replacements inside lines. */
export interface Draft {
  readonly layout: Layout;
  /** Lines without newline, to stand before `line`; those for one place stay in the order in which they came. */
  readonly inserted: { readonly line: number; readonly lines: readonly RenderedLine[]; readonly cause: Cause }[];
  readonly deleted: Map<number, Cause>;
  readonly replaced: Edit[];
}

export function newDraft(layout: Layout): Draft {
  return { layout, inserted: [], deleted: new Map(), replaced: [] };
}

/** `cause` is what asked for all of them. */
export function insertLines(draft: Draft, line: number, lines: readonly RenderedLine[], cause: Cause): void {
  if (lines.length > 0) draft.inserted.push({ line, lines, cause });
}

export function deleteLines(draft: Draft, first: number, end: number, cause: Cause): void {
  for (let line = first; line < end; line += 1) draft.deleted.set(line, cause);
}

/** Nothing is noted where the text is there already. */
export function replaceText(draft: Draft, start: number, end: number, text: string, cause: Cause): void {
  if (draft.layout.text.slice(start, end) !== text)
    draft.replaced.push({ offset: start, length: end - start, text, cause });
}

/** Everything that was collected, as edits of the text, sorted. */
export function editsOf(draft: Draft): Edit[] {
  const { layout } = draft;
  const tail = openTail(draft);
  const inserted = draft.inserted.map(({ line, lines: rendered, cause }): Edit => {
    const texts = rendered.map(({ text }) => text);
    const base = { length: 0, cause, lines: rendered.map((one) => one.cause) };
    if (line < tail)
      return { ...base, offset: lineStart(layout, line), text: texts.map((one) => one + layout.eol).join("") };
    // The last line has no newline and the text is to end without one, so each line brings the newline before it.
    return { ...base, offset: lineEnd(layout, tail - 1), text: texts.map((one) => layout.eol + one).join("") };
  });
  const removed = runs(draft).map(({ first, end, cause }): Edit => {
    const start = first >= tail ? lineEnd(layout, first - 1) : lineStart(layout, first);
    const stop = first >= tail ? lineEnd(layout, end - 1) : lineStart(layout, end);
    return { offset: start, length: stop - start, text: "", cause };
  });
  // In a text without final newline both may meet at the end of a line: what belongs to the line comes first.
  return sortEdits([...draft.replaced, ...inserted, ...removed]);
}

/** First of the deleted lines that end a text without final newline; the line behind the last one where none is deleted. */
function openTail({ layout, deleted }: Draft): number {
  const count = layout.starts.length;
  if (layout.closed) return count + 1;
  let first = count;
  while (first > 1 && deleted.has(first - 1)) first -= 1;
  return first;
}

/** Deleted lines that follow each other for the same cause are one edit, unless something is put between them. */
function runs({ deleted, inserted }: Draft): { readonly first: number; readonly end: number; readonly cause: Cause }[] {
  const found: { first: number; end: number; cause: Cause }[] = [];
  const parted = new Set(inserted.map(({ line }) => line));
  for (const [line, cause] of [...deleted].sort(([a], [b]) => a - b)) {
    const last = found.at(-1);
    const follows = last?.end === line && !parted.has(line);
    if (follows && last.cause.line === cause.line && last.cause.file === cause.file) last.end += 1;
    else found.push({ first: line, end: line + 1, cause });
  }
  return found;
}
