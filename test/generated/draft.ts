import type { Era } from "./era.ts";
import { ERAS } from "./era.ts";
import type { Texts } from "./gateway-text.ts";
import { type Block, blocksOf, itemLines, keySpan, type Span, scalarAt, withScalar } from "./lines.ts";

/** Both files while somebody works on them. */
export interface Draft {
  readonly models: string[];
  readonly features: string[];
  readonly era: Era;
}

export type ListName = "selectable" | "dev";
const LISTS = { selectable: ["selectable_models"], dev: ["dev", "selectable_models"] } as const;

export function draftOf(texts: Texts, era: Era): Draft {
  return { models: texts.models.split("\n"), features: texts.features.split("\n"), era };
}

export function textsOf({ models, features }: Draft): Texts {
  return { models: models.join("\n"), features: features.join("\n") };
}

export function modelBlocks({ models }: Draft): Block[] {
  return blocksOf(models, "gitlab_identifier");
}

export function featureBlocks({ features }: Draft): Block[] {
  return blocksOf(features, "feature_setting");
}

export function blockOf(blocks: readonly Block[], id: string): Block {
  const found = blocks.find((block) => block.id === id);
  if (found === undefined) throw new Error(`there is no entry "${id}"`);
  return found;
}

/** Where a feature has a key; undefined where it has none. */
export function featureKey(draft: Draft, feature: string, path: readonly string[]): Span | undefined {
  return keySpan(draft.features, blockOf(featureBlocks(draft), feature), path);
}

export function modelKey(draft: Draft, id: string, path: readonly string[]): Span | undefined {
  return keySpan(draft.models, blockOf(modelBlocks(draft), id), path);
}

/** Ids in a list of a feature; none where there is no such list. */
export function listed(draft: Draft, feature: string, name: ListName): string[] {
  return itemsAt(draft, feature, LISTS[name]);
}

export function itemsAt(draft: Draft, feature: string, path: readonly string[]): string[] {
  const span = featureKey(draft, feature, path);
  return span === undefined ? [] : itemLines(draft.features, span).map((index) => scalarAt(draft.features, index));
}

export function defaultsOf(draft: Draft, feature: string): string[] {
  const key = ERAS[draft.era].defaults;
  const span = featureKey(draft, feature, [key]);
  if (span === undefined) return [];
  return key === "default_model" ? [scalarAt(draft.features, span.from)] : itemsAt(draft, feature, [key]);
}

export function sizesOf(draft: Draft, feature: string): Map<string, string> {
  const names = ["small", "large"].flatMap((size) => {
    const span = featureKey(draft, feature, ["models_for_size_preference", size]);
    return span === undefined ? [] : [[size, scalarAt(draft.features, span.from)] as const];
  });
  return new Map(names);
}

/** Writes the whole list at a key that is there: kept items keep their line. */
export function writeItems(draft: Draft, feature: string, path: readonly string[], ids: readonly string[]): void {
  const span = featureKey(draft, feature, path);
  if (span === undefined) throw new Error(`"${feature}" has no ${path.join(".")}`);
  const pad = " ".repeat(2 + path.length * 2);
  const old = new Map(itemLines(draft.features, span).map((at) => [scalarAt(draft.features, at), draft.features[at]]));
  const items = ids.map((id) => old.get(id) ?? `${pad}  - "${id}"`);
  const head = `${pad}${path.at(-1)}:`;
  draft.features.splice(span.from, span.to - span.from, ...(items.length === 0 ? [`${head} []`] : [head, ...items]));
}

/** Writes a pick list or a dev list; a dev block comes last, and goes with its last id. */
export function writeList(draft: Draft, feature: string, name: ListName, ids: readonly string[]): void {
  const path = LISTS[name];
  if (featureKey(draft, feature, path) !== undefined && (name === "selectable" || ids.length > 0)) {
    writeItems(draft, feature, path, ids);
    return;
  }
  const block = blockOf(featureBlocks(draft), feature);
  const dev = keySpan(draft.features, block, ["dev"]);
  if (name === "selectable")
    draft.features.splice(dev?.from ?? block.end, 0, "    selectable_models:", ...ids.map((id) => `      - "${id}"`));
  else if (dev !== undefined) draft.features.splice(dev.from, dev.to - dev.from);
  else
    draft.features.splice(
      block.end,
      0,
      "    dev:",
      "      selectable_models:",
      ...ids.map((id) => `        - "${id}"`),
    );
}

export function writeDefaults(draft: Draft, feature: string, ids: readonly string[]): void {
  const key = ERAS[draft.era].defaults;
  if (key === "default_models") {
    writeItems(draft, feature, [key], ids);
    return;
  }
  const span = featureKey(draft, feature, [key]);
  if (span === undefined) throw new Error(`"${feature}" has no ${key}`);
  draft.features[span.from] = withScalar(draft.features[span.from] ?? "", ids[0] ?? "");
}

/** Puts an entry beside another one, with a blank line between them where the file has them. */
export function insertBlock(
  lines: string[],
  at: Block | "first",
  side: "before" | "after",
  entry: readonly string[],
  blocks: readonly Block[],
): void {
  const first = blocks[0];
  if (at === "first" || side === "before") {
    const place = at === "first" ? (first?.lead ?? lines.length) : at.lead;
    lines.splice(place, 0, ...entry, "");
  } else lines.splice(at.end, 0, "", ...entry);
}

/** Takes an entry out with the comments above it and one of the blank lines around it. */
export function removeBlock(lines: string[], block: Block): void {
  lines.splice(block.lead, block.end - block.lead);
  const isBlank = (index: number) => lines[index]?.trim() === "" && index < lines.length - 1;
  if (isBlank(block.lead) && (isBlank(block.lead - 1) || lines[block.lead - 1]?.endsWith(":")))
    lines.splice(block.lead, 1);
  else if (isBlank(block.lead - 1) && block.lead === lines.length - 1) lines.splice(block.lead - 1, 1);
}
