import { type Cause, distinctCauses } from "../../model/source.ts";
import { type Edit, sortEdits } from "../files/edit.ts";

/** Where the lines of an edited text come from. Lines are 1-based. */
export interface Lineage {
  /** What asked for a line of the result, or for a part of it; none for a line that stands as it stood. */
  causesOf(line: number): readonly Cause[];
  /** The line of the original that a line of the result is, or is made from. */
  originOf(line: number): number | undefined;
  /** What took a line of the original out, or changed it. */
  removedBy(line: number): readonly Cause[];
}

/** A stretch of the text: of the original where it has an `origin`, else written by an edit. */
interface Piece {
  readonly text: string;
  readonly origin?: number | undefined;
  readonly cause?: Cause | undefined;
}

interface Removed {
  readonly start: number;
  readonly end: number;
  readonly cause: Cause;
}

/** Follows a text through lists of edits, each made to the result of those before it. */
export function lineageOf(before: string, trail: readonly (readonly Edit[])[]): Lineage {
  const removed: Removed[] = [];
  let pieces: readonly Piece[] = [{ text: before, origin: 0 }];
  for (const edits of trail) pieces = follow(pieces, sortEdits(edits), removed);
  const starts = lineStarts(pieces.map(({ text }) => text).join(""));
  const origins = lineStarts(before);
  return {
    causesOf: (line) => distinctCauses(within(pieces, spanOf(starts, line)).flatMap(({ cause }) => cause ?? [])),
    originOf: (line) => {
      const piece = within(pieces, spanOf(starts, line)).find(({ origin }) => origin !== undefined);
      return piece?.origin === undefined
        ? undefined
        : origins.findLastIndex((start) => start <= (piece.origin ?? 0)) + 1;
    },
    removedBy: (line) => {
      const { start, end } = spanOf(origins, line);
      return distinctCauses(removed.filter((one) => one.start < end && one.end > start).map(({ cause }) => cause));
    },
  };
}

function follow(pieces: readonly Piece[], edits: readonly Edit[], removed: Removed[]): readonly Piece[] {
  const result: Piece[] = [];
  const rest = [...pieces];
  let at = 0;
  const take = (until: number): Piece[] => {
    const taken: Piece[] = [];
    for (let piece = rest[0]; piece !== undefined && at < until; piece = rest[0]) {
      const length = Math.min(piece.text.length, until - at);
      taken.push({ ...piece, text: piece.text.slice(0, length) });
      if (length === piece.text.length) rest.shift();
      else rest[0] = { ...piece, text: piece.text.slice(length), origin: shifted(piece, length) };
      at += length;
    }
    return taken;
  };
  for (const edit of edits) {
    result.push(...take(edit.offset));
    for (const { text, origin } of take(edit.offset + edit.length))
      if (origin !== undefined) removed.push({ start: origin, end: origin + text.length, cause: edit.cause });
    result.push(...written(edit));
  }
  return [...result, ...rest].filter(({ text }) => text !== "");
}

/** The text of an edit, each line with what asked for it. Lines that end a text without newline bring it before them. */
function written({ text, cause, lines }: Edit): Piece[] {
  if (lines === undefined) return [{ text, cause }];
  const parts = (text.endsWith("\n") ? text.match(/[^\n]*\n/g) : text.match(/\r?\n[^\r\n]*/g)) ?? [];
  return parts.map((part, index) => ({ text: part, cause: lines[index] ?? cause }));
}

function within(pieces: readonly Piece[], { start, end }: { start: number; end: number }): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const piece of pieces) {
    if (at < end && at + piece.text.length > start) found.push({ ...piece, origin: shifted(piece, start - at) });
    at += piece.text.length;
  }
  return found;
}

function shifted({ origin }: Piece, by: number): number | undefined {
  return origin === undefined ? undefined : origin + Math.max(0, by);
}

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

/** A line without its newline; an empty one is told by its newline. */
function spanOf(starts: readonly number[], line: number): { start: number; end: number } {
  const start = starts[line - 1] ?? Number.POSITIVE_INFINITY;
  const next = starts[line] ?? Number.POSITIVE_INFINITY;
  return { start, end: Math.max(next - 1, start + 1) };
}
