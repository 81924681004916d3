/** Where an element is to stand, as somebody wrote it. `rank` is its place among what was written. */
export type Placement = { readonly rank: number } & (
  | { readonly side: "after" | "before"; readonly anchor: string }
  | { readonly side: "first" | "last"; readonly anchor?: undefined }
);

interface Named {
  readonly id: string;
}

/** Index at which an id without a place of its own enters the list. */
export type DefaultPlace = (list: readonly Named[], id: string) => number;

export interface Entering<T extends Named> {
  /** In the order in which they enter. */
  readonly entrants: readonly T[];
  readonly placements: ReadonlyMap<string, Placement>;
  readonly defaultPlace: DefaultPlace;
}

/** How often elements that move may push each other about before they are left where they are. */
export const ROUNDS = 5;

/**
 * Lets `entrants` into the list one by one. One that names an anchor waits until the anchor is there; those whose anchor
 * never comes are given back. Several at one anchor stand in the order in which they were written.
 */
export function enterList<T extends Named>(
  list: readonly T[],
  { entrants, placements, defaultPlace }: Entering<T>,
): { readonly list: readonly T[]; readonly stuck: readonly T[] } {
  const result = [...list];
  const waiting = [...entrants];
  for (;;) {
    const next = waiting.findIndex(({ id }) => isThere(result, placements.get(id)?.anchor));
    const entrant = waiting[next];
    if (entrant === undefined) return { list: result, stuck: waiting };
    waiting.splice(next, 1);
    const placement = placements.get(entrant.id);
    const index =
      placement === undefined ? defaultPlace(result, entrant.id) : indexFor(result, entrant.id, placement, placements);
    result.splice(index, 0, entrant);
  }
}

/** The list after those of its entrants that are `movers` have entered again, so often that once more changes nothing. */
export function settle<T extends Named>(
  list: readonly T[],
  movers: ReadonlySet<string>,
  entering: Entering<T>,
): readonly T[] {
  const entrants = entering.entrants.filter((entrant) => movers.has(entrant.id) && list.includes(entrant));
  let settled = list;
  for (let round = 0; round < ROUNDS; round += 1) {
    const staying = settled.filter((element) => !entrants.includes(element));
    const again = enterList(staying, { ...entering, entrants });
    const isSame = again.list.every((element, index) => element === settled[index]);
    settled = again.list;
    if (isSame) break;
  }
  return settled;
}

function isThere(list: readonly Named[], anchor: string | undefined): boolean {
  return anchor === undefined || list.some(({ id }) => id === anchor);
}

function indexFor(
  list: readonly Named[],
  id: string,
  own: Placement,
  placements: ReadonlyMap<string, Placement>,
): number {
  const forward = own.side === "after" || own.side === "first";
  let index = startFor(list, own);
  const passed = new Set<string>();
  for (;;) {
    const neighbour = list[forward ? index : index - 1];
    if (neighbour === undefined) return index;
    const isOurs = hangsOn(neighbour.id, id, forward ? "before" : "after", placements);
    if (!isOurs && !goesNearer(placements.get(neighbour.id), own, passed, forward)) return index;
    passed.add(neighbour.id);
    index += forward ? 1 : -1;
  }
}

function startFor(list: readonly Named[], { side, anchor }: Placement): number {
  if (side === "first") return 0;
  if (side === "last") return list.length;
  return list.findIndex(({ id }) => id === anchor) + (side === "after" ? 1 : 0);
}

/** True for a neighbour that belongs between the anchor and the one that enters, or that hangs on such a neighbour. */
function goesNearer(
  other: Placement | undefined,
  own: Placement,
  passed: ReadonlySet<string>,
  forward: boolean,
): boolean {
  if (other === undefined) return false;
  if (other.anchor !== undefined && passed.has(other.anchor)) return true;
  const isSameAnchor = other.side === own.side && other.anchor === own.anchor;
  return isSameAnchor && (forward ? other.rank < own.rank : other.rank > own.rank);
}

/** True for what stands beside the one that enters, on the side of its anchor: where that one moves, it moves along. */
function hangsOn(
  id: string,
  entrant: string,
  side: "after" | "before",
  placements: ReadonlyMap<string, Placement>,
): boolean {
  const seen = new Set<string>();
  for (let placement = placements.get(id); placement?.side === side; placement = placements.get(placement.anchor)) {
    if (placement.anchor === entrant) return true;
    if (seen.has(placement.anchor)) return false;
    seen.add(placement.anchor);
  }
  return false;
}
