const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });
const TAB_STOP = 2;

/** Characters that would move the cursor, end a line or turn the writing direction around on a terminal. */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

// Blocks that terminals draw two columns wide (Unicode Standard Annex 11), without the rare ones.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** One character as it is drawn. */
export interface Cell {
  /** Offset in the text it was made from, in UTF-16 code units. */
  readonly offset: number;
  readonly text: string;
  /** Columns that it takes on a terminal. */
  readonly width: number;
}

/** A line as terminals draw it: tabs as spaces, control characters as a replacement sign. */
export function cellsOf(line: string): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  for (const { segment, index } of SEGMENTER.segment(line)) {
    const cell = cellOf(segment, index, column);
    cells.push(cell);
    column += cell.width;
  }
  return cells;
}

function cellOf(segment: string, offset: number, column: number): Cell {
  if (segment === "\t") {
    const width = TAB_STOP - (column % TAB_STOP);
    return { offset, text: " ".repeat(width), width };
  }
  const text = segment.replace(UNPRINTABLE, "\ufffd");
  return { offset, text, width: WIDE.test(text) ? 2 : 1 };
}

/** Sum of the widths. */
export function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0);
}
