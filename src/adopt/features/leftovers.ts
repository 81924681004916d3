import { FEATURES_KEY } from "../../compile/files/gateway/read-gateway.ts";
import type { GatewayFeature, GatewayFiles } from "../../model/gateway.ts";
import { isMap, sameData } from "../../model/plain-data.ts";
import { causeAt } from "../../model/source.ts";
import type { Unexpressed } from "../draft.ts";
import type { FeaturePlan } from "./plan.ts";
import type { Slot, Slots } from "./slots.ts";

interface Sides {
  readonly before: GatewayFiles;
  readonly after: GatewayFiles;
  /** What the entries make of `before`. */
  readonly result: GatewayFiles;
}

/** What is in the file after the change and not in what the entries make of it, and the other way round. */
export function leftovers(sides: Sides, { hidden, moved }: Slots, plans: readonly FeaturePlan[]): Unexpressed[] {
  return [
    ...spellingLeft(sides),
    ...plans.flatMap((plan) => planLeft(sides, plan)),
    ...hidden.flatMap((slot) => hiddenLeft(sides, slot)),
    ...moved.map((feature) => movedLeft(sides, feature)),
    ...orderLeft(sides, plans, moved),
  ];
}

function spellingLeft({ before, after }: Sides): Unexpressed[] {
  const spelled = ({ features }: GatewayFiles, name: string) => features.entries.find((one) => one.name === name);
  const changed = after.features.entries.filter((feature) => {
    const old = spelled(before, feature.name);
    return old !== undefined && old.defaults.length > 0 && old.defaultsKey !== feature.defaultsKey;
  });
  const [first] = changed;
  if (first === undefined) return [];
  const old = first.defaultsKey === "default_model" ? "default_models" : "default_model";
  const message = `${changed.length} feature settings spell "${old}" as "${first.defaultsKey}" now; a migration keeps the spelling of the file`;
  return [at(after, "after", first, first.defaultsKey, message)];
}

function planLeft(sides: Sides, { name, slot, refused }: FeaturePlan): Unexpressed[] {
  const result = sides.result.features.entries.findLast((feature) => feature.name === name);
  const { before, after } = slot;
  const why = refused[0] === undefined ? "" : `: ${refused[0]}`;
  if (after === undefined) {
    if (result === undefined || before === undefined) return [];
    return [at(sides.before, "before", before, undefined, `"${name}" is gone, which cannot be said${why}`)];
  }
  if (result === undefined)
    return [at(sides.after, "after", after, undefined, `"${name}" is new, which cannot be said${why}`)];
  const keys = [...new Set([...Object.keys(after.entry), ...Object.keys(result.entry)])];
  const odd = keys.filter((key) => !isDefault(key) && !sameData(after.entry[key], result.entry[key]));
  const isMoved = !sameData(after.defaults, result.defaults);
  return [...(isMoved ? [after.defaultsKey] : []), ...odd].map((key) => {
    const had = Object.hasOwn(after.entry, key);
    const message = `${keyText(name, key, after, result)}${why}`;
    return had || before === undefined
      ? at(sides.after, "after", after, key, message)
      : at(sides.before, "before", before, key, message);
  });
}

function isDefault(key: string): boolean {
  return key === "default_model" || key === "default_models";
}

function keyText(name: string, key: string, after: GatewayFeature, result: GatewayFeature): string {
  const [now, made] = [after.entry[key], result.entry[key]];
  const subject = `"${key}" of "${name}"`;
  if (now === undefined) return `${subject} is gone, and a migration leaves it there`;
  if (made === undefined) return `${subject} is there now, and a migration cannot put it there as it is`;
  if (!Array.isArray(now) || !Array.isArray(made)) return `${subject} is not what a migration can make of it`;
  const missing = now.filter((id) => !made.includes(id));
  const extra = made.filter((id) => !now.includes(id));
  const said = [
    ...(missing.length > 0 ? [`without ${quoted(missing)}`] : []),
    ...(extra.length > 0 ? [`with ${quoted(extra)}`] : []),
  ];
  return said.length === 0
    ? `${subject} would have another order, or an id more often or less often`
    : `${subject} would be ${said.join(" and ")}`;
}

function quoted(values: readonly unknown[]): string {
  return values.map((value) => (isMap(value) ? "a mapping" : `"${String(value)}"`)).join(", ");
}

function hiddenLeft({ before, after, result }: Sides, slot: Slot): Unexpressed[] {
  const { name } = slot.after ?? slot.before ?? { name: "" };
  const all = ({ features }: GatewayFiles) =>
    features.entries.filter((one) => one.name === name).map(({ entry }) => entry);
  if (sameData(all(result), all(after))) return [];
  const message = `"${name}" stands in the file more than once, before or after the change; an entry speaks only of the last one`;
  if (slot.after !== undefined) return [at(after, "after", slot.after, undefined, message)];
  return slot.before === undefined ? [] : [at(before, "before", slot.before, undefined, message)];
}

function movedLeft({ after }: Sides, feature: GatewayFeature): Unexpressed {
  const message = `"${feature.name}" has moved to another place; feature settings stay where they are`;
  return at(after, "after", feature, undefined, message);
}

/** New ones that could not be placed. */
function orderLeft(
  { after, result }: Sides,
  plans: readonly FeaturePlan[],
  moved: readonly GatewayFeature[],
): Unexpressed[] {
  const names = ({ features }: GatewayFiles) => features.entries.map(({ name }) => name);
  const odd = new Set(moved.map(({ name }) => name));
  const [now, made] = [names(after), names(result)].map((list) => list.filter((name) => !odd.has(name)));
  if (now === undefined || made === undefined || sameData(now, made) || !sameData([...now].sort(), [...made].sort()))
    return [];
  const fresh = plans.find(({ slot }) => slot.before === undefined)?.slot.after;
  if (fresh === undefined) return [];
  return [at(after, "after", fresh, undefined, "the new feature settings would stand in another order")];
}

function at(
  { features: { source } }: GatewayFiles,
  side: "before" | "after",
  { index }: GatewayFeature,
  key: string | undefined,
  message: string,
): Unexpressed {
  const path = [FEATURES_KEY, index, ...(key === undefined ? ["feature_setting"] : [key])];
  return { file: source.file, line: causeAt(source, path).line, side, message };
}
