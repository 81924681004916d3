import type { Move } from "../../../model/move.ts";
import { causeAt, type Path } from "../../../model/source.ts";
import { applyMove, settleMoves } from "./apply-move.ts";
import type { ModelOrder } from "./enter.ts";
import { defineFeature, type FeatureState, renameId, startFeature } from "./feature-state.ts";
import { placeFeatures } from "./place-features.ts";
import { didYouMean, problem, problemAtKey } from "./problems.ts";
import type { Work } from "./work.ts";

/** Every feature setting as the migration leaves it, in the order that the file is to have; retirements come later. */
export function moveFeatures(work: Work, order: ModelOrder, renamed: ReadonlyMap<string, string>): FeatureState[] {
  const { document, gateway } = work;
  const states = gateway.features.entries.map((feature) => startFeature(feature, causeAt(document.source, [])));
  for (const [old, id] of renamed) {
    const cause = causeAt(document.source, ["offerings", id, "in_place_of"]);
    for (const state of states) renameId(state, old, id, cause);
  }
  for (const move of work.moves) {
    const state = featureOf(work, states, move);
    if (state !== undefined) applyMove(work, order, state, move);
  }
  for (const state of states) {
    const moves = work.moves.filter(({ feature }) => feature === state.name);
    if (state.absent === undefined) settleMoves(work, order, state, moves);
  }
  return placeFeatures(work, states);
}

/** The feature setting that a move is about: found, renamed or newly defined. */
function featureOf(work: Work, states: FeatureState[], move: Move): FeatureState | undefined {
  const { feature, effective, entry } = move;
  const found = states.findLast(({ name }) => name === feature);
  const former = entry.formerly === undefined ? undefined : states.findLast(({ name }) => name === entry.formerly);
  if (former !== undefined && found === undefined) {
    if (effective !== "planned" && effective !== "absent") former.name = feature;
    return former;
  }
  if (former !== undefined) {
    const message = `"${entry.formerly}" cannot be renamed to "${feature}": unit_primitives.yml has both`;
    work.problems.push(problem(work.document, [...move.path, "formerly"], "compile", message));
    return undefined;
  }
  return found ?? missingFeature(work, states, move);
}

function missingFeature(work: Work, states: FeatureState[], move: Move): FeatureState | undefined {
  const { feature, path, effective, entry } = move;
  if (effective === "absent" || (effective === "planned" && entry.define !== undefined)) return undefined;
  if (entry.define === undefined) {
    const goes = work.moves.some((other) => other.feature === feature && other.effective === "absent");
    if (!goes) reportUnknown(work, states, move);
    return undefined;
  }
  const state = defineFeature(feature, causeAt(work.document.source, [...path, "define"]), path);
  if ((move.to ?? move.from) === undefined) {
    const message = `the new feature "${feature}" has no default; name one in "to"`;
    work.problems.push(problem(work.document, [...path, "define"], "compile", message));
  }
  states.push(state);
  return state;
}

function reportUnknown(
  { document, gateway, problems }: Work,
  states: readonly FeatureState[],
  { feature, path, bulk }: Move,
): void {
  const known = states.map(({ name }) => name);
  const { file } = gateway.features.source;
  const message = `unknown feature "${feature}": ${file} has no such feature_setting${didYouMean(feature, known)}`;
  const hint = { hint: `"define" makes a new one` };
  const position = bulk ? positionIn(document.data.bulk?.[Number(path[1])]?.features ?? [], path, feature) : path;
  const report = bulk ? problem : problemAtKey;
  problems.push(report(document, position, "unknown-reference", message, hint));
}

function positionIn(features: readonly string[], path: Path, feature: string): Path {
  return [...path, "features", features.indexOf(feature)];
}
