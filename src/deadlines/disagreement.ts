import { dayInWords } from "../model/deadline.ts";
import type { DeadlineFact, Deadlines } from "../model/schema/deadlines.gen.ts";
import { factsByName, factsOf } from "./evidence.ts";
import { keysOf } from "./identity.ts";
import { compare } from "./lock-text.ts";

/** Days for one model at one host that cannot all be true. */
export interface Disagreement {
  readonly host: string;
  readonly model: string;
  /** All facts that name a day and still stand, also those that agree with another, best source first. */
  readonly facts: readonly DatedFact[];
}

export type DatedFact = DeadlineFact & Required<Pick<DeadlineFact, "cutoff" | "precision">>;

/** A day, and whether it is the one that was announced or the earliest possible. */
interface End {
  readonly cutoff: string;
  readonly precision: string;
}

/**
 * What sources disagree about, sorted by host and model. Hosts have clocks of their own: two never disagree. Of a snapshot
 * also what is said of its name without the day, where the host's pages leave that out.
 */
export function disagreementsIn({ facts }: Pick<Deadlines, "facts">): readonly Disagreement[] {
  const byName = factsByName(facts);
  const groups = [...byName].sort(([a], [b]) => compare(a, b));
  return groups.flatMap(([, [{ host, model }]]) => {
    const [, ...others] = keysOf(host, model);
    const said = factsOf(byName, { host, keys: [model, ...others] }).filter(hasDay);
    const dated = onePerSource(withoutWithdrawn(said));
    const own = dated.filter((fact) => fact.model === model);
    if (!own.some((one) => dated.some((other) => contradicts(one, other)))) return [];
    return [{ host, model, facts: dated }];
  });
}

/** Of each source what it says of the exact name. */
export function onePerSource(bestFirst: readonly DatedFact[]): readonly DatedFact[] {
  return bestFirst.filter((fact, at) => bestFirst.findIndex((other) => other.source === fact.source) === at);
}

/** `2026-11-30 by anthropic-sdk, 2026-12-11 at the earliest by model-eol; anthropic-sdk decides` */
export function daysSaid(bestFirst: readonly DatedFact[]): string {
  const days = bestFirst.map((fact) => `${dayInWords(fact)} by ${fact.source}`).join(", ");
  return `${days}; ${bestFirst[0]?.source} decides`;
}

/** Of a day that its source no longer names there is nothing to be settled, unless it is the best that there is. */
export function withoutWithdrawn(bestFirst: readonly DatedFact[]): readonly DatedFact[] {
  return bestFirst.filter(({ gone }, at) => at === 0 || gone === undefined);
}

export function hasDay(fact: DeadlineFact): fact is DatedFact {
  return fact.cutoff !== undefined && fact.precision !== undefined;
}

/** Whether two days cannot both hold; only an exact day may lie behind the earliest possible one. */
export function contradicts(one: End, other: End): boolean {
  if (one.precision === other.precision) return one.cutoff !== other.cutoff;
  const [exact, earliest] = one.precision === "exact" ? [one, other] : [other, one];
  return exact.cutoff < earliest.cutoff;
}
