import type { Range } from "../model/source.ts";

/** A range that ends where its first line ends, and holds one character at least. */
export function clip(text: string, start: number, end: number): Range {
  const last = Math.min(end, Math.max(trimmedLineEnd(text, start), start + 1));
  return { start, end: Math.max(last, start + 1) };
}

/** From an offset to the next blank, or to the `:` of a key. */
export function word(text: string, start: number): Range {
  const match = /^[^\s:]+|^\S/.exec(text.slice(start, lineEnd(text, start)));
  return { start, end: start + Math.max(1, match?.[0].length ?? 1) };
}

/** Offset of the next character that is no blank; the offset itself if none follows. */
export function skipBlanks(text: string, offset: number): number {
  const nonBlank = /\S/g;
  nonBlank.lastIndex = offset;
  return nonBlank.exec(text)?.index ?? offset;
}

/** Offset of the line break that ends the line, or of the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end;
}

/** End of what is written in the line from an offset on, without a comment and blanks behind it. */
export function trimmedLineEnd(text: string, offset: number): number {
  const rest = text.slice(offset, lineEnd(text, offset)).replace(/\s#.*$/, "");
  return offset + rest.trimEnd().length;
}
