/** One line of a text: `end` is where its newline begins, `next` where the line after it does. */
export interface TextLine {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** The lines of a text, with any kind of newline; behind a last newline stands no line. */
export function linesIn(text: string): TextLine[] {
  const lines: TextLine[] = [];
  for (const { 0: whole, 1: newline = "", index } of text.matchAll(/[^\r\n]*(\r\n|\n|\r)|[^\r\n]+$/g)) {
    lines.push({ start: index, end: index + whole.length - newline.length, next: index + whole.length });
  }
  return lines;
}

/** The newline behind a line; a single line feed where there is none. */
export function newlineOf(text: string, line: TextLine | undefined): string {
  return (line && text.slice(line.end, line.next)) || "\n";
}
