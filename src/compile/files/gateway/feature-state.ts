import type { GatewayFeature } from "../../../model/gateway.ts";
import type { Cause, Path } from "../../../model/source.ts";
import type { WantedList, WantedMap } from "./wanted.ts";

/** From the narrowest to the widest; an id stands in one of them. */
export const LISTS = ["dev", "beta", "selectable"] as const;
export type ListName = (typeof LISTS)[number];

export interface ListItem {
  readonly id: string;
  /** Position in the list as it is in the file. */
  readonly origin?: number | undefined;
  /** True where it was placed before another id. */
  readonly before?: boolean | undefined;
  readonly cause: Cause;
}

/** A list of ids while it is worked out. */
export interface IdList {
  items: readonly ListItem[];
  /** Who took which item of the file out, by position. */
  readonly gone: Map<number, Cause>;
}

/** One feature setting while the moves are applied to it, one after the other. */
export interface FeatureState {
  name: string;
  /** As it is in the file; undefined for one that is being defined. */
  readonly present: GatewayFeature | undefined;
  defaults: IdList;
  /** Undefined where the key is absent. */
  readonly lists: Record<ListName, IdList | undefined>;
  readonly sizes: Map<string, { readonly id: string; readonly cause: Cause }>;
  primitives: WantedList | undefined;
  /** Patch of the entry's other keys. */
  entry: WantedMap | undefined;
  /** True for a new one that was placed before another. */
  before: boolean | undefined;
  /** Own-line comments to stand right above a new one. */
  above: readonly string[];
  /** Who asked for the feature to go. */
  absent: Cause | undefined;
  /** The last that changed it, and where in the migration that stands. */
  cause: Cause;
  path: Path | undefined;
}

export function startFeature(present: GatewayFeature, cause: Cause): FeatureState {
  const listed = (ids: readonly string[] | undefined) => (ids === undefined ? undefined : idList(ids, cause, true));
  return {
    name: present.name,
    present,
    defaults: idList(present.defaults, cause, true),
    lists: { dev: listed(present.dev), beta: listed(present.beta), selectable: listed(present.selectable) },
    sizes: new Map(Object.entries(present.sizes).map(([size, id]) => [size, { id, cause }])),
    primitives: undefined,
    entry: undefined,
    before: undefined,
    above: [],
    absent: undefined,
    cause,
    path: undefined,
  };
}

export function defineFeature(name: string, cause: Cause, path: Path): FeatureState {
  return {
    name,
    present: undefined,
    defaults: idList([], cause, false),
    lists: { dev: undefined, beta: undefined, selectable: undefined },
    sizes: new Map(),
    primitives: undefined,
    entry: undefined,
    before: undefined,
    above: [],
    absent: undefined,
    cause,
    path,
  };
}

export function idList(ids: readonly string[], cause: Cause, inFile: boolean): IdList {
  return { items: ids.map((id, index) => ({ id, ...(inFile && { origin: index }), cause })), gone: new Map() };
}

export function idsOf(list: IdList | undefined): string[] {
  return list?.items.map(({ id }) => id) ?? [];
}

export function holds(list: IdList | undefined, id: string): boolean {
  return list?.items.some((item) => item.id === id) ?? false;
}

export function isSame(list: IdList, ids: readonly string[]): boolean {
  return list.items.length === ids.length && list.items.every(({ id }, index) => id === ids[index]);
}

/** Takes an id out of a list. */
export function leave(list: IdList | undefined, id: string, cause: Cause): void {
  if (list === undefined) return;
  for (const item of list.items) {
    if (item.id === id && item.origin !== undefined) list.gone.set(item.origin, cause);
  }
  list.items = list.items.filter((item) => item.id !== id);
}

/** Sets the whole list; what was in the file under the same id or in the same position changes in place. */
export function setIds(list: IdList, ids: readonly string[], cause: Cause): void {
  list.items = ids.map((id) => ({ id, cause }));
}

/** In each list, default and size `old` becomes `id`, where it stands. A list that has both loses the old one. */
export function renameId(state: FeatureState, old: string, id: string, cause: Cause): void {
  for (const list of [state.defaults, ...Object.values(state.lists)]) {
    if (list === undefined || !holds(list, old)) continue;
    if (holds(list, id)) leave(list, old, cause);
    else list.items = list.items.map((item) => (item.id === old ? { ...item, id, cause } : item));
  }
  for (const [size, value] of state.sizes) {
    if (value.id === old) state.sizes.set(size, { id, cause });
  }
}
