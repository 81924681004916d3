import type { GatewayFeature } from "../../model/gateway.ts";
import { mapOf, sameData } from "../../model/plain-data.ts";
import { besideIn, LIST_OF } from "./feature-parts.ts";
import type { Oracle } from "./oracle.ts";
import { type OfferPart, type Part, type Said, STEPS, type Step, sayParts } from "./part.ts";
import type { Slot } from "./slots.ts";

/** What is said of one feature setting. */
export interface FeaturePlan {
  /** Name under which it is spoken of. */
  readonly name: string;
  readonly slot: Slot;
  readonly parts: readonly Part[];
  /** What the parts make of it; undefined where it goes. */
  readonly result: GatewayFeature | undefined;
  /** Why the editor would not do the rest. */
  readonly refused: readonly string[];
}

/** The parts with the places that they need, or as many of them as the editor accepts. */
export function planFeature(oracle: Oracle, slot: Slot, parts: readonly Part[]): FeaturePlan {
  const name = (slot.after ?? slot.before)?.name ?? "";
  const plan = { name, slot, parts: placed(oracle, name, slot, parts), result: slot.after, refused: [] };
  if (accepts(oracle, plan, sayParts(plan.parts))) return plan;
  return accepted(oracle, plan);
}

/** Whether the entries make of the feature what the plan says, and leave that alone. */
export function accepts(oracle: Oracle, { name, slot, result }: FeaturePlan, said: readonly Said[]): boolean {
  const entries = said.map(({ entry }) => entry);
  const made = oracle(name, slot.before, entries);
  if (made.problems.length > 0 || !isResult(made.features, result)) return false;
  const again = oracle(name, result, entries);
  return again.problems.length === 0 && isResult(again.features, result);
}

function isResult([feature]: readonly GatewayFeature[], result: GatewayFeature | undefined): boolean {
  return sameData(comparable(feature), comparable(result));
}

/** The entry with its defaults in one spelling: which one a file has is not for a migration to say. */
function comparable(feature: GatewayFeature | undefined): unknown {
  if (feature === undefined) return undefined;
  const { default_model: _one, default_models: _many, ...entry } = feature.entry;
  return { ...entry, defaults: feature.defaults };
}

/** Takes one part after the other, as long as the editor accepts them together. */
function accepted(oracle: Oracle, plan: FeaturePlan): FeaturePlan {
  const { name, slot } = plan;
  const untouched = oracle(name, slot.before, []).features[0];
  let best: FeaturePlan = { ...plan, parts: [], result: untouched };
  const refused: string[] = [];
  for (const part of plan.parts) {
    const parts = [...best.parts, part];
    const entries = sayParts(parts).map(({ entry }) => entry);
    const { features, problems } = oracle(name, slot.before, entries);
    const tried = { ...plan, parts, result: features[0] };
    if (accepts(oracle, tried, sayParts(parts)) && differences(tried, slot) <= differences(best, slot)) best = tried;
    else refused.push(...problems);
  }
  return { ...best, refused: [...new Set(refused)] };
}

function differences({ result }: FeaturePlan, { after }: Slot): number {
  const [a, b] = [mapOf(comparable(result)), mapOf(comparable(after))];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.reduce((sum, key) => sum + distance(a[key], b[key]), result === undefined || after === undefined ? 1 : 0);
}

function distance(a: unknown, b: unknown): number {
  if (sameData(a, b)) return 0;
  if (!Array.isArray(a) || !Array.isArray(b)) return 1;
  const odd = [...a.filter((id) => !b.includes(id)), ...b.filter((id) => !a.includes(id))].length;
  return 1 + odd;
}

/** Gives places to those that enter a list elsewhere than in `after`, until the lists are as they are there. */
function placed(oracle: Oracle, name: string, { before, after }: Slot, parts: readonly Part[]): readonly Part[] {
  if (after === undefined) return parts;
  const rounds = parts.length + STEPS.length + (after.selectable?.length ?? 0);
  let current = parts;
  for (let round = 0; round < rounds; round += 1) {
    const { features, problems } = oracle(
      name,
      before,
      sayParts(current).map(({ entry }) => entry),
    );
    const [made] = features;
    if (problems.length > 0 || made === undefined) return current;
    const step = STEPS.find((one) => isShuffled(made[LIST_OF[one]] ?? [], after[LIST_OF[one]] ?? []));
    if (step === undefined) return current;
    const next = withMorePlaces(current, step, made, after, before);
    if (next === undefined) return current;
    current = next;
  }
  return current;
}

function isShuffled(list: readonly string[], wanted: readonly string[]): boolean {
  return !sameData(list, wanted) && sameData([...list].sort(), [...wanted].sort());
}

/** The parts with a place for each that stands wrong, else for all of the list; undefined where all have one. */
function withMorePlaces(
  parts: readonly Part[],
  step: Step,
  made: GatewayFeature,
  after: GatewayFeature,
  before: GatewayFeature | undefined,
): readonly Part[] | undefined {
  const [list, wanted] = [made[LIST_OF[step]] ?? [], after[LIST_OF[step]] ?? []];
  const old = before?.[LIST_OF[step]] ?? [];
  const isFree = (id: string) => {
    const part = parts.find((one) => one.kind === "offer" && one.step === step && one.id === id);
    const isNew = !old.includes(id) || part !== undefined;
    return isNew && !(part?.kind === "offer" && (part.after ?? part.before) !== undefined);
  };
  const offered = parts.flatMap((part) => (part.kind === "offer" && part.step === step ? [part.id] : []));
  const isFixed = (id: string) => old.includes(id) && !offered.includes(id);
  const free = wanted.filter(isFree);
  const still = heaviest(
    wanted.map((id) => list.indexOf(id)),
    wanted.map((id) => (isFree(id) ? 1 : 1000)),
  );
  const wrong = free.filter((id) => !still.has(wanted.indexOf(id)));
  const places = (ids: readonly string[]) =>
    ids
      .map((id): OfferPart => ({ kind: "offer", step, id, ...besideIn(wanted, id, isFixed) }))
      .filter(({ after: one, before: other }) => (one ?? other) !== undefined);
  // The first of a new list has nothing to stand beside, so the others have to.
  const chosen = places(wrong).length > 0 ? places(wrong) : places(free);
  if (chosen.length === 0) return undefined;
  const isChosen = (part: Part) =>
    part.kind === "offer" && part.step === step && chosen.some(({ id }) => id === part.id);
  return [...parts.filter((part) => !isChosen(part)), ...chosen];
}

/** Positions of a growing run of the greatest weight. */
function heaviest(values: readonly number[], weights: readonly number[]): Set<number> {
  const best: { readonly weight: number; readonly previous: number }[] = [];
  let end = -1;
  for (const [at, value] of values.entries()) {
    let [weight, previous] = [0, -1];
    for (let one = 0; one < at; one += 1) {
      const other = best[one]?.weight ?? 0;
      if ((values[one] ?? 0) < value && other > weight) [weight, previous] = [other, one];
    }
    best.push({ weight: weight + (weights[at] ?? 0), previous });
    if ((best[at]?.weight ?? 0) > (best[end]?.weight ?? 0)) end = at;
  }
  const found = new Set<number>();
  for (let at = end; at !== -1; at = best[at]?.previous ?? -1) found.add(at);
  return found;
}
