import { type Draft, defaultsOf, featureBlocks, listed, writeDefaults, writeList } from "../draft.ts";
import type { Fact } from "../fact.ts";
import type { Random } from "../random.ts";
import { enterable, pickers } from "./lists.ts";

/** One id takes the place of another in every pick list, and as the default. */
export function replaceEverywhere(draft: Draft, random: Random): Fact[] | undefined {
  const all = pickers(draft).flatMap((feature) => listed(draft, feature, "selectable"));
  if (all.length === 0) return undefined;
  const old = random.pick(all);
  const id = random.pick(enterable(draft));
  const holders = pickers(draft).filter((feature) => listed(draft, feature, "selectable").includes(old));
  const isFree = (feature: string) =>
    ![...listed(draft, feature, "selectable"), ...listed(draft, feature, "dev")].includes(id);
  return holders.every(isFree) ? holders.flatMap((feature) => replaced(draft, feature, old, id)) : undefined;
}

function replaced(draft: Draft, feature: string, old: string, id: string): Fact[] {
  const swap = (ids: readonly string[]) => ids.map((one) => (one === old ? id : one));
  const from = defaultsOf(draft, feature);
  writeList(draft, feature, "selectable", swap(listed(draft, feature, "selectable")));
  const facts: Fact[] = [
    { what: "unlisted", feature, list: "selectable", id: old },
    { what: "listed", feature, list: "selectable", id },
  ];
  if (!from.includes(old)) return facts;
  // Several defaults are one model on several hosts: another model takes the place of all of them.
  const to = from.length > 1 ? [id] : swap(from);
  writeDefaults(draft, feature, to);
  return [...facts, { what: "default changed", feature, from, to }];
}

/** From everybody back to dev. */
export function demote(draft: Draft, random: Random): Fact[] | undefined {
  const features = pickers(draft);
  if (features.length === 0) return undefined;
  const feature = random.pick(features);
  const list = listed(draft, feature, "selectable");
  const spare = list.filter((id) => !defaultsOf(draft, feature).includes(id));
  if (spare.length === 0) return undefined;
  const id = random.pick(spare);
  writeList(
    draft,
    feature,
    "selectable",
    list.filter((other) => other !== id),
  );
  writeList(draft, feature, "dev", [...listed(draft, feature, "dev"), id]);
  return [
    { what: "unlisted", feature, list: "selectable", id },
    { what: "listed", feature, list: "dev", id },
  ];
}

/** A feature without pick list gets one, with its default in it. */
export function createList(draft: Draft, random: Random): Fact[] | undefined {
  const without = featureBlocks(draft).filter(({ id }) => !pickers(draft).includes(id));
  const priced = enterable(draft);
  const features = without.filter(({ id }) => defaultsOf(draft, id).every((one) => priced.includes(one)));
  if (features.length === 0) return undefined;
  const { id: feature } = random.pick(features);
  const defaults = defaultsOf(draft, feature);
  const more = random.some(
    priced.filter((id) => !defaults.includes(id) && !listed(draft, feature, "dev").includes(id)),
    0,
    3,
  );
  const ids = random.chance(0.5) ? [...defaults, ...more] : [...more, ...defaults];
  writeList(draft, feature, "selectable", ids);
  return ids.map((id) => ({ what: "listed", feature, list: "selectable", id }));
}

/** Nobody picks any more: the list stays, empty. */
export function emptyList(draft: Draft, random: Random): Fact[] | undefined {
  const features = pickers(draft);
  if (features.length === 0) return undefined;
  const feature = random.pick(features);
  const ids = listed(draft, feature, "selectable");
  writeList(draft, feature, "selectable", []);
  return ids.map((id) => ({ what: "unlisted", feature, list: "selectable", id }));
}
