import { Parser } from "commonmark";
import { cellsOf, widthOf } from "../../../diagnostics/display-width.ts";
import type { Range } from "../../../model/source.ts";
import type { KeyedLine } from "../edit-lines.ts";
import { linesIn, type TextLine } from "../text-line.ts";

/** A line of a table, in pieces that give it again when they are joined, the cells by pipes. */
interface TableLine {
  /** Blanks and pipe before the first cell. */
  readonly lead: string;
  /** With the blanks around them. */
  readonly cells: readonly string[];
  /** Pipe and blanks behind the last cell. */
  readonly tail: string;
}

interface TableRow extends KeyedLine {
  readonly text: string;
  readonly parts: TableLine;
}

/** A table of a page, as its people have laid it out. */
interface PageTable {
  readonly heads: readonly string[];
  readonly rows: readonly TableRow[];
  /** Start of the line behind its last row. */
  readonly end: number;
  readonly style: Style;
}

interface Style {
  readonly lead: string;
  readonly tail: string;
  /** What stands between a pipe and a text. */
  readonly blank: string;
  /** Columns of text that each cell takes, in a table whose cells are filled up with blanks. */
  readonly widths: readonly number[] | undefined;
  readonly right: readonly boolean[];
}

const DELIMITER = /^ {0,3}(?=.*\|)\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** The tables in a part of a page, each from its heads down to a blank line or to another block (GFM, section 4.10). */
export function tablesIn(text: string, range: Range): PageTable[] {
  const lines = linesIn(text.slice(range.start, range.end)).map(({ start, end, next }) => ({
    start: start + range.start,
    end: end + range.start,
    next: next + range.start,
  }));
  const textOf = ({ start, end }: TextLine): string => text.slice(start, end);
  const tables: PageTable[] = [];
  for (const [index, delimiter] of lines.entries()) {
    const heads = lines[index - 1];
    // What looks like a delimiter in the middle of a table is a row of it.
    if (heads === undefined || heads.start < (tables.at(-1)?.end ?? 0)) continue;
    const [head, marks] = [splitLine(textOf(heads)), splitLine(textOf(delimiter))];
    const isTable = DELIMITER.test(textOf(delimiter)) && head.cells.length === marks.cells.length;
    if (!isTable || textOf(heads).trim() === "") continue;
    const below = lines.slice(index + 1);
    const end = below.findIndex((line) => endsTable(textOf(line)));
    const rows = (end === -1 ? below : below.slice(0, end)).map((line) => {
      const parts = splitLine(textOf(line));
      return { ...line, text: textOf(line), parts, key: keyOf(parts.cells[0] ?? "") };
    });
    const style = styleOf(
      head,
      marks,
      rows.map(({ parts }) => parts),
    );
    tables.push({ heads: head.cells.map(trimmed), rows, end: (rows.at(-1) ?? delimiter).next, style });
  }
  return tables;
}

/** A comment, a heading, a quote, a list or code right below a table is no row of it. */
function endsTable(line: string): boolean {
  if (line.trim() === "") return true;
  if (/^ {0,3}\|/.test(line)) return false;
  const { firstChild } = new Parser().parse(line);
  return firstChild !== null && firstChild.type !== "paragraph";
}

/** What the last code span of a row's first cell holds, an id; undefined for a row that shows none. */
export function keyOf(cell: string): string | undefined {
  const spans = [...cell.matchAll(/\\.|(`+)(?!`)(.*?[^`])\1(?!`)|`+/g)];
  return spans.findLast(([, fence]) => fence !== undefined)?.[2];
}

/** What the cells of a row say. */
export function textsOf({ parts }: TableRow): string[] {
  return parts.cells.map(trimmed);
}

/** The line of a row with these texts: what says the same already stays as it stands. */
export function rowText({ style }: PageTable, texts: readonly string[], old: TableRow | undefined): string {
  if (old !== undefined && texts.every((text, column) => trimmed(old.parts.cells[column] ?? "") === text))
    return old.text;
  const cells = texts.map((text, column) => {
    const kept = old?.parts.cells[column];
    return kept !== undefined && trimmed(kept) === text ? kept : styled(style, text, column);
  });
  const { lead, tail } = old?.parts ?? style;
  const inner = cells.join("|");
  // Blanks at the ends of a line mean nothing where no pipe stands there.
  const start = lead.includes("|") ? inner : inner.trimStart();
  return lead + (tail === "" ? start.trimEnd() : start) + tail;
}

function styled({ blank, widths, right }: Style, text: string, column: number): string {
  const fill = " ".repeat(Math.max(0, (widths?.[column] ?? 0) - 2 * blank.length - widthOf(cellsOf(text))));
  return right[column] === true ? `${blank}${fill}${text}${blank}` : `${blank}${text}${fill}${blank}`;
}

/** A pipe divides cells unless a backslash stands before it, in code too. */
function splitLine(line: string): TableLine {
  const lead = /^[ \t]*\|?/.exec(line)?.[0] ?? "";
  const cells = [""];
  for (const [piece] of line.slice(lead.length).matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (piece === "|") cells.push("");
    else cells.push(`${cells.pop()}${piece}`);
  }
  const last = cells.at(-1) ?? "";
  if (cells.length === 1 || last.trim() !== "") return { lead, cells, tail: "" };
  return { lead, cells: cells.slice(0, -1), tail: `|${last}` };
}

function styleOf(heads: TableLine, delimiter: TableLine, rows: readonly TableLine[]): Style {
  const widths = heads.cells.map((one) => widthOf(cellsOf(one)));
  const isAligned = widths.every((width, column) => width === delimiter.cells[column]?.length);
  const isFilled = [heads, ...rows].some(({ cells }) => cells.some((one) => /\S[ \t]{2,}$|^[ \t]{2,}\S/.test(one)));
  return {
    lead: heads.lead,
    tail: heads.tail,
    blank: heads.cells.some((one) => /^[ \t]|[ \t]$/.test(one)) ? " " : "",
    widths: isAligned && isFilled ? widths : undefined,
    right: delimiter.cells.map((one) => /^[ \t]*-+:[ \t]*$/.test(one)),
  };
}

function trimmed(raw: string): string {
  return raw.replace(/^[ \t]+|[ \t]+$/g, "");
}
