import { isMap, mapOf, sameData } from "../../../model/plain-data.ts";
import { alignValues } from "./align.ts";
import { type FeatureState, type IdList, idsOf, type ListName } from "./feature-state.ts";
import { list, map, mergeMaps, removal, scalar, type Wanted, type WantedItem, type WantedMap } from "./wanted.ts";

/** The one key that carries defaults in a file: a scalar before 2026-04-14, a list since. */
export type DefaultsKey = "default_model" | "default_models";

const SIZES = "models_for_size_preference";

/** Keys of an entry in the order in which new ones are put. */
const ORDER = [
  "feature_setting",
  "unit_primitives",
  "default_model",
  "default_models",
  SIZES,
  "selectable_models",
  "beta_models",
];

/** What is to hold in the feature's entry: only what differs from the file, or all of a new one. */
export function featureWanted(state: FeatureState, spelling: DefaultsKey): WantedMap {
  const { present, cause } = state;
  const keys: [string, Wanted][] = [];
  if (present?.name !== state.name) keys.push(["feature_setting", scalar(state.name, cause)]);
  if (state.primitives !== undefined) keys.push(["unit_primitives", state.primitives]);
  else if (present === undefined) keys.push(["unit_primitives", list([], cause)]);
  keys.push(...defaultsWanted(state, present?.defaultsKey ?? spelling));
  keys.push(...sizesWanted(state));
  keys.push(...pickListWanted(state), ...betaWanted(state));
  const placed = keys.map(([key, wanted]) => [key, { ...wanted, after: keysBefore(key) }] as const);
  const above = present === undefined ? state.above : [];
  const lists = { ...map([...placed, ...devWanted(state)], cause), above };
  return state.entry === undefined ? lists : mergeMaps(lists, entryPatch(state, state.entry));
}

/** Nearest first. */
function keysBefore(key: string): string[] {
  return ORDER.slice(0, ORDER.indexOf(key)).reverse();
}

function defaultsWanted({ defaults, present }: FeatureState, key: DefaultsKey): [string, Wanted][] {
  const ids = idsOf(defaults);
  const [first] = defaults.items;
  if (first === undefined || (present !== undefined && sameData(ids, present.defaults))) return [];
  if (key === "default_model") return [[key, scalar(first.id, first.cause)]];
  return [[key, list(aligned(defaults, present?.defaults ?? []), first.cause)]];
}

/** The whole list is given, so an old and a new id in one place are one change. */
function aligned({ items }: IdList, present: readonly string[]): WantedItem[] {
  const origins = alignValues(
    present,
    items.map(({ id }) => id),
    (a, b) => a === b,
  );
  return items.map(({ id, cause }, index) => ({ wanted: scalar(id, cause), origin: origins[index] }));
}

function sizesWanted({ sizes, present }: FeatureState): [string, Wanted][] {
  const changed = [...sizes].filter(([size, { id }]) => present?.sizes[size] !== id);
  const [first] = changed;
  if (first === undefined) return [];
  const entries = changed.map(([size, { id, cause }]) => [size, scalar(id, cause)] as const);
  return [[SIZES, map(entries, first[1].cause)]];
}

/** A pick list that was emptied stays as `[]`. */
function pickListWanted(state: FeatureState): [string, Wanted][] {
  return hasChanged(state, "selectable") ? [["selectable_models", listWanted(state, "selectable")]] : [];
}

function betaWanted(state: FeatureState): [string, Wanted][] {
  if (!hasChanged(state, "beta")) return [];
  const list = listWanted(state, "beta");
  return [["beta_models", list.items.length === 0 ? removal(list.cause, true) : list]];
}

/** A dev block whose list was emptied goes as a whole. */
function devWanted(state: FeatureState): [string, Wanted][] {
  if (!hasChanged(state, "dev")) return [];
  const list = listWanted(state, "dev");
  if (list.items.length === 0) return [["dev", removal(list.cause, true)]];
  return [["dev", { ...map([["selectable_models", list]], list.cause), after: [] }]];
}

function hasChanged({ lists, present }: FeatureState, name: ListName): boolean {
  const now = lists[name];
  if (now === undefined) return false;
  // Only the pick list stays when it is empty, so only there a key without ids differs from no key.
  const before = present?.[name] ?? (name === "selectable" ? undefined : []);
  return !sameData(idsOf(now), before);
}

function listWanted({ lists, cause }: FeatureState, name: ListName) {
  const { items = [], gone = new Map() } = lists[name] ?? {};
  const own =
    items.find(({ origin }) => origin === undefined)?.cause ?? [...gone.values()][0] ?? items[0]?.cause ?? cause;
  const wanted = items.map(
    ({ id, origin, before, cause: by }): WantedItem => ({ wanted: scalar(id, by), origin, before }),
  );
  return list(wanted, own, gone);
}

/** Other keys of a dev block live and die with its list; the last size takes the key of the sizes with it. */
function entryPatch(state: FeatureState, patch: WantedMap): WantedMap {
  const sizes = patch.entries.get(SIZES);
  const goes = sizes?.kind === "map" && state.sizes.size === 0;
  const entry = goes ? { ...patch, entries: new Map([...patch.entries, [SIZES, removal(sizes.cause)]]) } : patch;
  const dev = entry.entries.get("dev");
  const stays =
    (state.lists.dev?.items.length ?? 0) > 0 ||
    (!hasChanged(state, "dev") && isMap(mapOf(state.present?.entry)["dev"]));
  if (dev?.kind !== "map" || stays) return entry;
  return { ...entry, entries: new Map([...entry.entries].filter(([key]) => key !== "dev")) };
}
