import type { DeadlineFact, Deadlines } from "../model/schema/deadlines.gen.ts";
import { factsByName } from "./evidence.ts";
import { compare } from "./lock-text.ts";
import { byRank } from "./rank.ts";

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

/** What sources disagree about, sorted by host and model. Hosts have clocks of their own: two never disagree. */
export function disagreementsIn({ facts }: Pick<Deadlines, "facts">): readonly Disagreement[] {
  const groups = [...factsByName(facts)].sort(([a], [b]) => compare(a, b));
  return groups.flatMap(([, group]) => {
    const dated = withoutWithdrawn(group.filter(hasDay).sort(byRank));
    const [first] = dated;
    if (first === undefined || !dated.some((one) => dated.some((other) => contradicts(one, other)))) return [];
    return [{ host: first.host, model: first.model, facts: dated }];
  });
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
