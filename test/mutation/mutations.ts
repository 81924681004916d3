import { type Document, isMap, isPair, isScalar, isSeq, Pair, parseDocument, Scalar, type YAMLMap } from "yaml";
import type { Range } from "../../src/model/source.ts";
import type { Property } from "./properties.ts";

type Path = readonly (string | number)[];

export type Kind = "wrong type" | "typo of a key" | "typo of a word" | "missing" | "duplicate" | "unknown reference";

/** One way to break a text. */
export interface Mutation {
  readonly kind: Kind;
  readonly route: string;
  readonly text: string;
  /** Where the mistake stands in the text, by a parser that is not ours. Of what is missing: the keys above it. */
  readonly places: readonly Range[];
}

const LITERALS: readonly (readonly [type: string, value: unknown])[] = [
  ["number", 98_765],
  ["boolean", true],
  ["array", ["odd"]],
  ["object", { odd: 1 }],
  ["string", "odd"],
];

/** All ways to break the value at a path that apply to its property, but for those that need to know what it names. */
export function mutationsOf(text: string, property: Property, path: Path): Mutation[] {
  const { route, types, words, isEntry, isUnique } = property;
  const change = (kind: Kind, edit: (document: Document) => void, place: (document: Document) => readonly Range[]) => {
    const document = parse(text);
    edit(document);
    const broken = document.toString({ lineWidth: 0 });
    return { kind, route, text: broken, places: place(parse(broken)) };
  };
  const literal = LITERALS.find(([type]) => !types.has(type) && !(type === "number" && types.has("integer")));
  const value = parse(text).getIn(path);
  const found: Mutation[] = [];
  if (literal !== undefined && types.size > 0) {
    found.push(
      change("wrong type", (document) => document.setIn(path, document.createNode(literal[1])), valueAt(path)),
    );
  }
  if (!isEntry) {
    const wrong = [...path.slice(0, -1), `${path.at(-1)}q`];
    found.push(change("typo of a key", (document) => rename(document, path), keyAt(wrong)));
    found.push(change("missing", (document) => document.deleteIn(path), keysAbove(path)));
    found.push(change("duplicate", (document) => repeat(document, path), lastKeyAt(path)));
  }
  if (words.length > 0 && typeof value === "string") {
    found.push(change("typo of a word", (document) => document.setIn(path, `${value}q`), valueAt(path)));
  }
  if (isUnique && isSeq(parse(text).getIn(path, true))) {
    const last = [...path, (parse(text).getIn(path) as { items: unknown[] }).items.length];
    const copy = (document: Document): void => document.addIn(path, document.getIn([...path, 0], true));
    found.push(change("duplicate", copy, valueAt(last)));
  }
  return found;
}

/** Writes another name where one is written. */
export function misname(text: string, route: string, path: Path, name: string): Mutation {
  const document = parse(text);
  const node = document.getIn(path, true);
  const scalar = new Scalar(name);
  if (isScalar(node) && node.type !== undefined) scalar.type = node.type;
  document.setIn(path, scalar);
  const broken = document.toString({ lineWidth: 0 });
  return { kind: "unknown reference", route, text: broken, places: valueAt(path)(parse(broken)) };
}

/** The same, where the name is a key. */
export function misnameKey(text: string, route: string, path: Path, name: string): Mutation {
  const document = parse(text);
  pairAt(document, path).key = new Scalar(name);
  const broken = document.toString({ lineWidth: 0 });
  return { kind: "unknown reference", route, text: broken, places: keyAt([...path.slice(0, -1), name])(parse(broken)) };
}

function parse(text: string): Document {
  return parseDocument(text, { uniqueKeys: false, keepSourceTokens: true });
}

function pairsOf(document: Document, path: Path): Pair<Scalar>[] {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pairs = isMap(parent) ? parent.items : [];
  return pairs.filter((pair) => isPair(pair) && String(keyOf(pair)) === String(path.at(-1))) as Pair<Scalar>[];
}

function keyOf({ key }: Pair): unknown {
  return isScalar(key) ? (key.source ?? key.value) : key;
}

function pairAt(document: Document, path: Path): Pair<Scalar> {
  const [pair] = pairsOf(document, path);
  if (pair === undefined) throw new Error(`nothing at ${path.join(".")}`);
  return pair;
}

function rename(document: Document, path: Path): void {
  pairAt(document, path).key = new Scalar(`${path.at(-1)}q`);
}

function repeat(document: Document, path: Path): void {
  const { key, value } = pairAt(document, path);
  const parent = (path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)) as YAMLMap;
  parent.items.push(new Pair(new Scalar(key.value), value));
}

function rangeOf(node: unknown): Range[] {
  const range = (node as { range?: [number, number, number] } | undefined)?.range;
  return range === undefined ? [] : [{ start: range[0], end: range[1] }];
}

function valueAt(path: Path): (document: Document) => Range[] {
  return (document) => rangeOf(document.getIn(path, true));
}

function keyAt(path: Path): (document: Document) => Range[] {
  return (document) => rangeOf(pairAt(document, path).key);
}

function lastKeyAt(path: Path): (document: Document) => Range[] {
  return (document) => rangeOf(pairsOf(document, path).at(-1)?.key);
}

/** The key of what lacks something; an item of a list and a whole file have none, so their first key stands for them. */
function keysAbove(path: Path): (document: Document) => Range[] {
  return (document) => {
    const parent = path.slice(0, -1);
    if (typeof parent.at(-1) === "string") return rangeOf(pairAt(document, parent).key);
    const map = parent.length === 0 ? document.contents : document.getIn(parent, true);
    return isMap(map) && map.items.length > 0 ? rangeOf(map.items[0]?.key) : rangeOf(map);
  };
}
