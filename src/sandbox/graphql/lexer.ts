/** A GraphQL token; `text` of a string is its value. https://spec.graphql.org/October2021/#sec-Language.Source-Text */
export interface Token {
  kind: "punctuator" | "name" | "number" | "string" | "end";
  text: string;
  offset: number;
}

/** What is wrong with a document, and where. */
export class SyntaxProblem extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const TOKEN =
  /(?<blank>[\s,\uFEFF]+|#[^\n\r]*)|(?<block>"""(?:\\"""|[\s\S])*?""")|(?<string>"(?:\\.|[^"\\\n])*")|(?<name>[_A-Za-z]\w*)|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<punctuator>\.\.\.|[!$&()[\]{}:=@|])/y;

export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const offset = TOKEN.lastIndex;
    const groups = TOKEN.exec(source)?.groups;
    if (!groups) throw new SyntaxProblem(`Expected NAME, actual: ${JSON.stringify(source[offset])}`, offset);
    const { block, string, name, number, punctuator } = groups;
    if (block !== undefined) tokens.push({ kind: "string", text: blockValue(block), offset });
    else if (string !== undefined) tokens.push({ kind: "string", text: stringValue(string, offset), offset });
    else if (name !== undefined) tokens.push({ kind: "name", text: name, offset });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, offset });
    else if (punctuator !== undefined) tokens.push({ kind: "punctuator", text: punctuator, offset });
  }
  return [...tokens, { kind: "end", text: "end of file", offset: source.length }];
}

/** The escapes of GraphQL strings are those of JSON. */
function stringValue(literal: string, offset: number): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    throw new SyntaxProblem(`Bad unicode escape in ${literal}`, offset);
  }
}

/** A block string without its common indentation and its blank first and last lines. */
function blockValue(literal: string): string {
  const lines = literal
    .slice(3, -3)
    .replaceAll('\\"""', '"""')
    .split(/\r\n|\n|\r/);
  const indents = lines
    .slice(1)
    .filter((line) => line.trim() !== "")
    .map((line) => line.search(/\S/));
  const indent = indents.length > 0 ? Math.min(...indents) : 0;
  const trimmed = lines.map((line, index) => (index === 0 ? line : line.slice(indent)));
  while (trimmed[0]?.trim() === "") trimmed.shift();
  while (trimmed.at(-1)?.trim() === "") trimmed.pop();
  return trimmed.join("\n");
}

/** Line and column, from 1, as GraphQL errors have them. */
export function location(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
