import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Problem } from "../../../load/problem.ts";
import {
  type Path,
  pointer,
  type Range,
  type RepeatedKey,
  type SourceComment,
  type SourceDocument,
  type SourceNode,
} from "../../../model/source.ts";
import { composeYaml } from "./compose.ts";
import { keepLast } from "./keep-last.ts";
import { aboveLine, columnOf, type Layout, layoutOf, lineAt, lineStart, ownComment } from "./layout.ts";

export interface ParsedYaml {
  /** Plain data; a date without quotes is the text it was written as. Undefined where there are problems. */
  readonly data: unknown;
  readonly source: SourceDocument;
  readonly problems: readonly Problem[];
}

/**
 * Reads YAML by the rules of 1.1, which PyYAML follows: `1_000` is a number, the last of two equal keys wins. What one
 * migration makes is read to check it, and is what the next one begins with.
 */
export function parseYaml(file: string, text: string): ParsedYaml {
  const { data, nodes, comments, repeats, problems } = readText(text);
  return { data, source: { file, text, nodes, comments, repeats }, problems };
}

const readText = keepLast(8, (text) => {
  const nodes = new Map<string, SourceNode>();
  const repeats: RepeatedKey[] = [];
  const { document, problems } = composeYaml(text);
  if (document === undefined) return { data: undefined, nodes, comments: [], repeats, problems };
  const layout = layoutOf(text);
  if (document.contents !== null) locate({ layout, nodes, repeats }, document.contents, [], undefined, false);
  // How much aliases may stand for is looked at before.
  return {
    data: document.toJS({ maxAliasCount: -1 }) as unknown,
    nodes,
    comments: commentsIn(layout),
    repeats,
    problems: [],
  };
});

function commentsIn({ comments }: Layout): SourceComment[] {
  return [...comments.values()].map(({ offset, text, own }) => ({
    range: { start: offset, end: offset + text.length },
    ownLine: own,
  }));
}

interface Walk {
  readonly layout: Layout;
  readonly nodes: Map<string, SourceNode>;
  readonly repeats: RepeatedKey[];
}

/** Notes the place of a value and of all below it; gives the offset behind the last of them. */
function locate(walk: Walk, node: Node, path: Path, key: Range | undefined, inFlow: boolean): number {
  const start = node.range?.[0] ?? key?.end ?? 0;
  const flow = isCollection(node) && node.flow === true;
  const inner = locateChildren(walk, node, path, inFlow || flow);
  const end =
    isCollection(node) && !flow ? Math.max(inner, start) : trimEnd(walk.layout.text, start, node.range?.[1] ?? start);
  note(walk, path, key, { start, end }, inFlow, isCollection(node) && !flow);
  return end;
}

function locateChildren(walk: Walk, node: Node, path: Path, inFlow: boolean): number {
  if (isMap(node)) return locatePairs(walk, node, path, inFlow);
  if (isSeq(node)) return Math.max(0, ...node.items.map((_item, index) => locateItem(walk, node, index, path, inFlow)));
  return 0;
}

/** Of equal keys only the last has a place: what stands under the others is not read. */
function locatePairs(walk: Walk, { items }: YAMLMap, path: Path, inFlow: boolean): number {
  const pairs = items as Pair<Node, Node | null>[];
  const named = pairs.map((pair) => ({ pair, name: keyText(pair.key), isMerge: isMergeKey(pair.key) }));
  const last = new Map(named.map(({ pair, name }) => [name, pair]));
  const first = new Map<string, Range>();
  let end = 0;
  for (const { pair, name, isMerge } of named) {
    const key = spanOf(pair.key);
    const before = first.get(name);
    if (before === undefined) first.set(name, key);
    else if (!isMerge) walk.repeats.push({ path: [...path, name], key, first: before });
    if (last.get(name) === pair) end = Math.max(end, locatePair(walk, pair, [...path, name], inFlow));
  }
  return end;
}

function locatePair(walk: Walk, pair: Pair<Node, Node | null>, child: Path, inFlow: boolean): number {
  const key = spanOf(pair.key);
  if (pair.value !== null && !isEmpty(pair.value)) return locate(walk, pair.value, child, key, inFlow);
  // The parser puts an absent value behind comments and blanks; here it stands right behind its colon.
  const colon = pair.srcToken?.sep?.find(({ type }) => type === "map-value-ind");
  const at = colon === undefined ? key.end : colon.offset + 1;
  note(walk, child, key, { start: at, end: at }, inFlow, false);
  return at;
}

function locateItem(walk: Walk, seq: YAMLSeq, index: number, path: Path, inFlow: boolean): number {
  const item = seq.items[index] as Node;
  if (!isEmpty(item)) return locate(walk, item, [...path, index], undefined, inFlow);
  const tokens = seq.srcToken?.type === "block-seq" ? seq.srcToken.items[index]?.start : undefined;
  const dash = tokens?.find(({ type }) => type === "seq-item-ind");
  const at = dash === undefined ? (item.range?.[0] ?? 0) : dash.offset + 1;
  note(walk, [...path, index], undefined, { start: at, end: at }, inFlow, false);
  return at;
}

function note(walk: Walk, path: Path, key: Range | undefined, value: Range, inFlow: boolean, block: boolean): void {
  const { layout, nodes } = walk;
  // A block collection has its comment behind its key; whatever else has it behind its end.
  const behind = block ? key?.end : value.end;
  const comment = behind === undefined || inFlow ? undefined : layout.comments.get(lineAt(layout, behind));
  const trailing = comment !== undefined && !comment.own && comment.offset >= (behind ?? 0) ? comment.text : undefined;
  nodes.set(pointer(path), {
    ...(key && { key }),
    value,
    ...(trailing && { trailing }),
    above: commentsAbove(layout, key?.start ?? value.start),
  });
}

/** Own-line comments right above what begins its line; the dash of a list item counts as its beginning. */
function commentsAbove(layout: Layout, offset: number): string[] {
  const line = lineAt(layout, offset);
  const before = layout.text.slice(lineStart(layout, line), offset);
  if (!/^[\s-]*$/.test(before)) return [];
  const column = before.includes("-") ? before.lastIndexOf("-") : columnOf(layout, offset);
  const comments: string[] = [];
  for (let at = aboveLine(layout, line, column); at < line; at += 1) comments.push(ownComment(layout, at) ?? "");
  return comments;
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.range?.[0] === node.range?.[1];
}

/** Several of these all count. */
function isMergeKey(key: Node): boolean {
  return isScalar(key) && key.type === Scalar.PLAIN && key.source === "<<";
}

function spanOf({ range }: Node): Range {
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

function keyText(key: Node): string {
  if (isAlias(key)) return String(key.source);
  return isScalar(key) ? String(key.value ?? "") : String(key);
}

/** A block string's range ends behind its newline. */
function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text[at - 1] === "\n" || text[at - 1] === "\r")) at -= 1;
  return at;
}
