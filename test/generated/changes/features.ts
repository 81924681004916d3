import { blockOf, type Draft, featureBlocks, itemsAt, removeBlock, writeItems } from "../draft.ts";
import { ERAS } from "../era.ts";
import type { Fact } from "../fact.ts";
import { FEATURE_NAMES } from "../gateway-text.ts";
import type { Random } from "../random.ts";
import { enterable } from "./lists.ts";

export function addFeatureLast(draft: Draft, random: Random): Fact[] | undefined {
  return addFeature(draft, random, (blocks) => blocks.length - 1);
}

export function addFeatureAmong(draft: Draft, random: Random): Fact[] | undefined {
  return addFeature(draft, random, (blocks) => random.below(blocks.length - 1));
}

function addFeature(draft: Draft, random: Random, place: (blocks: readonly unknown[]) => number): Fact[] | undefined {
  const blocks = featureBlocks(draft);
  const feature = random.pick(FEATURE_NAMES.filter((name) => !blocks.some(({ id }) => id === name)));
  const ids = random.some(enterable(draft), 1, 4);
  const key = ERAS[draft.era].defaults;
  const [first = ""] = ids;
  const lines = [
    `  - feature_setting: "${feature}"`,
    "    unit_primitives:",
    `      - "${feature}"`,
    ...(key === "default_model" ? [`    default_model: "${first}"`] : ["    default_models:", `      - "${first}"`]),
    ...(random.chance(0.7) ? ["    selectable_models:", ...ids.map((id) => `      - "${id}"`)] : []),
  ];
  draft.features.splice(blocks[place(blocks)]?.end ?? 0, 0, ...lines);
  return [{ what: "feature added", feature }];
}

export function removeFeature(draft: Draft, random: Random): Fact[] | undefined {
  const blocks = featureBlocks(draft);
  if (blocks.length < 3) return undefined;
  return random.some(blocks, 1, 2).map(({ id: feature }) => {
    removeBlock(draft.features, blockOf(featureBlocks(draft), feature));
    return { what: "feature removed", feature };
  });
}

/** Another name for the same feature. */
export function renameFeature(draft: Draft, random: Random): Fact[] | undefined {
  const blocks = featureBlocks(draft);
  const { id: feature, start } = random.pick(blocks);
  const to = random.pick(FEATURE_NAMES.filter((name) => !blocks.some(({ id }) => id === name)));
  draft.features[start] = `  - feature_setting: "${to}"`;
  return [{ what: "feature renamed", feature, to }];
}

/** One more, or one less. */
export function changePrimitives(draft: Draft, random: Random): Fact[] | undefined {
  const feature = random.pick(featureBlocks(draft)).id;
  const old = itemsAt(draft, feature, ["unit_primitives"]);
  const without = old.filter((_one, index) => index > 0);
  const names = old.length > 1 && random.chance(0.4) ? without : [...old, `use_${feature}`];
  writeItems(draft, feature, ["unit_primitives"], names);
  return [{ what: "primitives changed", feature }];
}
