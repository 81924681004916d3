/** A place as people and editors count: both from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where the lines of a text begin, for many look-ups of line and column. */
export class LineIndex {
  readonly text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    this.#starts = lineStarts(text);
  }

  /** Number of lines; a text that ends with a line break has an empty last one. */
  get lines(): number {
    return this.#starts.length;
  }

  /** Offsets before the text count as its start, offsets behind it as its end. */
  positionAt(offset: number): Position {
    const inside = Math.min(Math.max(offset, 0), this.text.length);
    const line = this.#lineOf(inside);
    return { line, column: inside - this.startOf(line) + 1 };
  }

  /** Offset of the first character of a line, counted from 1. */
  startOf(line: number): number {
    return this.#starts[line - 1] ?? this.text.length;
  }

  /** Offset behind the last character of a line, its line break left out. */
  endOf(line: number): number {
    const next = this.#starts[line];
    if (next === undefined) return this.text.length;
    return this.text[next - 2] === "\r" && next - 2 >= this.startOf(line) ? next - 2 : next - 1;
  }

  /** Text of a line without its line break. */
  lineAt(line: number): string {
    return this.text.slice(this.startOf(line), this.endOf(line));
  }

  /** Last line that begins at or before the offset. */
  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
