import { layoutOf, lineAt } from "../compile/files/gateway/layout.ts";
import { FEATURES_KEY, MODELS_KEY } from "../compile/files/gateway/read-gateway.ts";
import type { GatewayFiles } from "../model/gateway.ts";
import { isMap, mapOf, sameData } from "../model/plain-data.ts";
import { causeAt, pointer, type SourceDocument } from "../model/source.ts";
import type { Unexpressed } from "./draft.ts";

/** Something that is not as in `after`. */
export interface Difference extends Unexpressed {
  /** Id of the entry that it is in. */
  readonly entry: string;
  /** What the gateway reads, a comment that would be lost, or one that would be left. */
  readonly kind: "data" | "lost" | "left";
}

/** What of `after` the `result` lacks, and what it has too much; `before` says where that stood. */
export function differences(before: GatewayFiles, result: GatewayFiles, after: GatewayFiles): Difference[] {
  return [
    ...halfDifferences(modelsOf(before), modelsOf(result), modelsOf(after)),
    ...halfDifferences(featuresOf(before), featuresOf(result), featuresOf(after)),
  ];
}

interface Entry {
  /** The id, with a number where it is not the first of its name. */
  readonly id: string;
  readonly index: number;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Half {
  readonly source: SourceDocument;
  readonly key: string;
  readonly entries: readonly Entry[];
}

function modelsOf({ models: { source, entries } }: GatewayFiles): Half {
  return half(
    source,
    MODELS_KEY,
    entries.map(({ id, index, entry }) => ({ id, index, data: entry })),
  );
}

function featuresOf({ features: { source, entries } }: GatewayFiles): Half {
  return half(
    source,
    FEATURES_KEY,
    entries.map(({ name, index, entry }) => ({ id: name, index, data: entry })),
  );
}

function half(source: SourceDocument, key: string, entries: readonly Entry[]): Half {
  const seen = new Map<string, number>();
  const numbered = entries.map((entry) => {
    const number = (seen.get(entry.id) ?? 0) + 1;
    seen.set(entry.id, number);
    return number === 1 ? entry : { ...entry, id: `${entry.id} (${number})` };
  });
  return { source, key, entries: numbered };
}

function halfDifferences(before: Half, result: Half, after: Half): Difference[] {
  const found = after.entries.flatMap((wanted) => {
    const made = result.entries.find(({ id }) => id === wanted.id);
    if (made === undefined) return [at(after, wanted, [], `"${wanted.id}" would not be there`)];
    return [
      ...dataDifferences(before, after, made, wanted),
      ...commentDifferences(before, result, after, made, wanted),
    ];
  });
  const extra = result.entries.filter(({ id }) => !after.entries.some((entry) => entry.id === id));
  const kept = extra.map((entry) => beforeAt(before, after, entry.id, [], `"${entry.id}" would still be there`));
  return [...found, ...kept, ...headDifferences(result, after), ...orderDifferences(result, after)];
}

/** Each value that is another one, by its key. */
function dataDifferences(before: Half, after: Half, made: Entry, wanted: Entry): Difference[] {
  return leaves(made.data, wanted.data).map((path) => {
    const name = `"${path.join(".")}" of "${wanted.id}"`;
    const isThere = after.source.nodes.has(pointer([after.key, wanted.index, ...path]));
    if (!isThere) return beforeAt(before, after, wanted.id, path, `${name} would still be there`);
    return at(after, wanted, path, `${name} would not be as it is here`);
  });
}

function leaves(a: unknown, b: unknown): string[][] {
  if (!isMap(a) || !isMap(b)) return sameData(a, b) ? [] : [[]];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.flatMap((key) => {
    if (Object.hasOwn(a, key) !== Object.hasOwn(b, key)) return [[key]];
    return leaves(a[key], mapOf(b)[key]).map((path) => [key, ...path]);
  });
}

/** The first entry that comes elsewhere; entries that are on one side alone are told of already. */
function orderDifferences(result: Half, after: Half): Difference[] {
  const made = result.entries.filter(({ id }) => after.entries.some((entry) => entry.id === id));
  const common = after.entries.filter(({ id }) => made.some((entry) => entry.id === id));
  const wrong = common.find(({ id }, index) => made[index]?.id !== id);
  return wrong === undefined ? [] : [at(after, wrong, [], `"${wrong.id}" would stand elsewhere in the list`)];
}

/** Keys of the file beside the list of entries. */
function headDifferences(result: Half, after: Half): Difference[] {
  const [made, wanted] = [headOf(result), headOf(after)];
  const keys = new Set([...made.keys(), ...wanted.keys()]);
  return [...keys]
    .filter((key) => made.get(key) !== wanted.get(key))
    .map((key) => {
      const { file, line } = causeAt(after.source, [key]);
      return { file, line, side: "after", message: `the key "${key}" of the file differs`, entry: "", kind: "data" };
    });
}

function headOf({ source, key }: Half): Map<string, string> {
  const nodes = [...source.nodes].filter(([at]) => /^\/[^/]+$/.test(at) && at !== pointer([key]));
  return new Map(nodes.map(([at, { value }]) => [at.slice(1), source.text.slice(value.start, value.end)]));
}

function commentDifferences(before: Half, result: Half, after: Half, made: Entry, wanted: Entry): Difference[] {
  const [has, needs] = [commentsOf(result, made), commentsOf(after, wanted)];
  const missing = minus(needs, has).map(({ text, line }) => {
    const message = `the comment "${text}" of "${wanted.id}" would not be there`;
    return { file: after.source.file, line, side: "after" as const, message, entry: wanted.id, kind: "lost" as const };
  });
  const old = before.entries.find(({ id }) => id === wanted.id);
  const stood = old === undefined ? [] : commentsOf(before, old);
  const extra = minus(has, needs).map(({ text }) => {
    const message = `the comment "${text}" of "${wanted.id}" would still be there`;
    const line = stood.find((comment) => comment.text === text)?.line;
    const where =
      line === undefined ? at(after, wanted, [], message) : { file: before.source.file, line, side: "before" as const };
    return { ...where, message, entry: wanted.id, kind: "left" as const };
  });
  return [...missing, ...extra];
}

interface FoundComment {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

function minus(some: readonly FoundComment[], others: readonly FoundComment[]): FoundComment[] {
  const left = others.map(({ text }) => text);
  return some.filter(({ text }) => {
    const found = left.indexOf(text);
    if (found !== -1) left.splice(found, 1);
    return found === -1;
  });
}

/** Comments from those right above the entry to those right above the next one. */
function commentsOf(half: Half, entry: Entry): FoundComment[] {
  const { source, entries } = half;
  const next = entries[entries.findIndex(({ index }) => index === entry.index) + 1];
  const [first, end] = [firstLine(half, entry), next === undefined ? Number.POSITIVE_INFINITY : firstLine(half, next)];
  const layout = layoutOf(source.text);
  return (source.comments ?? [])
    .map(({ range }) => ({
      text: source.text.slice(range.start, range.end).trimEnd(),
      line: lineAt(layout, range.start),
    }))
    .filter(({ line }) => line >= first && line < end)
    .map(({ text, line }) => ({ text, line: line + 1 }));
}

/** Counted from 0. */
function firstLine({ source, key }: Half, { index }: Entry): number {
  const node = source.nodes.get(pointer([key, index]));
  return lineAt(layoutOf(source.text), node?.value.start ?? 0) - (node?.above.length ?? 0);
}

function at({ source, key }: Half, { id, index }: Entry, path: readonly string[], message: string): Difference {
  const { file, line } = causeAt(source, [key, index, ...path]);
  return { file, line, side: "after", message, entry: id, kind: "data" };
}

/** Where it stood before; what was not there before is shown where its entry is, or at the top. */
function beforeAt(before: Half, after: Half, id: string, path: readonly string[], message: string): Difference {
  const old = before.entries.find((entry) => entry.id === id);
  if (old !== undefined) return { ...at(before, old, path, message), side: "before" };
  const { file, line } = causeAt(after.source, [after.key]);
  return { file, line, side: "after", message, entry: id, kind: "data" };
}
