import type { Range } from "../../model/source.ts";

/** The line that an offset is on, without its line break. */
export function lineAt(text: string, offset: number): Range {
  const end = text.indexOf("\n", offset);
  const start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  return { start, end: end === -1 ? text.length : end };
}

/** Where the line of an offset ends, behind its line break. */
export function lineBreakAfter(text: string, offset: number): number {
  return Math.min(lineAt(text, offset).end + 1, text.length);
}

/** What ends the lines of a text. */
export function newlineOf(text: string): "\n" | "\r\n" {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
