/** A text whose one key holds a block list, cut before each item. */
export interface Parts {
  /** What stands before the first item: comments and the key. */
  readonly head: string;
  readonly items: readonly Part[];
}

export interface Part {
  /** Offset of its first character. */
  readonly start: number;
  readonly text: string;
}

/**
 * Cuts a text before each line that begins an item in the column of the first one; own-line comments right above go with
 * it. Undefined where no list in block style follows the key. Whether each part is one item is for the parser to say: a
 * cut through a text in quotes or brackets leaves two parts that it refuses, and what a block text holds is indented deeper.
 */
export function partsOf(text: string, key: string): Parts | undefined {
  // These end a document, which would be unseen inside of a part.
  if (/^(?:%|---|\.\.\.)/m.test(text)) return undefined;
  const begin = new RegExp(`^${key}:[ \\t]*(?:#.*)?\\r?\\n(?:[ \\t]*(?:#.*)?\\r?\\n)*( *)-[ \\t]+[^\\s#]`, "m").exec(
    text,
  );
  if (begin === null) return undefined;
  const column = begin[1]?.length ?? 0;
  const dashes = new RegExp(`^ {${column}}-(?=[ \\t])`, "gm");
  dashes.lastIndex = begin.index + begin[0].length - column - 3;
  const starts = [...text.matchAll(dashes)].map(({ index }) => withComments(text, index, column));
  const [first] = starts;
  if (first === undefined) return undefined;
  const items = starts.map((start, at) => ({ start, text: text.slice(start, starts[at + 1]) }));
  return { head: text.slice(0, first), items };
}

/** Where the own-line comments begin that stand right above a line; what is indented deeper belongs to what comes before. */
function withComments(text: string, line: number, column: number): number {
  const isAbove = new RegExp(`^ {0,${column}}#`);
  let start = line;
  while (start > 0) {
    const above = text.lastIndexOf("\n", start - 2) + 1;
    if (!isAbove.test(text.slice(above, start))) break;
    start = above;
  }
  return start;
}
