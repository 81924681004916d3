import { offeringOf } from "../catalogue.ts";
import {
  type Draft,
  defaultsOf,
  featureBlocks,
  featureKey,
  listed,
  modelBlocks,
  sizesOf,
  writeDefaults,
} from "../draft.ts";
import { ERAS } from "../era.ts";
import type { Fact } from "../fact.ts";
import { withScalar } from "../lines.ts";
import type { Random } from "../random.ts";
import { enterable, enterLists } from "./lists.ts";

/** Sets the default; where there is a pick list, the new ones are in it. */
export function moveDefault(draft: Draft, feature: string, to: readonly string[], random: Random): Fact[] {
  const from = defaultsOf(draft, feature);
  if (from.join() === to.join()) return [];
  const entering = listed(draft, feature, "selectable").length > 0 ? enterLists(draft, [feature], to, random) : [];
  writeDefaults(draft, feature, to);
  return [...entering, { what: "default changed", feature, from, to }];
}

export function setOneDefault(draft: Draft, random: Random): Fact[] | undefined {
  const feature = random.pick(featureBlocks(draft)).id;
  const id = otherId(draft, [feature], random);
  return id === undefined ? undefined : moveDefault(draft, feature, [id], random);
}

/** Some of the features with one default, but not all. */
export function setSeveralDefaults(draft: Draft, random: Random): Fact[] | undefined {
  return setGroup(draft, random, (group) => random.some(group, 2, Math.max(2, group.length - 1)));
}

/** All features with one default. */
export function setAllDefaults(draft: Draft, random: Random): Fact[] | undefined {
  return setGroup(draft, random, (group) => group);
}

function setGroup(
  draft: Draft,
  random: Random,
  some: (group: readonly string[]) => readonly string[],
): Fact[] | undefined {
  const groups = new Map<string, string[]>();
  for (const { id } of featureBlocks(draft)) {
    const key = defaultsOf(draft, id).join();
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  const large = [...groups.values()].filter((group) => group.length > 1);
  if (large.length === 0) return undefined;
  const features = some(random.pick(large));
  const id = otherId(draft, features, random);
  return id === undefined ? undefined : features.flatMap((feature) => moveDefault(draft, feature, [id], random));
}

/** Mostly one that can be picked in the first of the features already. */
function otherId(draft: Draft, features: readonly string[], random: Random): string | undefined {
  const [first = ""] = features;
  const isNew = (id: string) => features.every((feature) => !defaultsOf(draft, feature).includes(id));
  const pickable = listed(draft, first, "selectable").filter(isNew);
  const other = enterable(draft).filter(isNew);
  if (pickable.length > 0 && random.chance(0.7)) return random.pick(pickable);
  return other.length > 0 ? random.pick(other) : undefined;
}

/** The same model on several hosts: one more, one less, or another order. */
export function balanceDefaults(draft: Draft, random: Random): Fact[] | undefined {
  if (ERAS[draft.era].defaults !== "default_models") return undefined;
  const ids = enterable(draft);
  const siblingsOf = (feature: string) => {
    const model = offeringOf(defaultsOf(draft, feature)[0] ?? "")?.model;
    return ids.filter((id) => offeringOf(id)?.model === model);
  };
  const features = featureBlocks(draft).flatMap(({ id }) => (siblingsOf(id).length > 1 ? [id] : []));
  if (features.length === 0) return undefined;
  const feature = random.pick(features);
  const old = defaultsOf(draft, feature);
  const to = random.shuffled(siblingsOf(feature)).slice(0, 1 + random.below(3));
  return to.join() === old.join() ? undefined : moveDefault(draft, feature, to, random);
}

/** A size is set for the first time, in its own block after the defaults, or gets another model. */
export function setSize(draft: Draft, random: Random): Fact[] | undefined {
  if (!ERAS[draft.era].sizes) return undefined;
  const feature = random.pick(featureBlocks(draft)).id;
  const size = random.pick(["small", "large"]);
  const old = sizesOf(draft, feature).get(size);
  const ids = modelBlocks(draft).flatMap(({ id }) => (id !== old ? [id] : []));
  writeSize(draft, feature, size, random.pick(ids));
  return [{ what: "size changed", feature, size }];
}

export function writeSize(draft: Draft, feature: string, size: string, id: string): void {
  const own = featureKey(draft, feature, ["models_for_size_preference", size]);
  const block = featureKey(draft, feature, ["models_for_size_preference"]);
  const defaults = featureKey(draft, feature, [ERAS[draft.era].defaults]);
  const line = `      ${size}: "${id}"`;
  if (own !== undefined) draft.features[own.from] = withScalar(draft.features[own.from] ?? "", id);
  else if (block !== undefined) draft.features.splice(block.to, 0, line);
  else draft.features.splice(defaults?.to ?? 0, 0, "    models_for_size_preference:", line);
}
