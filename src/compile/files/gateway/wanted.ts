import { isMap, mapOf } from "../../../model/plain-data.ts";
import type { Cause } from "../../../model/source.ts";

export type Plain = string | number | boolean | null;

/** What travels with a value: its comments, and who asked for it. */
export interface Dress {
  /** Own-line comments to stand right above, each from `#` on. */
  readonly above: readonly string[];
  readonly trailing?: string | undefined;
  readonly cause: Cause;
  /** Keys after which a new key stands, the first that is there; without it, the key before it in its `WantedMap`. */
  readonly after?: readonly string[] | undefined;
}

export interface WantedScalar extends Dress {
  readonly kind: "scalar";
  readonly value: Plain;
  /** As it is to be written; without it, it is quoted as what stands there or beside it. */
  readonly text?: string | undefined;
}

export interface WantedItem {
  readonly wanted: Wanted;
  /** Position in the list as it is, where the item comes from there: what is equal keeps its text. */
  readonly origin?: number | undefined;
  /** True for a new item that belongs to the one behind it rather than to the one before it. */
  readonly before?: boolean | undefined;
}

/** The whole list. */
export interface WantedList extends Dress {
  readonly kind: "list";
  readonly items: readonly WantedItem[];
  /** False where the items do not say where they come from: then they are matched with what is there. */
  readonly matched: boolean;
  /** Who took out which item of the list as it is, by position. */
  readonly gone?: ReadonlyMap<number, Cause> | undefined;
}

/** The keys that are to hold; those that are not named stay. */
export interface WantedMap extends Dress {
  readonly kind: "map";
  readonly entries: ReadonlyMap<string, Wanted>;
}

/** The key is to go, with the own-line comments right above it if they cannot be about anything else. */
export interface Removal extends Dress {
  readonly kind: "removal";
  readonly withComments: boolean;
}

export type Wanted = WantedScalar | WantedList | WantedMap | Removal;

export function scalar(value: Plain, cause: Cause, text?: string): WantedScalar {
  return { kind: "scalar", value, text, above: [], cause };
}

export function map(entries: Iterable<readonly [string, Wanted]>, cause: Cause): WantedMap {
  return { kind: "map", entries: new Map(entries), above: [], cause };
}

/** A list whose items say where they come from. */
export function list(items: readonly WantedItem[], cause: Cause, gone?: ReadonlyMap<number, Cause>): WantedList {
  return { kind: "list", items, matched: true, gone, above: [], cause };
}

export function removal(cause: Cause, withComments = false): Removal {
  return { kind: "removal", withComments, above: [], cause };
}

/** Both patches as one; where they disagree the second holds. */
export function mergeMaps(first: WantedMap, second: WantedMap): WantedMap {
  const entries = new Map(first.entries);
  for (const [key, wanted] of second.entries) {
    const old = entries.get(key);
    entries.set(key, old?.kind === "map" && wanted.kind === "map" ? mergeMaps(old, wanted) : wanted);
  }
  return { ...first, above: [...first.above, ...second.above], entries };
}

/** True for what asks for nothing where nothing is: keys to go, and nothing else. */
export function isVacuous(wanted: Wanted): boolean {
  if (wanted.kind === "map") return wanted.entries.size > 0 && [...wanted.entries.values()].every(isVacuous);
  return wanted.kind === "removal";
}

/** Plain data after the patch: what the edited text has to read as. */
export function dataAfter(current: unknown, wanted: Wanted): unknown {
  switch (wanted.kind) {
    case "scalar":
      return wanted.value;
    case "list":
      return wanted.items.map(({ wanted: item, origin }) => {
        const old = origin === undefined ? undefined : asList(current)[origin];
        return item.kind === "scalar" && old !== undefined && String(old) === item.value ? old : dataAfter(old, item);
      });
    case "map":
      return entriesAfter(mapOf(current), wanted);
    case "removal":
      return undefined;
  }
}

function entriesAfter(current: Readonly<Record<string, unknown>>, { entries }: WantedMap): Record<string, unknown> {
  const result = new Map(Object.entries(current));
  for (const [key, wanted] of entries) {
    if (wanted.kind === "removal") result.delete(key);
    else if (!isVacuous(wanted) || isMap(result.get(key))) result.set(key, dataAfter(result.get(key), wanted));
  }
  return Object.fromEntries(result);
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function isCollection(value: unknown): boolean {
  return Array.isArray(value) || isMap(value);
}
