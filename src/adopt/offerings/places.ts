import { longestGrowing } from "../../compile/files/gateway/align.ts";
import { lineOf, modelOf } from "../../model/offering-name.ts";
import type { Place } from "../../model/schema/migration.gen.ts";
import type { OfferingDraft } from "./draft.ts";

interface PlacesInput {
  readonly offerings: readonly OfferingDraft[];
  /** Ids of models.yml as they are to be. */
  readonly wanted: readonly string[];
  readonly hosts: ReadonlySet<string>;
  /** Ids of models.yml with these offerings, before anything is retired. */
  readonly orderWith: (offerings: readonly OfferingDraft[]) => readonly string[];
}

/** The offerings with a `place` wherever the editor would put an entry elsewhere. */
export function withPlaces(input: PlacesInput): readonly OfferingDraft[] {
  const { wanted, orderWith } = input;
  let { offerings } = input;
  for (let round = 0; round <= wanted.length; round += 1) {
    const order = orderWith(offerings);
    if (wanted.some((id) => !order.includes(id))) break;
    const displaced = displacedIn(order, wanted, offerings);
    if (displaced.length === 0) return offerings;
    const next = place(offerings, displaced, (id) => natural(id, input));
    if (next === offerings) break;
    offerings = next;
  }
  return chained(input);
}

/** Ids that stand elsewhere than they should; entries that are new are blamed before those that were there. */
function displacedIn(
  order: readonly string[],
  wanted: readonly string[],
  offerings: readonly OfferingDraft[],
): string[] {
  const left = order.filter((id) => wanted.includes(id));
  const isNew = new Set(offerings.filter((one) => one.isNew).map(({ id }) => id));
  const old = left.filter((id) => !isNew.has(id));
  const keptOld = new Set(longestGrowing(old.map((id) => wanted.indexOf(id))).map((at) => old[at]));
  const stable = left.filter((id) => isNew.has(id) || keptOld.has(id));
  const wrong = stable.filter((id) => isNew.has(id) && !fits(id, stable, wanted, isNew));
  return [...old.filter((id) => !keptOld.has(id)), ...wrong];
}

/** Whether all that is before it should be, and all that is behind it; among new ones the later written gives way. */
function fits(id: string, order: readonly string[], wanted: readonly string[], isNew: ReadonlySet<string>): boolean {
  const [at, rank] = [order.indexOf(id), wanted.indexOf(id)];
  return order.every((other, index) => {
    const otherRank = wanted.indexOf(other);
    if (isNew.has(other) && otherRank > rank) return true;
    return index === at || otherRank < rank === index < at;
  });
}

function place(
  offerings: readonly OfferingDraft[],
  ids: readonly string[],
  placeOf: (id: string) => Place,
): readonly OfferingDraft[] {
  const [first] = ids.filter((id) => offerings.find((one) => one.id === id)?.place === undefined);
  if (first === undefined) return offerings;
  return offerings.map((draft) => (draft.id === first ? { ...draft, place: placeOf(first) } : draft));
}

/** Beside the neighbour that is more of a sibling. */
function natural(id: string, { wanted, hosts }: PlacesInput): Place {
  const at = wanted.indexOf(id);
  const [previous, next] = [wanted[at - 1], wanted[at + 1]];
  if (previous === undefined) return "first";
  if (next === undefined) return { after: previous };
  return kinship(id, next, hosts) > kinship(id, previous, hosts) ? { before: next } : { after: previous };
}

function kinship(id: string, other: string, hosts: ReadonlySet<string>): number {
  if (modelOf(id, hosts) === modelOf(other, hosts)) return 2;
  return lineOf(id, hosts) === lineOf(other, hosts) ? 1 : 0;
}

/** Each after the one before it: longer, and never wrong. */
function chained({ offerings, wanted, orderWith }: PlacesInput): readonly OfferingDraft[] {
  const displaced = new Set(displacedIn(orderWith(offerings.map(withoutPlace)), wanted, offerings));
  return offerings.map((draft) => {
    if (!draft.isNew && !displaced.has(draft.id)) return draft;
    const previous = wanted[wanted.indexOf(draft.id) - 1];
    return { ...draft, place: previous === undefined ? "first" : { after: previous } };
  });
}

function withoutPlace(draft: OfferingDraft): OfferingDraft {
  return { ...draft, place: undefined };
}
