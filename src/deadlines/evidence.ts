import { groupBy } from "../model/groups.ts";
import type { DeadlineFact } from "../model/schema/deadlines.gen.ts";
import type { Identity } from "./identity.ts";
import { byRank } from "./rank.ts";

/** Facts by what they are about: a model at a host. */
export type FactsByName = ReadonlyMap<string, readonly [DeadlineFact, ...DeadlineFact[]]>;

export function factsByName(facts: readonly DeadlineFact[]): FactsByName {
  return groupBy(facts, ({ host, model }) => nameOf(host, model));
}

/** What is said of an offering: the best source first, and of one source what it says of the exact name. */
export function factsOf(facts: FactsByName, { host, keys }: Identity): readonly DeadlineFact[] {
  // A stable sort: the names come best first already.
  return keys.flatMap((key) => facts.get(nameOf(host, key)) ?? []).sort(byRank);
}

/** One text for a model at a host: neither can have a blank. */
export function nameOf(host: string, model: string): string {
  return `${host} ${model}`;
}
