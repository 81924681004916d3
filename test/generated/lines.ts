/** Finding things in the lines of a gateway file, as a person does who looks at the indentation. */

/** Lines of one entry. */
export interface Block {
  readonly id: string;
  /** The first line with the own-line comments right above it. */
  readonly lead: number;
  readonly start: number;
  /** Behind the last line that is not blank. */
  readonly end: number;
}

/** Lines `from` to before `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The entries of a list of mappings that are indented by two, named by one of their keys. */
export function blocksOf(lines: readonly string[], key: string): Block[] {
  const starts = lines.flatMap((line, index) => (line.startsWith("  - ") ? [index] : []));
  const leads = starts.map((start) => {
    let lead = start;
    while (lines[lead - 1]?.startsWith("  #")) lead -= 1;
    return lead;
  });
  return starts.map((start, index) => {
    let end = leads[index + 1] ?? lines.length;
    while (lines[end - 1]?.trim() === "") end -= 1;
    const block = { id: "", lead: leads[index] ?? start, start, end };
    const span = keySpan(lines, block, [key]);
    return { ...block, id: span === undefined ? "" : scalarAt(lines, span.from) };
  });
}

/** The lines of the key at `path` of an entry, without what stands above it. */
export function keySpan(
  lines: readonly string[],
  block: Pick<Block, "start" | "end">,
  path: readonly string[],
): Span | undefined {
  let span: Span = { from: block.start, to: block.end };
  for (const [depth, key] of path.entries()) {
    const indent = 4 + depth * 2;
    const from = indexBetween(lines, span, (line) => line.startsWith(`${" ".repeat(indent)}${key}:`));
    if (from === undefined) return undefined;
    const behind = indexBetween(
      lines,
      { from: from + 1, to: span.to },
      (line) => line.trim() !== "" && depthOf(line) <= indent,
    );
    span = { from, to: behind ?? span.to };
  }
  return span;
}

/** The line with which an entry begins counts as one that is indented like its other keys. */
function unlisted(line: string): string {
  return line.startsWith("  - ") ? `    ${line.slice(4)}` : line;
}

function depthOf(line: string): number {
  return unlisted(line).search(/\S/);
}

function indexBetween(
  lines: readonly string[],
  { from, to }: Span,
  fits: (line: string) => boolean,
): number | undefined {
  const at = lines.slice(from, to).findIndex((line) => fits(unlisted(line)));
  return at < 0 ? undefined : from + at;
}

/** What stands behind `key:` or `-`, without quotes and comment. */
export function scalarAt(lines: readonly string[], index: number): string {
  const [, text = ""] = /^\s*(?:- )?(?:[\w-]+:\s*)?(?:- )?(.*)$/.exec(lines[index] ?? "") ?? [];
  const quoted = /^(["'])(.*?)\1/.exec(text);
  return quoted?.[2] ?? text.replace(/\s+#.*$/, "").trim();
}

/** Lines of the items of the list whose key is in the first line of `span`. */
export function itemLines(lines: readonly string[], span: Span): number[] {
  const items = lines.slice(span.from + 1, span.to);
  return items.flatMap((line, index) => (/^\s+- /.test(line) ? [span.from + 1 + index] : []));
}

/** The line with another value; quotes and comment stay. */
export function withScalar(line: string, value: string): string {
  const [, head = "", text = ""] = /^(\s*(?:- )?(?:[\w-]+: )?)(.*)$/.exec(line) ?? [];
  const comment = /\s+#[^"']*$/.exec(text)?.[0] ?? "";
  const bare = text.slice(0, text.length - comment.length);
  const quote = /^["']/.exec(bare)?.[0] ?? "";
  return `${head}${quote}${value}${quote}${comment}`;
}
