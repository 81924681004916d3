import { offeringOf } from "../catalogue.ts";
import { type Draft, defaultsOf, featureBlocks, featureKey, listed, modelBlocks, writeList } from "../draft.ts";
import type { Fact } from "../fact.ts";
import type { Random } from "../random.ts";

const PLACES = ["beside", "beside", "end", "sorted", "any"] as const;
type ListPlace = (typeof PLACES)[number];

function somePlace(random: Random): ListPlace {
  return random.pick(PLACES);
}

/** The list with one id more, where people put it. */
function entered(list: readonly string[], id: string, place: ListPlace, random: Random): string[] {
  const own = offeringOf(id);
  const besides = [
    list.findLastIndex((other) => own !== undefined && offeringOf(other)?.model === own.model),
    list.findLastIndex((other) => own !== undefined && offeringOf(other)?.line === own.line),
  ];
  const places = {
    beside: (besides.find((index) => index >= 0) ?? list.length - 1) + 1,
    end: list.length,
    sorted: list.filter((other) => other < id).length,
    any: random.below(list.length + 1),
  };
  return list.toSpliced(places[place], 0, id);
}

/** What may be offered to everybody has a price and a description. */
export function enterable({ models, era }: Draft): string[] {
  return modelBlocks({ models, features: [], era }).flatMap(({ id, start, end }) =>
    models.slice(start, end).some((line) => line.includes("description:")) ||
    (era === "identifier" && offeringOf(id)?.host !== "own")
      ? [id]
      : [],
  );
}

/** Features that have a pick list with something in it. */
export function pickers(draft: Draft): string[] {
  return featureBlocks(draft).flatMap(({ id }) => (listed(draft, id, "selectable").length > 0 ? [id] : []));
}

/** Adds ids to the pick lists of features; those that have them in dev promote them. */
export function enterLists(draft: Draft, features: readonly string[], ids: readonly string[], random: Random): Fact[] {
  const place = somePlace(random);
  return features.flatMap((feature) =>
    ids.flatMap((id): Fact[] => {
      const list = listed(draft, feature, "selectable");
      if (list.includes(id)) return [];
      writeList(draft, feature, "selectable", entered(list, id, place, random));
      return [...leaveDev(draft, feature, id), { what: "listed", feature, list: "selectable", id }];
    }),
  );
}

/** The dev block goes with its last id. */
export function leaveDev(draft: Draft, feature: string, id: string): Fact[] {
  const dev = listed(draft, feature, "dev");
  if (!dev.includes(id)) return [];
  writeList(
    draft,
    feature,
    "dev",
    dev.filter((other) => other !== id),
  );
  return [{ what: "unlisted", feature, list: "dev", id }];
}

/** An id that exists enters the pick lists of some features. */
export function listModel(draft: Draft, random: Random): Fact[] | undefined {
  const id = random.pick(enterable(draft));
  const without = pickers(draft).filter(
    (feature) => !listed(draft, feature, "selectable").includes(id) && !listed(draft, feature, "dev").includes(id),
  );
  return without.length === 0 ? undefined : enterLists(draft, random.some(without, 1, 5), [id], random);
}

export function addToDev(draft: Draft, random: Random): Fact[] | undefined {
  const id = random.pick(enterable(draft));
  const without = pickers(draft).filter(
    (feature) => !listed(draft, feature, "selectable").includes(id) && !listed(draft, feature, "dev").includes(id),
  );
  if (without.length === 0) return undefined;
  return random.some(without, 1, 2).map((feature) => {
    writeList(draft, feature, "dev", [...listed(draft, feature, "dev"), id]);
    return { what: "listed", feature, list: "dev", id };
  });
}

/** From dev to everybody, in some or all features that had it in dev. */
export function promote(draft: Draft, random: Random): Fact[] | undefined {
  const holders = pickers(draft).filter((feature) => listed(draft, feature, "dev").length > 0);
  if (holders.length === 0) return undefined;
  const id = random.pick(listed(draft, random.pick(holders), "dev"));
  const same = holders.filter((feature) => listed(draft, feature, "dev").includes(id));
  return enterLists(draft, random.some(same, 1, same.length), [id], random);
}

/** An id leaves the pick lists of some features whose default it is not. */
export function unlist(draft: Draft, random: Random): Fact[] | undefined {
  const spare = pickers(draft).flatMap((feature) =>
    listed(draft, feature, "selectable").filter((id) => !defaultsOf(draft, feature).includes(id)),
  );
  if (spare.length === 0) return undefined;
  const id = random.pick(spare);
  const features = pickers(draft).filter(
    (feature) => listed(draft, feature, "selectable").includes(id) && !defaultsOf(draft, feature).includes(id),
  );
  return random.some(features, 1, 4).map((feature) => {
    const list = listed(draft, feature, "selectable");
    writeList(
      draft,
      feature,
      "selectable",
      list.filter((other) => other !== id),
    );
    return { what: "unlisted", feature, list: "selectable", id };
  });
}

/** One id of a list moves to another place in it. */
export function reorder(draft: Draft, random: Random): Fact[] | undefined {
  const features = pickers(draft).filter((feature) => listed(draft, feature, "selectable").length > 2);
  if (features.length === 0) return undefined;
  const feature = random.pick(features);
  const list = listed(draft, feature, "selectable");
  const id = random.pick(list);
  const rest = list.filter((other) => other !== id);
  const to = (list.indexOf(id) + 1 + random.below(rest.length)) % list.length;
  writeList(draft, feature, "selectable", rest.toSpliced(to, 0, id));
  return [{ what: "reordered", feature, list: "selectable", id }];
}

/** The groups that a dev block is for, before 2026-05-28. */
export function changeGroups(draft: Draft, random: Random): Fact[] | undefined {
  const features = pickers(draft).filter((feature) => featureKey(draft, feature, ["dev", "group_ids"]) !== undefined);
  if (features.length === 0) return undefined;
  return random.some(features, 1, 2).map((feature) => {
    const span = featureKey(draft, feature, ["dev", "group_ids"]);
    const line = `        - ${1000 + random.below(9000)}`;
    if (span !== undefined) draft.features.splice(span.to, 0, line);
    return { what: "groups changed", feature };
  });
}
