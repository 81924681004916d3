import type { GatewayFeature, GatewayFiles, GatewayModel } from "../../../model/gateway.ts";
import type { Path, Range, SourceDocument, SourceNode } from "../../../model/source.ts";
import { keepLast } from "./keep-last.ts";
import { parseYaml } from "./parse-yaml.ts";
import { partsOf } from "./parts.ts";
import { FEATURES_KEY, type GatewayText, MAX_BYTES, MODELS_KEY, readGateway } from "./read-gateway.ts";

/** Entries that are remembered: all of two large files, and what some hundred migrations make of some. */
const KEPT = 10_000;

/** Files that are remembered: what one migration makes is what the next one begins with. */
const KEPT_FILES = 4;

/**
 * The same as `readGateway`, entry by entry, so that only what was never read before is parsed: for files that many
 * migrations are tried on, each of which changes a few entries. Where an entry cannot be read on its own, and where there
 * is a problem, the files are read as a whole.
 */
export function readGatewayInParts(models: GatewayText, features: GatewayText): ReturnType<typeof readGateway> {
  const gateway = gatewayInParts(models, features);
  return gateway === undefined ? readGateway(models, features) : { gateway, problems: [] };
}

function gatewayInParts(models: GatewayText, features: GatewayText): GatewayFiles | undefined {
  const [readModels, readFeatures] = [modelsIn(models.text), featuresIn(features.text)];
  if (readModels === undefined || readFeatures === undefined) return undefined;
  // A feature without any default takes the spelling of the others.
  if (!readFeatures.entries.every(({ entry, defaultsKey }) => Object.hasOwn(entry, defaultsKey))) return undefined;
  return { models: named(readModels, models), features: named(readFeatures, features) };
}

function named<E>({ source, entries }: List<E>, { file }: GatewayText): List<E> {
  return { source: { ...source, file }, entries };
}

interface List<E> {
  readonly source: SourceDocument;
  readonly entries: readonly E[];
}

/** One entry in a list of its own. */
type ReadPart<E> = (text: string) => { readonly source: SourceDocument; readonly entry: E } | undefined;

const readModel: ReadPart<GatewayModel> = keepLast(KEPT, (text) => {
  const others = { file: "", text: `${FEATURES_KEY}: []\n` };
  return single(readGateway({ file: "", text }, others).gateway?.models, MODELS_KEY);
});

const readFeature: ReadPart<GatewayFeature> = keepLast(KEPT, (text) => {
  const others = { file: "", text: `${MODELS_KEY}: []\n` };
  return single(readGateway(others, { file: "", text }).gateway?.features, FEATURES_KEY);
});

const modelsIn = keepLast(KEPT_FILES, (text) => readList(text, MODELS_KEY, readModel));

const featuresIn = keepLast(KEPT_FILES, (text) => readList(text, FEATURES_KEY, readFeature));

function single<E>(list: List<E> | undefined, key: string): ReturnType<ReadPart<E>> {
  const [entry, more] = list?.entries ?? [];
  if (list === undefined || entry === undefined || more !== undefined || !holdsOnly(list.source, key)) return undefined;
  return { source: list.source, entry };
}

/** Whether the root has that key and no other. */
function holdsOnly({ nodes }: SourceDocument, key: string): boolean {
  return [...nodes.keys()].every((at) => at === "" || at === `/${key}` || at.startsWith(`/${key}/`));
}

function readList<E>(text: string, key: string, read: ReadPart<E>): List<E> | undefined {
  const parts = Buffer.byteLength(text) > MAX_BYTES ? undefined : partsOf(text, key);
  const head = parts && parseYaml("", parts.head);
  if (head === undefined || head.problems.length > 0 || !holdsOnly(head.source, key)) return undefined;
  const located: Located[] = [];
  const entries: E[] = [];
  for (const [index, { start, text: part }] of (parts?.items ?? []).entries()) {
    const found = read(`${key}:\n${part}`);
    if (found === undefined) return undefined;
    located.push({ source: found.source, by: start - key.length - 2 });
    entries.push({ ...found.entry, index });
  }
  return { source: joined({ ...head.source, text }, key, located), entries };
}

/** A part with how far its text has moved. */
interface Located {
  readonly source: SourceDocument;
  readonly by: number;
}

/** What the places would be if the head and all parts had been read at once. */
function joined(head: SourceDocument, key: string, parts: readonly Located[]): SourceDocument {
  const list = `/${key}`;
  const nodes = new Map<string, SourceNode>();
  for (const [index, { source, by }] of parts.entries()) {
    for (const [at, node] of source.nodes) {
      if (at.length > list.length) nodes.set(`${list}/${index}${at.slice(list.length + 2)}`, movedNode(node, by));
    }
  }
  const range = { start: edge(parts[0], list, "start"), end: edge(parts.at(-1), list, "end") };
  const [atList, atRoot] = [head.nodes.get(list), head.nodes.get("")];
  if (atList !== undefined) nodes.set(list, { ...atList, value: range });
  if (atRoot !== undefined) nodes.set("", { ...atRoot, value: { start: atRoot.value.start, end: range.end } });
  return {
    ...head,
    nodes,
    comments: [head, ...parts.map(movedComments)].flatMap(({ comments = [] }) => comments),
    repeats: parts.flatMap(({ source: { repeats = [] }, by }, index) =>
      repeats.map(({ path, key: range, first }) => ({
        path: pathIn(path, index),
        key: moved(range, by),
        first: moved(first, by),
      })),
    ),
  };
}

function edge(part: Located | undefined, list: string, side: "start" | "end"): number {
  return (part?.source.nodes.get(list)?.value[side] ?? 0) + (part?.by ?? 0);
}

function movedComments({ source: { comments = [] }, by }: Located): Pick<SourceDocument, "comments"> {
  return { comments: comments.map(({ range, ownLine }) => ({ range: moved(range, by), ownLine })) };
}

function pathIn([key = "", , ...rest]: Path, index: number): Path {
  return [key, index, ...rest];
}

function movedNode(node: SourceNode, by: number): SourceNode {
  const value = moved(node.value, by);
  return node.key === undefined ? { ...node, value } : { ...node, key: moved(node.key, by), value };
}

function moved({ start, end }: Range, by: number): Range {
  return { start: start + by, end: end + by };
}
