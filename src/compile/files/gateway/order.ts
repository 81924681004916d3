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

/**
 * Lets `entrants` into the list one by one. One that names an anchor waits until the anchor is there; those whose anchor
 * never comes are given back. Several at one anchor stand in the order in which they were written.
 */
export function enterList<T extends Named>(
  list: readonly T[],
  entrants: readonly T[],
  placements: ReadonlyMap<string, Placement>,
  defaultPlace: DefaultPlace,
): { readonly list: readonly T[]; readonly stuck: readonly T[] } {
  const result = [...list];
  const waiting = [...entrants];
  for (;;) {
    const next = waiting.findIndex(({ id }) => isThere(result, placements.get(id)?.anchor));
    const entrant = waiting[next];
    if (entrant === undefined) return { list: result, stuck: waiting };
    waiting.splice(next, 1);
    const placement = placements.get(entrant.id);
    const index = placement === undefined ? defaultPlace(result, entrant.id) : indexFor(result, placement, placements);
    result.splice(index, 0, entrant);
  }
}

function isThere(list: readonly Named[], anchor: string | undefined): boolean {
  return anchor === undefined || list.some(({ id }) => id === anchor);
}

function indexFor(list: readonly Named[], own: Placement, placements: ReadonlyMap<string, Placement>): number {
  const forward = own.side === "after" || own.side === "first";
  let index = startFor(list, own);
  const passed = new Set<string>();
  for (;;) {
    const neighbour = list[forward ? index : index - 1];
    if (neighbour === undefined || !goesNearer(placements.get(neighbour.id), own, passed, forward)) return index;
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
  return (
    other.side === own.side && other.anchor === own.anchor && (forward ? other.rank < own.rank : other.rank > own.rank)
  );
}
