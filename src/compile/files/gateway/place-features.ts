import type { FeatureState } from "./feature-state.ts";
import { enterList, type Placement } from "./order.ts";
import { didYouMean, problem } from "./problems.ts";
import type { Work } from "./work.ts";

/** The feature settings with the new ones at their places: last, unless `define.place` says otherwise. */
export function placeFeatures(work: Work, states: readonly FeatureState[]): FeatureState[] {
  const entrants = states.filter(({ present }) => present === undefined).map(named);
  const placements = placementsOf(work);
  if (!entrants.some(({ id }) => placements.has(id))) return [...states];
  const staying = states.filter(({ present }) => present !== undefined).map(named);
  const entrance = { entrants, placements, defaultPlace: (list: readonly unknown[]) => list.length };
  const { list, stuck } = enterList(staying, entrance);
  for (const { id } of stuck) reportStuck(work, states, id, placements.get(id));
  for (const { id, state } of entrants) state.before = ["before", "first"].includes(placements.get(id)?.side ?? "");
  return list.map(({ state }) => state);
}

interface Named {
  readonly id: string;
  readonly state: FeatureState;
}

function named(state: FeatureState): Named {
  return { id: state.name, state };
}

/** Of several entries that define one feature the first one that names a place counts. */
function placementsOf({ moves }: Work): ReadonlyMap<string, Placement> {
  const found = new Map<string, Placement>();
  for (const [rank, { feature, entry }] of moves.entries()) {
    const place = entry.define?.place;
    if (place === undefined || found.has(feature)) continue;
    if (typeof place === "string") found.set(feature, { rank, side: place });
    else if (place.after !== undefined) found.set(feature, { rank, side: "after", anchor: place.after });
    else if (place.before !== undefined) found.set(feature, { rank, side: "before", anchor: place.before });
  }
  return found;
}

function reportStuck(
  { document, gateway, moves, problems }: Work,
  states: readonly FeatureState[],
  feature: string,
  placement: Placement | undefined,
): void {
  const { side = "after", anchor = "" } = placement ?? {};
  const move = moves.find((one) => one.feature === feature && one.entry.define?.place !== undefined);
  const known = states.map(({ name }) => name);
  const message = known.includes(anchor)
    ? `"${feature}" cannot stand ${side} "${anchor}", which in turn waits for a place that depends on "${feature}"`
    : `unknown feature "${anchor}": ${gateway.features.source.file} has no entry that "${feature}" could stand ${side}${didYouMean(anchor, known)}`;
  problems.push(problem(document, [...(move?.path ?? []), "define", "place", side], "unknown-reference", message));
}
