import type { Cause } from "../../model/source.ts";

/** Replaces `length` UTF-16 units at `offset` of the original text; a length of 0 inserts. */
export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
  /** What in a migration asked for it. */
  readonly cause: Cause;
  /** The same for each line of `text`, where its lines have causes of their own. */
  readonly lines?: readonly Cause[] | undefined;
}

/**
 * The text with all edits made, each against the original. Insertions at one offset keep the given order and stand
 * before what is replaced there. Two edits that touch the same text are named instead: there is no telling which is meant.
 */
export function applyEdits(
  text: string,
  edits: readonly Edit[],
): { readonly text: string } | { readonly overlap: readonly [Edit, Edit] } {
  const sorted = sortEdits(edits);
  const parts: string[] = [];
  let at = 0;
  let last: Edit | undefined;
  for (const edit of sorted) {
    if (last !== undefined && edit.offset < at) return { overlap: [last, edit] };
    parts.push(text.slice(at, edit.offset), edit.text);
    at = edit.offset + edit.length;
    if (edit.length > 0) last = edit;
  }
  return { text: parts.join("") + text.slice(at) };
}

/** By offset, insertions before replacements; otherwise as given. */
export function sortEdits(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.offset - b.offset || Math.sign(a.length) - Math.sign(b.length));
}
