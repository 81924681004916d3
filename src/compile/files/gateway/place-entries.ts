import { lineOf, modelOf } from "../../../model/offering-name.ts";
import type { OfferingEntry } from "../../../model/schema/migration.gen.ts";
import { type DefaultPlace, enterList, type Placement, settle } from "./order.ts";
import { didYouMean, problem } from "./problems.ts";
import type { DesiredEntry, Work } from "./work.ts";

/** The entries with new ones at their places, and with those moved that are to `move`. */
export function placeEntries(
  work: Work,
  entries: readonly DesiredEntry[],
  entering: readonly DesiredEntry[],
): readonly DesiredEntry[] {
  const offerings = Object.entries(work.document.data.offerings ?? {});
  const placements = placementsOf(offerings);
  const leaving = entries.filter(({ id }) => isMoved(work, offerings, entries, placements, id));
  const written = offerings.map(([id]) => id);
  const entrants = [...entering, ...leaving]
    .sort((a, b) => written.indexOf(a.id) - written.indexOf(b.id))
    .map((entry) => ({ ...entry, before: isBefore(placements.get(entry.id)) }));
  const staying = entries.filter((entry) => !leaving.includes(entry));
  const entrance = { entrants, placements, defaultPlace: besideSibling(work) };
  const { list, stuck } = enterList(staying, entrance);
  for (const { id } of stuck) reportStuck(work, entries, stuck, id, placements.get(id));
  // What is new now is there the next time, and moves then if it is to move.
  const movers = offerings.filter(([id, { move }]) => move === true && placements.has(id)).map(([id]) => id);
  return settle(list, new Set(movers), entrance);
}

type Offerings = readonly (readonly [string, OfferingEntry])[];

function placementsOf(offerings: Offerings): ReadonlyMap<string, Placement> {
  const found = new Map<string, Placement>();
  for (const [rank, [id, { place }]] of offerings.entries()) {
    if (place === undefined) continue;
    if (typeof place === "string") found.set(id, { rank, side: place });
    else if (place.after !== undefined) found.set(id, { rank, side: "after", anchor: place.after });
    else if (place.before !== undefined) found.set(id, { rank, side: "before", anchor: place.before });
  }
  return found;
}

/** Once what an entry was to stand beside is removed, the entry stays where it is. */
function isMoved(
  { document }: Work,
  offerings: Offerings,
  entries: readonly DesiredEntry[],
  placements: ReadonlyMap<string, Placement>,
  id: string,
): boolean {
  const placement = placements.get(id);
  if (placement === undefined || !offerings.some(([one, { move }]) => one === id && move === true)) return false;
  const { anchor } = placement;
  if (anchor === undefined || entries.some((entry) => entry.id === anchor)) return true;
  return document.data.replaces?.[anchor]?.retire !== "remove";
}

function isBefore(placement: Placement | undefined): boolean {
  return placement?.side === "before" || placement?.side === "first";
}

/** After the last entry of the same model, else of the same line, else last. */
function besideSibling({ hosts }: Work): DefaultPlace {
  return (list, id) => {
    const model = list.findLastIndex((other) => modelOf(other.id, hosts) === modelOf(id, hosts));
    const line = list.findLastIndex((other) => lineOf(other.id, hosts) === lineOf(id, hosts));
    return (model !== -1 ? model : line !== -1 ? line : list.length - 1) + 1;
  };
}

function reportStuck(
  { document, problems }: Work,
  entries: readonly DesiredEntry[],
  stuck: readonly DesiredEntry[],
  id: string,
  placement: Placement | undefined,
): void {
  const { side = "after", anchor = "" } = placement ?? {};
  const path = ["offerings", id, "place", side];
  if (stuck.some((other) => other.id === anchor)) {
    const message = `"${id}" cannot stand ${side} "${anchor}", which in turn waits for a place that depends on "${id}"`;
    problems.push(problem(document, path, "compile", message));
    return;
  }
  // Why an entry that is declared here is not there is said of the entry itself.
  if (Object.hasOwn(document.data.offerings ?? {}, anchor)) return;
  const known = entries.map((entry) => entry.id);
  const message = `unknown offering "${anchor}": models.yml has no entry that "${id}" could stand ${side}${didYouMean(anchor, known)}`;
  problems.push(problem(document, path, "unknown-offering", message));
}
