import { OFFERINGS, type Offering, offeringOf } from "../catalogue.ts";
import {
  blockOf,
  type Draft,
  defaultsOf,
  featureBlocks,
  insertBlock,
  listed,
  modelBlocks,
  modelKey,
  removeBlock,
  sizesOf,
  writeList,
} from "../draft.ts";
import { entryLines } from "../entry-text.ts";
import type { Fact } from "../fact.ts";
import { scalarAt, withScalar } from "../lines.ts";
import type { Random } from "../random.ts";
import { moveDefault, writeSize } from "./defaults.ts";
import { enterable, enterLists, leaveDev, pickers } from "./lists.ts";

/** A model on one or several hosts, with its entries and, mostly, in some lists. */
export function addModel(draft: Draft, random: Random): Fact[] | undefined {
  const present = new Set(modelBlocks(draft).map(({ id }) => id));
  const fresh = OFFERINGS.filter(({ id, host }) => !present.has(id) && host !== "own");
  if (fresh.length === 0) return undefined;
  const { model } = random.pick(fresh);
  const offerings = random.some(
    fresh.filter((one) => one.model === model),
    1,
    2,
  );
  const place = random.pick(["beside", "beside", "beside", "end", "top", "any"] as const);
  for (const one of offerings) insertEntry(draft, one, place, random);
  const added = offerings.map(({ id }): Fact => ({ what: "model added", id }));
  const features = random.some(pickers(draft), 0, 3);
  const ids = offerings.map(({ id }) => id);
  if (!random.chance(0.3)) return [...added, ...enterLists(draft, features, ids, random)];
  const dev = features.flatMap((feature): Fact[] => {
    writeList(draft, feature, "dev", [...listed(draft, feature, "dev"), ...ids]);
    return ids.map((id) => ({ what: "listed", feature, list: "dev", id }));
  });
  return [...added, ...dev];
}

function insertEntry(draft: Draft, offering: Offering, place: "beside" | "end" | "top" | "any", random: Random): void {
  const blocks = modelBlocks(draft);
  const lines = entryLines(offering, draft.era, random);
  const last = blocks.at(-1);
  if (place === "top" || last === undefined) {
    insertBlock(draft.models, "first", "before", lines, blocks);
    return;
  }
  const same = blocks.findLast(({ id }) => offeringOf(id)?.model === offering.model);
  const kin = blocks.findLast(({ id }) => offeringOf(id)?.line === offering.line);
  const at = { beside: same ?? kin ?? last, end: last, any: random.pick(blocks) }[place];
  insertBlock(draft.models, at, "after", lines, blocks);
}

/** The entry goes, its id goes from every list, and where it was the default another one is. */
export function removeModel(draft: Draft, random: Random): Fact[] | undefined {
  const ids = modelBlocks(draft).map(({ id }) => id);
  const rest = enterable(draft);
  if (rest.length < 3) return undefined;
  const id = random.pick(ids);
  const heir = random.pick(rest.filter((other) => other !== id));
  const facts = featureBlocks(draft).flatMap(({ id: feature }) => disown(draft, feature, id, heir, random));
  removeBlock(draft.models, blockOf(modelBlocks(draft), id));
  return [...facts, { what: "model removed", id }];
}

function disown(draft: Draft, feature: string, id: string, heir: string, random: Random): Fact[] {
  const defaults = defaultsOf(draft, feature);
  const others = defaults.filter((other) => other !== id);
  const moved = defaults.includes(id) ? moveDefault(draft, feature, others.length > 0 ? others : [heir], random) : [];
  const sizes = [...sizesOf(draft, feature)].flatMap(([size, value]): Fact[] => {
    if (value !== id) return [];
    writeSize(draft, feature, size, heir);
    return [{ what: "size changed", feature, size }];
  });
  const left = leaveDev(draft, feature, id);
  const list = listed(draft, feature, "selectable");
  if (!list.includes(id)) return [...moved, ...sizes, ...left];
  writeList(
    draft,
    feature,
    "selectable",
    list.filter((other) => other !== id),
  );
  return [...moved, ...sizes, ...left, { what: "unlisted", feature, list: "selectable", id }];
}

/** The next version under a new id, in place of the old one: everywhere that names it. */
export function renameModel(draft: Draft, random: Random): Fact[] | undefined {
  const blocks = modelBlocks(draft).filter(({ id }) => offeringOf(id)?.host !== "own");
  if (blocks.length === 0) return undefined;
  const { id } = random.pick(blocks);
  const old = offeringOf(id);
  const present = new Set(modelBlocks(draft).map((block) => block.id));
  const next = OFFERINGS.filter((one) => one.line === old?.line && one.host === old.host && !present.has(one.id));
  const to = next.length === 0 ? `${id}_preview` : random.pick(next).id;
  const identifier = modelKey(draft, id, ["gitlab_identifier"]);
  if (identifier === undefined) return undefined;
  if (random.chance(0.7)) renewEntry(draft, id, offeringOf(to));
  draft.models[identifier.from] = withScalar(draft.models[identifier.from] ?? "", to);
  for (const [index, line] of draft.features.entries()) {
    if (/^\s+(?:- |small:|large:|default_model:)/.test(line) && scalarAt(draft.features, index) === id)
      draft.features[index] = withScalar(line, to);
  }
  const features = featureBlocks(draft).filter(({ start, end }) =>
    draft.features.slice(start, end).some((_line, index) => scalarAt(draft.features, start + index) === to),
  );
  return [{ what: "model renamed", id, to, features: features.map((feature) => feature.id) }];
}

/** Name and wire name follow the new version. */
function renewEntry(draft: Draft, id: string, next: Offering | undefined): void {
  const name = modelKey(draft, id, ["name"]);
  const model = modelKey(draft, id, ["params", "model"]);
  if (next === undefined) return;
  if (name !== undefined) draft.models[name.from] = withScalar(draft.models[name.from] ?? "", next.title);
  if (model !== undefined) draft.models[model.from] = withScalar(draft.models[model.from] ?? "", next.wire);
}

/** An entry stands elsewhere, unchanged. */
export function moveModel(draft: Draft, random: Random): Fact[] | undefined {
  const blocks = modelBlocks(draft);
  const from = random.below(blocks.length);
  const block = blocks[from];
  const far = blocks.filter((_other, index) => Math.abs(index - from) > 1);
  if (block === undefined || far.length === 0) return undefined;
  const lines = draft.models.slice(block.lead, block.end);
  const target = random.pick(far).id;
  removeBlock(draft.models, block);
  const rest = modelBlocks(draft);
  insertBlock(draft.models, blockOf(rest, target), "after", lines, rest);
  return [{ what: "model moved", id: block.id }];
}
