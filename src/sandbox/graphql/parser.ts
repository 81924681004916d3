import { SyntaxProblem, type Token, tokenize } from "./lexer.ts";

export type Value =
  | { kind: "variable"; name: string }
  | { kind: "literal"; value: string | number | boolean | null }
  | { kind: "enum"; name: string }
  | { kind: "list"; items: Value[] }
  | { kind: "object"; fields: Record<string, Value> };

export interface Field {
  kind: "field";
  /** The key of the answer: the alias, or the name. */
  key: string;
  name: string;
  args: Record<string, Value>;
  directives: { name: string; args: Record<string, Value> }[];
  selections: Selection[];
  offset: number;
}

export type Selection =
  | Field
  | { kind: "inline"; type: string | null; selections: Selection[] }
  | { kind: "spread"; name: string; offset: number };

/** A type as written: `[String!]!` is a required list of required strings. */
export type TypeRef =
  | { kind: "named"; name: string; required: boolean }
  | { kind: "list"; of: TypeRef; required: boolean };

export interface Variable {
  name: string;
  type: TypeRef;
  fallback: Value | null;
}

export interface Operation {
  kind: "query" | "mutation";
  name: string | null;
  variables: Variable[];
  selections: Selection[];
}

export interface Document {
  operations: Operation[];
  fragments: Map<string, { type: string; selections: Selection[] }>;
}

/** Reads tokens one after the other; every `read…` takes what it names or throws. */
export class Reader {
  private readonly tokens: Token[];
  private at = 0;

  constructor(source: string) {
    this.tokens = tokenize(source);
  }

  get next(): Token {
    const token = this.tokens[this.at] ?? this.tokens.at(-1);
    if (!token) throw new SyntaxProblem("Unexpected end of document", 0);
    return token;
  }

  take(): Token {
    const token = this.next;
    this.at += 1;
    return token;
  }

  /** Takes the token if it is this one. */
  skip(text: string): boolean {
    const found = this.next.kind !== "string" && this.next.text === text;
    if (found) this.at += 1;
    return found;
  }

  expect(text: string): void {
    if (!this.skip(text)) this.fail(`"${text}"`);
  }

  name(): string {
    if (this.next.kind !== "name") this.fail("NAME");
    return this.take().text;
  }

  fail(expected: string): never {
    throw new SyntaxProblem(`Expected ${expected}, actual: ${JSON.stringify(this.next.text)}`, this.next.offset);
  }
}

export function parse(source: string): Document {
  const reader = new Reader(source);
  const document: Document = { operations: [], fragments: new Map() };
  while (reader.next.kind !== "end") {
    if (reader.skip("fragment")) {
      const name = reader.name();
      reader.expect("on");
      document.fragments.set(name, { type: reader.name(), selections: readSelections(reader) });
    } else document.operations.push(readOperation(reader));
  }
  return document;
}

function readOperation(reader: Reader): Operation {
  if (reader.next.text === "{") {
    return { kind: "query", name: null, variables: [], selections: readSelections(reader) };
  }
  const kind = reader.name();
  if (kind !== "query" && kind !== "mutation") throw new SyntaxProblem(`Unexpected "${kind}"`, reader.next.offset);
  const name = reader.next.kind === "name" ? reader.name() : null;
  const variables: Variable[] = [];
  if (reader.skip("(")) {
    while (!reader.skip(")")) {
      reader.expect("$");
      const variable = reader.name();
      reader.expect(":");
      variables.push({ name: variable, type: readType(reader), fallback: reader.skip("=") ? readValue(reader) : null });
    }
  }
  readDirectives(reader);
  return { kind, name, variables, selections: readSelections(reader) };
}

export function readType(reader: Reader): TypeRef {
  if (!reader.skip("[")) return { kind: "named", name: reader.name(), required: reader.skip("!") };
  const of = readType(reader);
  reader.expect("]");
  return { kind: "list", of, required: reader.skip("!") };
}

function readSelections(reader: Reader): Selection[] {
  reader.expect("{");
  const selections: Selection[] = [];
  do selections.push(readSelection(reader));
  while (!reader.skip("}"));
  return selections;
}

function readSelection(reader: Reader): Selection {
  const { offset } = reader.next;
  if (!reader.skip("...")) return readField(reader, offset);
  if (reader.next.kind === "name" && reader.next.text !== "on") {
    return { kind: "spread", name: reader.name(), offset };
  }
  const type = reader.skip("on") ? reader.name() : null;
  readDirectives(reader);
  return { kind: "inline", type, selections: readSelections(reader) };
}

function readField(reader: Reader, offset: number): Field {
  const first = reader.name();
  const name = reader.skip(":") ? reader.name() : first;
  const args = reader.skip("(") ? readArguments(reader) : {};
  const directives = readDirectives(reader);
  const selections = reader.next.text === "{" && reader.next.kind === "punctuator" ? readSelections(reader) : [];
  return { kind: "field", key: first, name, args, directives, selections, offset };
}

function readArguments(reader: Reader): Record<string, Value> {
  const args: Record<string, Value> = {};
  while (!reader.skip(")")) {
    const name = reader.name();
    reader.expect(":");
    args[name] = readValue(reader);
  }
  return args;
}

function readDirectives(reader: Reader): Field["directives"] {
  const directives: Field["directives"] = [];
  while (reader.skip("@")) {
    const name = reader.name();
    directives.push({ name, args: reader.skip("(") ? readArguments(reader) : {} });
  }
  return directives;
}

function readValue(reader: Reader): Value {
  if (reader.skip("$")) return { kind: "variable", name: reader.name() };
  if (reader.skip("[")) {
    const items: Value[] = [];
    while (!reader.skip("]")) items.push(readValue(reader));
    return { kind: "list", items };
  }
  if (reader.skip("{")) {
    const fields: Record<string, Value> = {};
    while (!reader.skip("}")) {
      const name = reader.name();
      reader.expect(":");
      fields[name] = readValue(reader);
    }
    return { kind: "object", fields };
  }
  const { kind, text } = reader.next;
  if (kind !== "string" && kind !== "number" && kind !== "name") reader.fail("a value");
  reader.take();
  if (kind === "string") return { kind: "literal", value: text };
  if (kind === "number") return { kind: "literal", value: Number(text) };
  if (text === "true" || text === "false") return { kind: "literal", value: text === "true" };
  return text === "null" ? { kind: "literal", value: null } : { kind: "enum", name: text };
}
