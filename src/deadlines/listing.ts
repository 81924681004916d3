import { type Instant, parseInstant } from "../model/duration.ts";
import type { OfferingDeadline } from "../model/schema/deadlines.gen.ts";
import { compare } from "./lock-text.ts";
import { type EndingInput, endingsIn, type Use } from "./uncovered.ts";
import { usesIn } from "./usage.ts";

/** A use of an offering, in one of the gateways. */
export interface TargetUse extends Use {
  readonly target: string;
}

/** One offering with what is known about its end and what would end with it. */
export interface ListedOffering {
  readonly id: string;
  readonly deadline: OfferingDeadline;
  /** Its cutoff; absent where no day is known. */
  readonly at?: Instant;
  readonly uses: readonly TargetUse[];
}

/** All offerings that something is known of: the next end first, then those without a day, then those that are gone. */
export function offeringsIn(input: EndingInput): readonly ListedOffering[] {
  const uses = usesByOffering(input);
  const listed = [...input.deadlines].map(([id, deadline]): ListedOffering => {
    const at = parseInstant(deadline.cutoff);
    return { id, deadline, ...(at !== undefined && { at }), uses: uses.get(id) ?? [] };
  });
  return listed.sort(
    (a, b) =>
      Number(a.deadline.gone !== undefined) - Number(b.deadline.gone !== undefined) ||
      (a.at ?? Number.MAX_SAFE_INTEGER) - (b.at ?? Number.MAX_SAFE_INTEGER) ||
      compare(a.id, b.id),
  );
}

/** Uses of every offering in all gateways; of those that end, also which migration ends a use. */
export function usesByOffering(input: EndingInput): ReadonlyMap<string, readonly TargetUse[]> {
  const found = new Map<string, TargetUse[]>();
  const ends = new Map(endingsIn(input).map(({ target, id, uses }) => [JSON.stringify([target, id]), uses]));
  for (const [target, gateway] of input.gateways) {
    for (const [id, usages] of usesIn(gateway)) {
      const uses = ends.get(JSON.stringify([target, id])) ?? usages;
      found.set(id, [...(found.get(id) ?? []), ...uses.map((use) => ({ ...use, target }))]);
    }
  }
  return found;
}
