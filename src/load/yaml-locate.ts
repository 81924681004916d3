import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { LineIndex } from "../diagnostics/line-index.ts";
import { pointer, type Range, type SourceNode } from "../model/source.ts";
import { type Problem, quote } from "./problem.ts";
import { commentsAbove, extentOf, trailingComment } from "./yaml-extent.ts";
import { type Comment, MAX_DEPTH } from "./yaml-parse.ts";
import { type Place, spanOf, textOf, type Walk } from "./yaml-walk.ts";

/** Values that aliases may stand for, all together: more is a bomb and no migration. */
const MAX_COPIED = 10_000;

/** Key that takes the keys of another mapping over, as YAML 1.1 has it and editors read it. */
const MERGE = "<<";

const NO_MAP = 'the merge key "<<" takes an alias of a mapping, or a list of such aliases';

/** A document's values as plain data, and the place of each. */
export interface Located {
  /** Objects have no prototype: a key such as `constructor` is a key like any other. */
  readonly data: unknown;
  /** False where an alias could not be followed: null stands there instead, or merged keys are missing. */
  readonly isWhole: boolean;
  /** Keyed by JSON pointer. */
  readonly nodes: ReadonlyMap<string, SourceNode>;
  readonly problems: readonly Problem[];
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
  const merges: Pair<ParsedNode, ParsedNode | null>[] = [];
  for (const pair of node.items) {
    const keyNode = pair.key as ParsedNode;
    const key = keyOf(walk, keyNode, seen);
    if (key === undefined) continue;
    seen.set(key, spanOf(keyNode));
    if (key === MERGE) {
      merges.push(pair as Pair<ParsedNode, ParsedNode | null>);
      continue;
    }
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
  for (const pair of merges) mergeInto(walk, data, pair, { at, depth, isCopy });
  return data;
}

/** Takes over the keys of other mappings that are not written out; of several mappings the first one counts. */
function mergeInto(
  walk: Walk,
  data: Record<string, unknown>,
  { key, value }: Pair<ParsedNode, ParsedNode | null>,
  { at, depth }: Place,
): void {
  const place = { at, depth, isCopy: true };
  const span = value === null ? spanOf(key) : spanOf(value);
  walk.nodes.set(at + pointer([MERGE]), { key: spanOf(key), value: span, above: [] });
  const sources = isSeq(value) ? (value.items as ParsedNode[]) : [value];
  for (const source of sources) {
    const pairs = source === null ? [] : (mergedMap(walk, source, place)?.items ?? []);
    // What a mapping says itself wins over what it merges in its turn.
    for (const pair of [...pairs].sort((a, b) => Number(isMerge(a)) - Number(isMerge(b)))) {
      takeOver(walk, data, pair as Pair<ParsedNode, ParsedNode | null>, place);
    }
  }
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && textOf(key) === MERGE;
}

function takeOver(
  walk: Walk,
  data: Record<string, unknown>,
  pair: Pair<ParsedNode, ParsedNode | null>,
  place: Place,
): void {
  // What is wrong with a key is said where its mapping is read.
  if (!isScalar(pair.key)) return;
  const key = textOf(pair.key);
  if (key === MERGE) mergeInto(walk, data, pair, place);
  else if (!Object.hasOwn(data, key) && key !== "__proto__")
    data[key] = dataOf(walk, pair.value, {
      at: place.at + pointer([key]),
      depth: place.depth + 1,
      key: pair.key,
      isCopy: true,
    });
}

/** The mapping that a merge key names; undefined, and reported, where it is none. */
function mergedMap(walk: Walk, source: ParsedNode, place: Place): YAMLMap | undefined {
  const target = isAlias(source) ? walk.targets.get(source) : source;
  const message = isAlias(source)
    ? (refusal(walk, source, target, place) ?? (isMap(target) ? undefined : NO_MAP))
    : isMap(target)
      ? undefined
      : NO_MAP;
  // Chains of merges that merge twice grow like aliases do.
  walk.copied += 1;
  if (message === undefined && isMap(target)) return target;
  refuse(walk, source, message ?? NO_MAP);
  return undefined;
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
  refuse(walk, alias, message ?? "");
  return null;
}

function refuse(walk: Walk, node: ParsedNode, message: string): void {
  // A bomb has thousands of these, and all say the same.
  const isNew = message === NO_MAP || walk.problems.every((problem) => problem.message !== message);
  if (isNew) walk.problems.push({ range: spanOf(node), message });
  walk.isWhole = false;
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
  return problem === undefined ? key : undefined;
}

function keyProblem(walk: Walk, key: string, first: Range | undefined): Omit<Problem, "range"> | undefined {
  if (key === "") return { message: 'a key is missing before this ":"' };
  if (key === "__proto__") return { message: 'the key "__proto__" is not allowed' };
  if (first === undefined) return undefined;
  const { line } = walk.lines.positionAt(first.start);
  return {
    message: `key ${quote(key)} stands twice in one mapping; it stands in line ${line} already`,
    related: { range: first, message: "first written here" },
  };
}
