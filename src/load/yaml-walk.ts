import { type Alias, isScalar, type ParsedNode, Scalar } from "yaml";
import type { LineIndex } from "../diagnostics/line-index.ts";
import type { Range, SourceNode } from "../model/source.ts";
import type { Problem } from "./problem.ts";
import type { Comment } from "./yaml-parse.ts";

/** What is known and collected while a document's values are located. */
export interface Walk {
  readonly text: string;
  readonly lines: LineIndex;
  /** By line. */
  readonly comments: ReadonlyMap<number, Comment>;
  readonly nodes: Map<string, SourceNode>;
  readonly problems: Problem[];
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, ParsedNode>;
  /** Collections that are being walked, to see an alias inside the value that it names. */
  readonly open: Set<ParsedNode>;
  /** By line: the outermost node that begins there, which has the comments above. */
  readonly outermost: Map<number, ParsedNode>;
  /** Values that aliases have stood for so far. */
  copied: number;
  isWhole: boolean;
}

/** Where in the data a node stands. */
export interface Place {
  /** JSON pointer. */
  readonly at: string;
  readonly depth: number;
  /** Key in a mapping; absent in lists and at the root. */
  readonly key?: ParsedNode;
  /** True inside a value that an alias stands for. */
  readonly isCopy: boolean;
}

/** The characters of a node, without what the parser adds behind it. */
export function spanOf({ range }: ParsedNode): Range {
  return { start: range[0], end: range[1] };
}

/** A scalar as text: `19.10` stays as it is written. */
export function textOf({ value, source }: Scalar): string {
  return typeof value === "string" ? value : (source ?? "");
}

/** Whether a text is written below `|` or `>`. */
export function isBlockScalar(node: ParsedNode): boolean {
  return isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED);
}
