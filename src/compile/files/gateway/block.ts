import { type Path, pointer, type SourceDocument, type SourceNode } from "../../../model/source.ts";
import {
  aboveLine,
  blockEnd,
  columnOf,
  isBlank,
  type Layout,
  layoutIn,
  lineAt,
  lineStart,
  lineText,
} from "./layout.ts";

/** A gateway file with its lines. */
export interface LocatedFile {
  readonly source: SourceDocument;
  readonly layout: Layout;
}

/** Lines of one key or list item in block style, counted from 0. */
export interface Block {
  /** First of the own-line comments right above it, or `first`. */
  readonly above: number;
  readonly first: number;
  /** The line behind it. */
  readonly end: number;
  /** Column of the key, or of the item's dash. */
  readonly column: number;
}

export function locateFile(source: SourceDocument): LocatedFile {
  return { source, layout: layoutIn(source) };
}

/** The node that is known to be there because the plain data has it. */
export function mustFind({ source }: Pick<LocatedFile, "source">, path: Path): SourceNode {
  const node = source.nodes.get(pointer(path));
  if (node === undefined) throw new Error(`no place is known for ${pointer(path)} in ${source.file}`);
  return node;
}

/** Lines of the key at `path`, or of the list item where the path ends in a number. */
export function blockOf(file: LocatedFile, path: Path): Block {
  const { layout } = file;
  const node = mustFind(file, path);
  const start = node.key?.start ?? dashOf(layout, node.value.start);
  const first = lineAt(layout, start);
  const column = columnOf(layout, start);
  const last = lineAt(layout, Math.max(start, node.value.end - 1));
  const begins = layout.text.slice(lineStart(layout, first), start).trim() === "";
  return {
    above: begins ? aboveLine(layout, first, column) : first,
    first,
    end: blockEnd(layout, last, column),
    column,
  };
}

/** True for a collection in brackets or braces. */
export function isFlow(file: Pick<LocatedFile, "source">, path: Path): boolean {
  const first = file.source.text[mustFind(file, path).value.start];
  return first === "[" || first === "{";
}

/** True for an alias such as `*name`: what it stands for is written elsewhere. */
export function isAliasAt({ source }: Pick<LocatedFile, "source">, path: Path): boolean {
  const node = source.nodes.get(pointer(path));
  return node !== undefined && source.text[node.value.start] === "*";
}

/** True where something around the value is in brackets or braces: there, lines mean nothing. */
export function insideFlow(file: LocatedFile, path: Path): boolean {
  return path.some((_part, length) => length > 0 && isFlow(file, path.slice(0, length)));
}

/** Offset behind the colon of the key at `path`. */
export function behindColon(file: LocatedFile, path: Path): number {
  const { key } = mustFind(file, path);
  return file.source.text.indexOf(":", key?.end) + 1;
}

/** The dash of a list item stands before its value, on the same line or on one above. */
function dashOf(layout: Layout, value: number): number {
  let line = lineAt(layout, value);
  let before = layout.text.slice(lineStart(layout, line), value);
  while (line > 0 && !before.includes("-")) {
    line -= 1;
    const comment = layout.comments.get(line);
    before = isBlank(layout, line)
      ? ""
      : lineText(layout, line).slice(0, comment && comment.offset - lineStart(layout, line));
  }
  return lineStart(layout, line) + before.lastIndexOf("-");
}
