import type { Oracle } from "./oracle.ts";
import { type Part, type Said, sayParts } from "./part.ts";
import { accepts, type FeaturePlan } from "./plan.ts";

/** One entry with the features that it is for, in the order of the file. */
export interface Group extends Said {
  readonly features: readonly string[];
  /** Whether it has to stand after other entries of its features. */
  readonly later: boolean;
}

/** A feature that is spoken of in several entries is harder to read, so that has to pay. */
const WORTH_SPLITTING = 0.9;
const WORDS_OF_AN_ENTRY = 4;
/** A list of names is read at a glance. */
const WORDS_OF_A_NAME = 0.25;

/** The entries of all plans, in the order in which they are applied: identical ones become one. */
export function groupEntries(oracle: Oracle, plans: readonly FeaturePlan[], rank: (id: string) => number): Group[] {
  const spoken = plans.filter(({ parts }) => parts.length > 0);
  const sorted = spoken.map((plan) => ({ ...plan, parts: inOrder(plan.parts, rank) }));
  const whole = joined(sorted, (plan) => sayParts(plan.parts));
  const split = joined(sorted, bySharedParts(sorted));
  const isSplit = costOf(split) < costOf(whole) * WORTH_SPLITTING;
  let [together, best] = [sorted, isSplit ? split : whole];
  const apart: FeaturePlan[] = [];
  // Without one feature an entry may be that of another alone, which comes first then: the others are asked again.
  for (;;) {
    const wrong = together.filter((plan) => !accepts(oracle, plan, entriesFor(best, plan.name)));
    if (wrong.length === 0) return [...best, ...apart.flatMap(alone)];
    apart.push(...wrong);
    together = together.filter((plan) => !wrong.includes(plan));
    best = joined(together, isSplit ? bySharedParts(together) : (plan) => sayParts(plan.parts));
  }
}

/** What stands under `features`: entries of one feature alone, before which nothing is said of it. */
export function isSingle({ features, later }: Group): boolean {
  return features.length === 1 && !later;
}

/** Entries of one feature in the order in which they are applied: those under `features` come first. */
function entriesFor(groups: readonly Group[], name: string): Group[] {
  const own = groups.filter(({ features }) => features.includes(name));
  return [...own.filter(isSingle), ...own.filter((group) => !isSingle(group))];
}

/** In the order of models.yml, so that features which say the same say it alike. */
function inOrder(parts: readonly Part[], rank: (id: string) => number): Part[] {
  return [...parts].sort((a, b) => idRank(a, rank) - idRank(b, rank));
}

function idRank(part: Part, rank: (id: string) => number): number {
  return part.kind === "offer" || part.kind === "withdraw" ? rank(part.id) : -1;
}

function alone(plan: FeaturePlan): Group[] {
  return sayParts(plan.parts).map((said, index) => ({ ...said, features: [plan.name], later: index > 0 }));
}

function joined(plans: readonly FeaturePlan[], say: (plan: FeaturePlan) => readonly Said[]): Group[] {
  const groups = new Map<string, Group>();
  for (const plan of plans) {
    for (const [index, said] of say(plan).entries()) {
      const key = JSON.stringify([said.entry, [...said.comments]]);
      const old = groups.get(key);
      const features = [...(old?.features ?? []), plan.name];
      groups.set(key, { ...said, features, later: index > 0 || (old?.later ?? false) });
    }
  }
  return [...groups.values()];
}

/** Parts that the same features have are said together, apart from what only some of them have. */
function bySharedParts(plans: readonly FeaturePlan[]): (plan: FeaturePlan) => readonly Said[] {
  const owners = new Map<string, string[]>();
  for (const plan of plans) {
    for (const part of plan.parts) owners.set(keyOf(part), [...(owners.get(keyOf(part)) ?? []), plan.name]);
  }
  return (plan) => {
    if (!isDivisible(plan)) return sayParts(plan.parts);
    const groups = new Map<string, Part[]>();
    for (const part of plan.parts) {
      const key = (owners.get(keyOf(part)) ?? []).join(" ");
      groups.set(key, [...(groups.get(key) ?? []), part]);
    }
    return [...groups.values()].flatMap(sayParts);
  };
}

function keyOf(part: Part): string {
  return part.kind === "entry" ? JSON.stringify([part, [...part.comments]]) : JSON.stringify(part);
}

/** Parts that only make sense beside the others of their feature keep them together. */
function isDivisible({ slot, parts }: FeaturePlan): boolean {
  const together = parts.some(
    (part) =>
      part.kind === "list" || part.kind === "formerly" || (part.kind === "withdraw" && part.apart !== undefined),
  );
  return slot.before !== undefined && !together;
}

/** Words that a reader has to read. */
function costOf(groups: readonly Group[]): number {
  const words = ({ entry, features }: Group) =>
    features.length * WORDS_OF_A_NAME + (JSON.stringify(entry).match(/[\w.-]+/g) ?? []).length;
  return groups.reduce((sum, group) => sum + words(group) + WORDS_OF_AN_ENTRY, 0);
}
