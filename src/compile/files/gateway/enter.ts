import type { Move } from "../../../model/move.ts";
import { lineOf, modelOf } from "../../../model/offering-name.ts";
import { type Cause, causeAt } from "../../../model/source.ts";
import { reaches } from "../../../model/stage.ts";
import {
  type FeatureState,
  holds,
  type IdList,
  idList,
  LISTS,
  type ListItem,
  type ListName,
  leave,
} from "./feature-state.ts";
import { type DefaultPlace, enterList, type Placement, settle } from "./order.ts";
import { problem } from "./problems.ts";
import type { Work } from "./work.ts";

/** Order of the ids in models.yml, with the new ones and those that are about to go. */
export type ModelOrder = ReadonlyMap<string, number>;

/**
 * Lets the ids of a move into one list of a feature, unless they stand in it or a higher one, and out of the lower ones.
 * Ids that are to `move` leave their place first.
 */
export function enterIds(work: Work, order: ModelOrder, state: FeatureState, move: Move, name: ListName): void {
  const higher = LISTS.slice(LISTS.indexOf(name) + 1);
  const ids = [...new Set([...(move.to ?? []), ...move.offer.map(({ id }) => id)])];
  const entering = ids.filter((id) => ![name, ...higher].some((one) => holds(state.lists[one], id)));
  const moving = move.offer.filter(({ id, move: moves }) => moves && holds(state.lists[name], id)).map(({ id }) => id);
  placeIds(work, order, state, move, name, entering, moving);
  const lower = LISTS.slice(0, LISTS.indexOf(name));
  for (const id of ids.filter((one) => holds(state.lists[name], one))) {
    for (const one of lower) leave(state.lists[one], id, causeOf(work, move, id));
  }
}

/** Lets ids into the list by the move's own places, else beside their siblings. */
export function placeIds(
  work: Work,
  order: ModelOrder,
  state: FeatureState,
  move: Move,
  name: ListName,
  entering: readonly string[],
  moving: readonly string[] = [],
): void {
  if (entering.length + moving.length === 0) return;
  const list = state.lists[name] ?? idList([], causeAt(work.document.source, move.path), false);
  state.lists[name] = list;
  const placements = placementsOf(move, list.items, entering, name);
  const leaving = list.items.filter(({ id }) => moving.includes(id) && hasAnchor(work, move, list, placements.get(id)));
  const entrants = [
    ...entering.map((id): ListItem => {
      const before = placements.get(id)?.side === "before";
      return { id, origin: takeBack(state, name, id), before, cause: causeOf(work, move, id) };
    }),
    ...leaving.map((item) => ({
      ...item,
      before: placements.get(item.id)?.side === "before",
      cause: causeOf(work, move, item.id),
    })),
  ].sort((a, b) => rankOf(order, a.id) - rankOf(order, b.id));
  const staying = list.items.filter((item) => !leaving.includes(item));
  const entrance = { entrants, placements, defaultPlace: besideSibling(work, order) };
  const { list: entered, stuck } = enterList(staying, entrance);
  // What enters now is there the next time, and moves then if it is to move.
  const movers = move.offer.filter(({ id, move: moves }) => moves && placements.has(id)).map(({ id }) => id);
  list.items = settle(entered, new Set(movers), entrance);
  for (const { id } of stuck) reportStuck(work, move, state.name, id, placements.get(id));
}

/** Once what an id was to stand beside has left, the id stays where it is. */
function hasAnchor({ document }: Work, move: Move, list: IdList, placement: Placement | undefined): boolean {
  const anchor = placement?.anchor;
  if (anchor === undefined || holds(list, anchor)) return anchor !== undefined;
  const isRetired = document.data.replaces?.[anchor]?.retire === "remove";
  return !isRetired && !move.withdraw.some(({ id, at }) => id === anchor && reaches(move.effective, at));
}

/** An id that another entry of the migration took out of the list comes back with its line and comments. */
function takeBack({ present, lists }: FeatureState, name: ListName, id: string): number | undefined {
  const gone = lists[name]?.gone ?? new Map<number, Cause>();
  const origin = [...gone.keys()].find((index) => present?.[name]?.[index] === id);
  if (origin !== undefined) gone.delete(origin);
  return origin;
}

/** Places speak of the pick list: what they name need not stand in the lists before it. */
function placementsOf(
  { offer }: Move,
  items: readonly ListItem[],
  entering: readonly string[],
  name: ListName,
): ReadonlyMap<string, Placement> {
  const known = (anchor: string) =>
    name === "selectable" || entering.includes(anchor) || items.some(({ id }) => id === anchor);
  const found = new Map<string, Placement>();
  for (const [rank, { id, after, before }] of offer.entries()) {
    if (after !== undefined && known(after)) found.set(id, { rank, side: "after", anchor: after });
    else if (before !== undefined && known(before)) found.set(id, { rank, side: "before", anchor: before });
  }
  return found;
}

/** After the nearest preceding host of the same model that the list holds, else after the last of its line, else last. */
function besideSibling({ hosts }: Work, order: ModelOrder): DefaultPlace {
  return (list, id) => {
    const hostsBefore = list.filter(
      (other) => modelOf(other.id, hosts) === modelOf(id, hosts) && rankOf(order, other.id) < rankOf(order, id),
    );
    const nearest = hostsBefore.sort((a, b) => rankOf(order, a.id) - rankOf(order, b.id)).at(-1);
    if (nearest !== undefined) return list.indexOf(nearest) + 1;
    const line = list.findLastIndex((other) => lineOf(other.id, hosts) === lineOf(id, hosts));
    return line === -1 ? list.length : line + 1;
  };
}

/** An id that models.yml lacks comes behind all others; that it is unknown is reported elsewhere. */
function rankOf(order: ModelOrder, id: string): number {
  return order.get(id) ?? order.size;
}

/** An id that the move neither offers nor moves to is one that it goes back to. */
function causeOf({ document }: Work, move: Move, id: string): Cause {
  const offered = move.offer.findIndex((item) => item.id === id);
  if (offered !== -1) return causeAt(document.source, [...move.path, "offer", offered]);
  return causeAt(document.source, [...move.path, move.to?.includes(id) ? "to" : "from"]);
}

function reportStuck(
  { document, problems }: Work,
  move: Move,
  feature: string,
  id: string,
  placement: Placement | undefined,
): void {
  const index = move.offer.findIndex((item) => item.id === id);
  const { side = "after", anchor = "" } = placement ?? {};
  const waits = move.offer.some((item) => item.id === anchor) ? `, which waits for a place itself` : "";
  const message = `"${id}" cannot stand ${side} "${anchor}"${waits}: selectable_models of "${feature}" does not hold "${anchor}"`;
  problems.push(problem(document, [...move.path, "offer", index, side], "compile", message));
}
