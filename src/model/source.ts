/** Half-open span of UTF-16 offsets into a file's text. Lines and columns are worked out at the edge (diagnostics/line-index.ts). */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Route from the root of a document to one of its values. */
export type Path = readonly (string | number)[];

/** What the text says about one value, beside the value itself. */
export interface SourceNode {
  /** The key that names the value; absent in lists and at the root. */
  readonly key?: Range;
  readonly value: Range;
  /** Comment behind the value on its last line, as written, from `#` on. */
  readonly trailing?: string;
  /** Own-line comments right above the key or item, each from `#` on. */
  readonly above: readonly string[];
}

/** A comment with its place, from `#` to the end of the line. */
export interface SourceComment {
  readonly range: Range;
  /** True where nothing but blanks stands before it on its line. */
  readonly ownLine: boolean;
}

/** A key that stands in its mapping already; the value of the last one is what is read. */
export interface RepeatedKey {
  /** Route to the value that is read. */
  readonly path: Path;
  readonly key: Range;
  /** The first key of that name. */
  readonly first: Range;
}

/** A file's text with the place of every value in it. */
export interface SourceDocument {
  /** Path relative to the workspace (or to the target repository), with `/`. */
  readonly file: string;
  readonly text: string;
  /** Keyed by `pointer(path)`. */
  readonly nodes: ReadonlyMap<string, SourceNode>;
  /** Every comment, in the order of the text; absent for a text that could not be read. */
  readonly comments?: readonly SourceComment[];
  /** Keys that a reader takes more than once, in the order of the text; absent where it takes each once. */
  readonly repeats?: readonly RepeatedKey[];
}

/** A place in a file, small enough to travel through plans. */
export interface Cause {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** Each place once, in the order in which it comes first. */
export function distinctCauses(causes: readonly Cause[]): Cause[] {
  return [...new Map(causes.map((cause) => [`${cause.file}:${cause.line}`, cause])).values()];
}

/** JSON pointer (RFC 6901) of a path. */
export function pointer(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The node at `path`, or that of the closest existing parent: a missing value is reported where it should stand. */
export function nodeAt(source: SourceDocument, path: Path): SourceNode {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = source.nodes.get(pointer(path.slice(0, length)));
    if (node !== undefined) return node;
  }
  return { value: { start: 0, end: 0 }, above: [] };
}

/** Range to underline for the value at `path`; a value that is absent is shown at the key of its closest parent. */
export function rangeAt(source: SourceDocument, path: Path): Range {
  const exact = source.nodes.get(pointer(path));
  if (exact !== undefined) return exact.value;
  const parent = nodeAt(source, path);
  return parent.key ?? parent.value;
}

/** Range of the key at `path`, or of the value where there is no key. */
export function keyRangeAt(source: SourceDocument, path: Path): Range {
  const node = nodeAt(source, path);
  return node.key ?? node.value;
}

/** File and line of what stands at `path`. */
export function causeAt(source: SourceDocument, path: Path): Cause {
  return { file: source.file, line: lineAt(source.text, keyRangeAt(source, path).start) };
}

/** Line, from 1, of a place in a text. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}
