import type { GatewayFiles } from "../../model/gateway.ts";
import type { FeaturePlace, Part } from "./part.ts";
import type { FeaturePlan } from "./plan.ts";

/** New feature settings that are not the last of the file say where they stand. */
export function placeFresh(plans: readonly FeaturePlan[], { features }: GatewayFiles): FeaturePlan[] {
  const names = features.entries.map(({ name }) => name);
  const old = namesThatStay(plans);
  const lastOld = names.findLastIndex((name) => old.has(name));
  return withPlaces(plans, names, (at) => (at > lastOld ? undefined : besideOld(names, old, at)));
}

/** Each new one beside the one before it: longer, and right however the entries are ordered. */
export function chainFresh(plans: readonly FeaturePlan[], { features }: GatewayFiles): FeaturePlan[] {
  const names = features.entries.map(({ name }) => name);
  const old = namesThatStay(plans);
  const firstOld = names.findIndex((name) => old.has(name));
  return withPlaces(plans, names, (at) => {
    const [previous, next] = [names[at - 1], names[at + 1]];
    if (at < firstOld && next !== undefined) return { before: next };
    return previous === undefined ? undefined : { after: previous };
  });
}

function namesThatStay(plans: readonly FeaturePlan[]): ReadonlySet<string> {
  return new Set(plans.flatMap(({ slot, name }) => (slot.before && slot.after ? [name] : [])));
}

function withPlaces(
  plans: readonly FeaturePlan[],
  names: readonly string[],
  placeAt: (at: number) => FeaturePlace,
): FeaturePlan[] {
  return plans.map((plan) => {
    const at = plan.slot.before === undefined ? names.lastIndexOf(plan.name) : -1;
    return at === -1 ? plan : { ...plan, parts: plan.parts.map((part) => withPlace(part, placeAt(at))) };
  });
}

/** New ones that follow each other name the same neighbour, which keeps them in the order in which they are written. */
function besideOld(names: readonly string[], old: ReadonlySet<string>, at: number): FeaturePlace {
  const after = names.slice(0, at).findLast((name) => old.has(name));
  if (after !== undefined) return { after };
  const before = names.slice(at + 1).find((name) => old.has(name));
  return before === undefined ? undefined : { before };
}

function withPlace(part: Part, place: FeaturePlace): Part {
  return part.kind === "define" && place !== undefined ? { ...part, place } : part;
}
