import { longestGrowing } from "../../compile/files/gateway/align.ts";
import type { GatewayFeature, GatewayFiles } from "../../model/gateway.ts";
import { sameData } from "../../model/plain-data.ts";

/** A feature setting as it was and as it is; one side is missing for one that is new or gone. */
export interface Slot {
  readonly before: GatewayFeature | undefined;
  readonly after: GatewayFeature | undefined;
}

export interface Slots {
  /** Those that entries can be about: of several of one name only the last. */
  readonly slots: readonly Slot[];
  /** Those of which nothing can be said: overruled by a later one of their name. */
  readonly hidden: readonly Slot[];
  /** Settings that stand elsewhere now, as few as possible. */
  readonly moved: readonly GatewayFeature[];
}

/** Which entry of one file is which of the other. Renamed ones are one slot with two names. */
export function matchFeatures(
  before: GatewayFiles,
  after: GatewayFiles,
  renamed: (feature: GatewayFeature) => GatewayFeature,
): Slots {
  const [old, now] = [keyed(before.features.entries), keyed(after.features.entries)];
  const kept = [...old.keys()].filter((key) => now.has(key));
  const isOnly = (key: string) =>
    ![old, now].some((side) => side.has(key.replace(/^0 /, "1 "))) && key.startsWith("0 ");
  const moved = movedOf(kept.filter(isOnly), [...now.keys()]);
  const gone = [...old.keys()].filter((key) => !now.has(key));
  const fresh = [...now.keys()].filter((key) => !old.has(key));
  const names = renames(old, now, gone, fresh, renamed);
  const slots = [...old].flatMap(([key, feature]): [string, Slot][] => [
    [key, { before: feature, after: now.get(names.get(key) ?? key) }],
  ]);
  const taken = new Set(names.values());
  const added = fresh
    .filter((key) => !taken.has(key))
    .map((key): [string, Slot] => [key, { before: undefined, after: now.get(key) }]);
  const all = [...slots, ...added];
  return {
    slots: all.filter(([key]) => key.startsWith("0 ") && !isHalf(key, old, now)).map(([, slot]) => slot),
    hidden: all.filter(([key]) => !key.startsWith("0 ") || isHalf(key, old, now)).map(([, slot]) => slot),
    moved: moved.flatMap((key) => now.get(key) ?? []),
  };
}

/** By name and number from the end: the last one of a name counts. */
function keyed(entries: readonly GatewayFeature[]): Map<string, GatewayFeature> {
  const keys = entries.map((feature, index) => {
    const later = entries.slice(index + 1).filter(({ name }) => name === feature.name).length;
    return [`${later} ${feature.name}`, feature] as const;
  });
  return new Map(keys);
}

/** Where one side has several of a name and the other none, no entry can speak of all of them. */
function isHalf(key: string, old: ReadonlyMap<string, unknown>, now: ReadonlyMap<string, unknown>): boolean {
  const second = key.replace(/^0 /, "1 ");
  return (old.has(second) && !now.has(key)) || (now.has(second) && !old.has(key));
}

function movedOf(kept: readonly string[], now: readonly string[]): string[] {
  const order = now.filter((key) => kept.includes(key));
  const still = new Set(longestGrowing(order.map((key) => kept.indexOf(key))));
  return order.filter((_key, index) => !still.has(index));
}

/** New name by old one: same content, or the only ones between two that stay and with the same unit primitives. */
function renames(
  old: ReadonlyMap<string, GatewayFeature>,
  now: ReadonlyMap<string, GatewayFeature>,
  gone: readonly string[],
  fresh: readonly string[],
  renamed: (feature: GatewayFeature) => GatewayFeature,
): Map<string, string> {
  const found = new Map<string, string>();
  const gaps = (keys: ReadonlyMap<string, GatewayFeature>, other: ReadonlyMap<string, GatewayFeature>) => {
    let last = "";
    const gap = new Map<string, string>();
    for (const key of keys.keys()) {
      if (other.has(key)) last = key;
      else gap.set(key, last);
    }
    return gap;
  };
  const [before, after] = [gaps(old, now), gaps(now, old)];
  const inGap = (gap: ReadonlyMap<string, string>, place: string | undefined) =>
    [...gap.values()].filter((one) => one === place).length;
  for (const key of gone) {
    const place = before.get(key);
    const feature = old.get(key);
    if (feature === undefined) continue;
    const alone = inGap(before, place) === 1 && inGap(after, place) === 1;
    const match = fresh.find((other) => {
      const entry = now.get(other);
      if (entry === undefined || after.get(other) !== place || [...found.values()].includes(other)) return false;
      return sameBut(renamed(feature).entry, entry.entry) || (alone && sameWork(feature, entry));
    });
    if (match !== undefined) found.set(key, match);
  }
  return found;
}

function sameBut(a: GatewayFeature["entry"], b: GatewayFeature["entry"]): boolean {
  return sameData({ ...a, feature_setting: "" }, { ...b, feature_setting: "" });
}

function sameWork(a: GatewayFeature, b: GatewayFeature): boolean {
  const primitives = a.entry["unit_primitives"];
  return Array.isArray(primitives) && primitives.length > 0 && sameData(primitives, b.entry["unit_primitives"]);
}
