import pc from "picocolors";
import type { Range } from "../model/source.ts";
import { type Cell, cellsOf, widthOf } from "./display-width.ts";
import { LineIndex } from "./line-index.ts";

/** Longest part of a line that is shown, in columns; of longer lines the part around the range. */
const MAX_COLUMNS = 100;
/** Columns that stay visible before the range when a line is cut. */
const LEAD = 30;
/** Characters to each side of a range that a frame may depend on. */
const FAR = 1000;

export interface FrameOptions {
  readonly color: boolean;
}

/**
 * The line that a range begins on with a line above and below it, and carets under the range. A range that goes on over
 * several lines is underlined to the end of its first one. Ends without a line break.
 */
export function codeFrame(source: string | LineIndex, range: Range, { color }: FrameOptions): string {
  const index = typeof source === "string" ? new LineIndex(source) : source;
  const paint = pc.createColors(color);
  const { line } = index.positionAt(range.start);
  const first = Math.max(1, line - 1);
  const last = Math.min(lastShown(index), line + 1);
  const gutter = String(Math.max(last, line)).length;
  const rows: string[] = [];
  for (let number = first; number <= Math.max(last, line); number += 1) {
    const marked = number === line;
    const window = cut(index, number, line, range);
    const label = String(number).padStart(gutter);
    rows.push(`${marked ? paint.red(">") : " "} ${paint.dim(`${label} |`)} ${window.text}`.trimEnd());
    if (marked) {
      const carets = paint.red("^".repeat(window.carets));
      rows.push(`  ${paint.dim(`${" ".repeat(gutter)} |`)} ${" ".repeat(window.indent)}${carets}`);
    }
  }
  return rows.join("\n");
}

/** The empty line behind a final line break is no line that people wrote. */
function lastShown(index: LineIndex): number {
  return index.lines > 1 && index.lineAt(index.lines) === "" ? index.lines - 1 : index.lines;
}

interface Window {
  readonly text: string;
  /** Columns before the carets, and how many carets; of use on the marked line alone. */
  readonly indent: number;
  readonly carets: number;
}

function cut(index: LineIndex, number: number, marked: number, range: Range): Window {
  const base = firstLookedAt(index, marked, range);
  const start = range.start - index.startOf(marked) - base;
  const end = range.end - index.startOf(marked) - base;
  const markedCells = cellsOf(lookedAt(index, marked, base));
  const column = widthOf(markedCells.filter(({ offset }) => offset < start));
  const under = widthOf(markedCells.filter(({ offset }) => offset >= start && offset < end));
  // Cut alike at the left, the lines stay above each other.
  const skipped = widthOf(markedCells) <= MAX_COLUMNS || column <= MAX_COLUMNS - LEAD ? 0 : column - LEAD;
  const indent = column - skipped + Math.sign(skipped);
  return {
    text: slice(number === marked ? markedCells : cellsOf(lookedAt(index, number, base)), skipped),
    indent,
    carets: Math.min(Math.max(1, under), Math.max(1, MAX_COLUMNS + 1 - indent)),
  };
}

/** Lines may be as long as a file; what is far from the range is not worth to be measured. */
function firstLookedAt(index: LineIndex, marked: number, range: Range): number {
  return Math.max(0, range.start - index.startOf(marked) - FAR);
}

function lookedAt(index: LineIndex, number: number, base: number): string {
  return index.lineAt(number).slice(base, base + 2 * FAR);
}

function slice(cells: readonly Cell[], skipped: number): string {
  let column = 0;
  let text = "";
  for (const cell of cells) {
    // A wide character that is cut in half by the edge leaves a space.
    if (column >= skipped && column + cell.width <= skipped + MAX_COLUMNS) text += cell.text;
    else if (column < skipped && column + cell.width > skipped) text += " ";
    column += cell.width;
  }
  const head = skipped > 0 && column > 0 ? "…" : "";
  return `${head}${text}${column > skipped + MAX_COLUMNS ? "…" : ""}`;
}
