import type { SourceDocument } from "../../../model/source.ts";
import { keepLast } from "./keep-last.ts";
import { lexemesOf } from "./lexemes.ts";

interface Comment {
  readonly offset: number;
  /** From `#` on. */
  readonly text: string;
  /** True where nothing else stands on the line. */
  readonly own: boolean;
}

/** A text as lines. The parser's own ends of collections swallow the next entry's comment, so extents are worked out here. */
export interface Layout {
  readonly text: string;
  /** Offset of each line's first character; a final newline begins no further line. */
  readonly starts: readonly number[];
  readonly eol: "\n" | "\r\n";
  /** False where the last line has no newline behind it. */
  readonly closed: boolean;
  /** By line. A `#` inside a string is none of them. */
  readonly comments: ReadonlyMap<number, Comment>;
}

export const layoutOf: (text: string) => Layout = keepLast(8, (text) => layoutWith(text, commentsIn(text)));

/** The lines of a document, whose comments are known. */
export function layoutIn(source: SourceDocument): Layout {
  const { text, comments } = source;
  if (comments === undefined) return layoutOf(text);
  return layoutWith(
    text,
    comments.map(({ range }) => ({ offset: range.start, comment: text.slice(range.start, range.end) })),
  );
}

interface FoundComment {
  readonly offset: number;
  readonly comment: string;
}

function layoutWith(text: string, found: Iterable<FoundComment>): Layout {
  const starts = [text.startsWith("\ufeff") ? 1 : 0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const closed = starts.at(-1) === text.length;
  if (closed && starts.length > 1) starts.pop();
  const bare = { text, starts, eol: text.includes("\r\n") ? "\r\n" : "\n", closed } as const;
  const comments = new Map<number, Comment>();
  for (const { offset, comment } of found) {
    const line = lineAt(bare, offset);
    const own = text.slice(starts[line], offset).trim() === "";
    comments.set(line, { offset, text: comment, own });
  }
  return { ...bare, comments };
}

/** The lexer knows which `#` begin comments. Its control tokens stand for nothing in the text. */
function* commentsIn(text: string): Generator<FoundComment> {
  let offset = 0;
  let scalar = false;
  for (const token of lexemesOf(text)) {
    if (!scalar && (token === "\u0002" || token === "\u0018" || token === "\u001f")) {
      scalar = token === "\u001f";
      continue;
    }
    if (!scalar && token.startsWith("#")) yield { offset, comment: token };
    scalar = false;
    offset += token.length;
  }
}

/** Line of an offset, counted from 0. */
export function lineAt({ starts }: Pick<Layout, "starts">, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Offset of the line's first character; the end of the text for the line behind the last one. */
export function lineStart(layout: Layout, line: number): number {
  return layout.starts[line] ?? layout.text.length;
}

/** Offset behind the line's last character, before its newline. */
export function lineEnd(layout: Layout, line: number): number {
  return lineStart(layout, line) + lineText(layout, line).length;
}

/** The line without its newline. */
export function lineText(layout: Layout, line: number): string {
  return layout.text.slice(lineStart(layout, line), lineStart(layout, line + 1)).replace(/\r?\n$/, "");
}

/** False for a line that does not exist. */
export function isBlank(layout: Layout, line: number): boolean {
  return line >= 0 && line < layout.starts.length && lineText(layout, line).trim() === "";
}

/** Distance of an offset from the beginning of its line. */
export function columnOf(layout: Layout, offset: number): number {
  return offset - lineStart(layout, lineAt(layout, offset));
}

/** First line of the own-line comments right above `line`, or `line`. What is indented deeper belongs to what stands before. */
export function aboveLine(layout: Layout, line: number, column: number): number {
  let first = line;
  while (ownComment(layout, first - 1) !== undefined && indentOf(layout, first - 1) <= column) first -= 1;
  return first;
}

/** The line behind a block whose last value ends on `last`: own-line comments that are indented deeper belong to it. */
export function blockEnd(layout: Layout, last: number, column: number): number {
  let end = last + 1;
  for (let line = end; line < layout.starts.length; line += 1) {
    if (isBlank(layout, line)) continue;
    if (ownComment(layout, line) === undefined || indentOf(layout, line) <= column) break;
    end = line + 1;
  }
  return end;
}

/** Text of the comment that has the line to itself. */
export function ownComment({ comments }: Layout, line: number): string | undefined {
  const comment = comments.get(line);
  return comment?.own ? comment.text : undefined;
}

function indentOf(layout: Layout, line: number): number {
  return lineText(layout, line).search(/\S|$/);
}
