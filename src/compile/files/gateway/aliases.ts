import { type Alias, type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, Scalar, visit } from "yaml";
import { type Problem, quote } from "../../../load/problem.ts";

/** Values that aliases may stand for, all together: more is a bomb and no list of models. */
const MAX_COPIED = 10_000;

interface Walk {
  /** By name, the last anchor so far. */
  readonly anchors: Map<string, Node>;
  /** Number of values in what an anchor names, with those that aliases inside it stand for. */
  readonly sizes: Map<Node, number>;
  copied: number;
}

/** The first alias or merge key of a document that cannot be followed. */
export function aliasProblem(document: Document.Parsed): Problem | undefined {
  const walk: Walk = { anchors: new Map(), sizes: new Map(), copied: 0 };
  let found: Problem | undefined;
  visit(document, {
    Alias(_key, alias, path) {
      const message = refusal(walk, alias, path);
      if (message === undefined) return undefined;
      found = { range: spanOf(alias), message };
      return visit.BREAK;
    },
    Pair(_key, { key, value }) {
      const isMerge = isScalar(key) && key.type === Scalar.PLAIN && key.source === "<<";
      if (!isMerge || canBeMerged(walk, value)) return undefined;
      found = {
        range: spanOf(key),
        message: 'the merge key "<<" takes a mapping, an alias of one, or a list of these',
      };
      return visit.BREAK;
    },
    Value(_key, node) {
      if (node.anchor !== undefined) walk.anchors.set(node.anchor, node);
    },
  });
  return found;
}

/** Why an alias cannot be followed. `path` holds what it stands in. */
function refusal(walk: Walk, { source }: Alias, path: readonly unknown[]): string | undefined {
  const target = walk.anchors.get(source);
  if (target === undefined)
    return `no anchor "&${source}" stands before the alias ${quote(`*${source}`)}; put it in quotes if it is meant as text`;
  if (path.includes(target)) return "this alias stands inside the value that it names";
  walk.copied += sizeOf(walk, target);
  if (walk.copied > MAX_COPIED) return `aliases stand for more than ${MAX_COPIED} values from here on`;
  return undefined;
}

function sizeOf(walk: Walk, node: unknown): number {
  if (isAlias(node)) {
    const target = walk.anchors.get(node.source);
    return target === undefined ? 1 : sizeOf(walk, target);
  }
  if (isPair(node)) return sizeOf(walk, node.value);
  if (!isMap(node) && !isSeq(node)) return 1;
  const known = walk.sizes.get(node);
  if (known !== undefined) return known;
  const size = node.items.reduce<number>((sum, item) => sum + sizeOf(walk, item), 1);
  walk.sizes.set(node, size);
  return size;
}

function canBeMerged(walk: Walk, value: unknown): boolean {
  const target = targetOf(walk, value);
  if (isSeq(target)) return target.items.every((item) => isMap(targetOf(walk, item)));
  return isMap(target);
}

/** An alias without anchor is reported as such, where it is met. */
function targetOf(walk: Walk, value: unknown): unknown {
  return isAlias(value) ? walk.anchors.get(value.source) : value;
}

function spanOf({ range }: Pick<Node, "range">): Problem["range"] {
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}
