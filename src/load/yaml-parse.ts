import {
  Composer,
  type CST,
  type Document,
  Lexer,
  type ParsedNode,
  Parser,
  type ScalarTag,
  type Tags,
  type YAMLError,
} from "yaml";
import type { SourceComment } from "../model/source.ts";

/** Deeper nesting is refused while it is read: the composer behind it is recursive, and its stack is not ours to spend. */
export const MAX_DEPTH = 64;

/** A comment with its text, from `#` on. */
export interface Comment extends SourceComment {
  readonly text: string;
}

export interface ParsedYaml {
  readonly documents: readonly Document.Parsed<ParsedNode>[];
  readonly comments: readonly Comment[];
  readonly errors: readonly YAMLError[];
  /** Offset at which nesting became too deep; nothing was composed then. */
  readonly tooDeepAt?: number;
}

// YAML 1.2 reads 1_000_000 as text; people write it for readability, as YAML 1.1 and most languages let them.
const UNDERSCORED: ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  test: /^[-+]?[0-9][0-9_]*_[0-9_]*$/,
  resolve: (text) => Number(text.replaceAll("_", "")),
};

/** Reads a text as YAML 1.2 (core schema, and whole numbers with `_`). Never throws; costs about a second per megabyte. */
export function parseYaml(text: string): ParsedYaml {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const comments: Comment[] = [];
  let inScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (!inScalar && lexeme.startsWith("#")) comments.push(commentAt(text, parser.offset, lexeme));
    // The lexer announces each scalar with a control character of its own.
    inScalar = lexeme === "\x1f";
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH) return { documents: [], comments, errors: [], tooDeepAt: parser.offset };
  }
  tokens.push(...parser.end());
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    customTags: (tags: Tags) => [UNDERSCORED, ...tags],
    // Looked for where values are located: the composer compares each key with all others.
    uniqueKeys: false,
    prettyErrors: false,
  });
  const documents = [...composer.compose(tokens, true, text.length)];
  return { documents, comments, errors: documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]) };
}

function commentAt(text: string, start: number, lexeme: string): Comment {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const ownLine = text.slice(lineStart, start).trim() === "";
  return { range: { start, end: start + lexeme.length }, text: lexeme.trimEnd(), ownLine };
}
