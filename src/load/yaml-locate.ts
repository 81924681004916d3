import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type ParsedNode,
  Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { LineIndex } from "../diagnostics/line-index.ts";
import { pointer, type Range, type SourceNode } from "../model/source.ts";
import { type Problem, quote } from "./problem.ts";
import { type Comment, MAX_DEPTH } from "./yaml-parse.ts";

/** Values that aliases may stand for, all together: more is a bomb and no migration. */
const MAX_COPIED = 10_000;

/** Key by which YAML 1.1 takes the keys of another mapping over; YAML 1.2 has no such thing. */
const MERGE = "<<";

/** A document's values as plain data, and the place of each. */
export interface Located {
  /** Objects have no prototype: a key such as `constructor` is a key like any other. */
  readonly data: unknown;
  /** False where an alias could not be followed (null stands there instead) or a merge key was left out. */
  readonly isWhole: boolean;
  /** Keyed by JSON pointer. */
  readonly nodes: ReadonlyMap<string, SourceNode>;
  readonly problems: readonly Problem[];
}

interface Walk {
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

interface Place {
  /** JSON pointer. */
  readonly at: string;
  readonly depth: number;
  /** Key in a mapping; absent in lists and at the root. */
  readonly key?: ParsedNode;
  /** True inside a value that an alias stands for. */
  readonly isCopy: boolean;
}

/** Turns a parsed document into plain data, with the range and the comments of every value. */
export function locate(text: string, document: Document.Parsed<ParsedNode>, comments: readonly Comment[]): Located {
  const lines = new LineIndex(text);
  const walk: Walk = {
    text,
    lines,
    comments: new Map(comments.map((comment) => [lines.positionAt(comment.range.start).line, comment])),
    nodes: new Map(),
    problems: [],
    targets: aliasTargets(document),
    open: new Set(),
    outermost: new Map(),
    copied: 0,
    isWhole: true,
  };
  const data = dataOf(walk, document.contents, { at: "", depth: 0, isCopy: false });
  return { data, isWhole: walk.isWhole, nodes: walk.nodes, problems: walk.problems };
}

/** An alias stands for the last node before it that has its name as anchor. */
function aliasTargets(document: Document.Parsed<ParsedNode>): Map<Alias, ParsedNode> {
  const anchors = new Map<string, ParsedNode>();
  const targets = new Map<Alias, ParsedNode>();
  visit(document, {
    Alias: (_, alias) => {
      const target = anchors.get(alias.source);
      if (target !== undefined) targets.set(alias, target);
    },
    Value: (_, node) => {
      if (node.anchor !== undefined) anchors.set(node.anchor, node as ParsedNode);
    },
  });
  return targets;
}

/** Plain data of a node; it and all below it are recorded on the way. */
function dataOf(walk: Walk, node: ParsedNode | null, place: Place): unknown {
  if (node === null) return null;
  if (place.isCopy) walk.copied += 1;
  // The outermost node that begins on a line has the comments above it, so this comes before what is inside.
  const above = place.key === undefined && place.at === "" ? [] : commentsAbove(walk, place.key ?? node);
  walk.open.add(node);
  const data = isAlias(node)
    ? aliasValue(walk, node as Alias.Parsed, place)
    : isMap(node)
      ? mapValue(walk, node, place)
      : isSeq(node)
        ? seqValue(walk, node, place)
        : node.value;
  walk.open.delete(node);
  const value = extentOf(walk, node, place);
  const trailing = trailingComment(walk, node, value);
  walk.nodes.set(place.at, {
    ...(place.key === undefined ? {} : { key: spanOf(place.key) }),
    value,
    ...(trailing === undefined ? {} : { trailing }),
    above,
  });
  return data;
}

function mapValue(walk: Walk, node: YAMLMap, { at, depth, isCopy }: Place): unknown {
  const data: Record<string, unknown> = Object.create(null);
  const seen = new Map<string, Range>();
  for (const pair of node.items) {
    const keyNode = pair.key as ParsedNode;
    const key = keyOf(walk, keyNode, seen);
    if (key === undefined) continue;
    seen.set(key, spanOf(keyNode));
    data[key] = dataOf(walk, pair.value as ParsedNode | null, {
      at: at + pointer([key]),
      depth: depth + 1,
      key: keyNode,
      isCopy,
    });
    // In brackets a key may stand without a value, and without a node for it.
    if (pair.value === null)
      walk.nodes.set(at + pointer([key]), { key: spanOf(keyNode), value: spanOf(keyNode), above: [] });
  }
  return data;
}

function seqValue(walk: Walk, node: YAMLSeq, { at, depth, isCopy }: Place): unknown {
  return node.items.map((item, index) =>
    dataOf(walk, item as ParsedNode | null, { at: `${at}/${index}`, depth: depth + 1, isCopy }),
  );
}

function aliasValue(walk: Walk, alias: Alias.Parsed, place: Place): unknown {
  const target = walk.targets.get(alias);
  const message = refusal(walk, alias, target, place);
  if (target !== undefined && message === undefined) {
    return dataOf(walk, target, { ...place, depth: place.depth + 1, isCopy: true });
  }
  // A bomb has thousands of these, and all say the same.
  const isNew = walk.problems.every((problem) => problem.message !== message);
  if (message !== undefined && isNew) walk.problems.push({ range: spanOf(alias), message });
  walk.isWhole = false;
  return null;
}

/** Why an alias is not followed. */
function refusal(walk: Walk, { source }: Alias, target: ParsedNode | undefined, { depth }: Place): string | undefined {
  if (target === undefined) {
    return `no anchor "&${source}" stands before the alias "*${source}"; put it in quotes if it is meant as text`;
  }
  if (walk.open.has(target)) return "this alias stands inside the value that it names";
  if (depth > MAX_DEPTH) return `aliases nest values deeper than ${MAX_DEPTH} levels here`;
  if (walk.copied > MAX_COPIED) return `aliases stand for more than ${MAX_COPIED} values from here on`;
  return undefined;
}

/** A key as text: `19.10` stays as it is written. Undefined, and reported, where it cannot be one. */
function keyOf(walk: Walk, node: ParsedNode, seen: ReadonlyMap<string, Range>): string | undefined {
  const range = spanOf(node);
  if (!isScalar(node)) {
    walk.problems.push({ range, message: "a key is plain text, no list, mapping or alias" });
    return undefined;
  }
  const key = textOf(node);
  const problem = keyProblem(walk, key, seen.get(key));
  if (problem !== undefined) walk.problems.push({ range, ...problem });
  // What the merged keys would say is missing then, and the schema would ask for it.
  if (key === MERGE) walk.isWhole = false;
  return problem === undefined ? key : undefined;
}

function keyProblem(walk: Walk, key: string, first: Range | undefined): Omit<Problem, "range"> | undefined {
  if (key === "") return { message: 'a key is missing before this ":"' };
  if (key === "__proto__") return { message: 'the key "__proto__" is not allowed' };
  if (key === MERGE)
    return {
      message: 'merge keys ("<<") are not read; write the keys out',
      hint: "an alias for a whole value is read",
    };
  if (first === undefined) return undefined;
  const { line } = walk.lines.positionAt(first.start);
  return {
    message: `key ${quote(key)} stands twice in one mapping; it stands in line ${line} already`,
    related: { range: first, message: "first written here" },
  };
}

function spanOf({ range }: ParsedNode): Range {
  return { start: range[0], end: range[1] };
}

/** The parser lets a block end where the next thing begins; people see its end where its last line ends. */
function extentOf(walk: Walk, node: ParsedNode, { at }: Place): Range {
  const { start, end } = spanOf(node);
  if (isScalar(node))
    return { start, end: isBlockScalar(node) ? start + walk.text.slice(start, end).trimEnd().length : end };
  if (!isCollection(node) || node.flow) return { start, end };
  const last = walk.nodes.get(at + lastChild(node));
  // The last child is missing only where its key was refused, and then nobody looks at this range.
  return { start, end: Math.max(start, last?.value.end ?? start) };
}

function lastChild(node: YAMLMap | YAMLSeq): string {
  const last = node.items.at(-1);
  if (!isPair(last)) return `/${node.items.length - 1}`;
  return pointer([isScalar(last.key) ? textOf(last.key) : ""]);
}

function textOf({ value, source }: Scalar): string {
  return typeof value === "string" ? value : (source ?? "");
}

function isBlockScalar(node: Scalar): boolean {
  return node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
}

/** Comment behind a value on the line it ends on. What spans lines by indentation has none of its own. */
function trailingComment(walk: Walk, node: ParsedNode, { end }: Range): string | undefined {
  if (isScalar(node) ? isBlockScalar(node) : isCollection(node) && !node.flow) return undefined;
  const comment = walk.comments.get(walk.lines.positionAt(end).line);
  if (comment === undefined || comment.ownLine || comment.range.start < end) return undefined;
  return /^[\s,]*$/.test(walk.text.slice(end, comment.range.start)) ? comment.text : undefined;
}

/** Own-line comments right above the line that a key or item begins on, top to bottom. */
function commentsAbove(walk: Walk, node: ParsedNode): string[] {
  const { line } = walk.lines.positionAt(node.range[0]);
  const before = walk.text.slice(walk.lines.startOf(line), node.range[0]);
  if (!/^[\s?-]*$/.test(before)) return [];
  const owner = walk.outermost.get(line) ?? node;
  walk.outermost.set(line, owner);
  if (owner !== node) return [];
  const above: string[] = [];
  for (let at = line - 1; walk.comments.get(at)?.ownLine; at -= 1) above.unshift(walk.comments.get(at)?.text ?? "");
  return above;
}
