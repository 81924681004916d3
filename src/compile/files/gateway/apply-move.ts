import type { Move } from "../../../model/move.ts";
import { mapOf } from "../../../model/plain-data.ts";
import { causeAt } from "../../../model/source.ts";
import { reaches } from "../../../model/stage.ts";
import { copyValue } from "./copy.ts";
import { enterIds, type ModelOrder, placeIds } from "./enter.ts";
import { type FeatureState, holds, idsOf, isSame, LISTS, leave, setIds } from "./feature-state.ts";
import { ROUNDS } from "./order.ts";
import { problem } from "./problems.ts";
import { list, mergeMaps, scalar } from "./wanted.ts";
import type { Work } from "./work.ts";

/** Applies one entry of a migration to one feature: design, "What a stage means for the gateway's files". */
export function applyMove(work: Work, order: ModelOrder, state: FeatureState, move: Move): void {
  const { source } = work.document;
  const { effective } = move;
  state.path = move.path;
  state.cause = causeAt(source, [...move.path, "stage"]);
  if (effective === "absent") {
    state.absent = state.cause;
    return;
  }
  if (effective !== "planned") applyEntry(work, state, move);
  enterLists(work, order, state, move);
  if (reaches(effective, "default")) setDefault(work, state, move);
  else goBack(work, order, state, move);
  if (state.defaults.items.length === 0 && state.present === undefined) startDefault(work, state, move);
  withdraw(work, state, move);
}

/**
 * Where several entries speak of one feature, what a later one lets in may come between an id that an earlier one moves
 * and its place: the entries' lists are made again until that changes nothing.
 */
export function settleMoves(work: Work, order: ModelOrder, state: FeatureState, moves: readonly Move[]): void {
  if (moves.length < 2 || !moves.some(({ offer }) => offer.some(({ move }) => move))) return;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = LISTS.flatMap((name) => idsOf(state.lists[name]));
    for (const move of moves) {
      enterLists(work, order, state, move);
      withdraw(work, state, move);
    }
    const after = LISTS.flatMap((name) => idsOf(state.lists[name]));
    if (after.every((id, index) => id === before[index])) return;
  }
}

function enterLists(work: Work, order: ModelOrder, state: FeatureState, move: Move): void {
  if (move.effective === "internal") enterIds(work, order, state, move, "dev");
  else if (move.effective === "beta") enterIds(work, order, state, move, "beta");
  else if (reaches(move.effective, "selectable")) enterPickList(work, order, state, move);
}

/** `entry` and `define`: what has no stage of its own. */
function applyEntry({ document, problems }: Work, state: FeatureState, { path, entry }: Move): void {
  if (entry.entry !== undefined) {
    const copied = copyValue(document.source, [...path, "entry"], entry.entry);
    // Comments on the word "entry" itself are about the migration.
    const patch = copied.kind === "map" ? { ...copied, above: [], trailing: undefined } : undefined;
    if (patch !== undefined) state.entry = state.entry === undefined ? patch : mergeMaps(state.entry, patch);
    leaveSizes(state, entry.entry.models_for_size_preference);
    if (Object.hasOwn(mapOf(entry.entry["dev"]), "selectable_models")) {
      const at = [...path, "entry", "dev", "selectable_models"];
      problems.push(
        problem(
          document,
          at,
          "compile",
          'the dev list is no key of "entry"; write the ids under "offer" at stage internal',
        ),
      );
    }
  }
  if (entry.define === undefined) return;
  const { above, cause } = copyValue(document.source, [...path, "define"], entry.define);
  if (above.length > 0) state.above = above;
  const items = entry.define.unit_primitives.map((value) => ({ wanted: scalar(value, cause) }));
  state.primitives = { ...list(items, cause), matched: false };
}

/** A size that goes holds back no entry of models.yml. */
function leaveSizes({ sizes }: FeatureState, patch: NonNullable<Move["entry"]["entry"]>["models_for_size_preference"]) {
  if (patch === undefined) return;
  for (const size of [...sizes.keys()]) if (patch === null || Object.hasOwn(patch, size)) sizes.delete(size);
}

/** Without a pick list, `rollout` and `default` add to no list, and `selectable` is an error. */
function enterPickList(work: Work, order: ModelOrder, state: FeatureState, move: Move): void {
  if ((state.lists.selectable?.items.length ?? 0) > 0 || makesList(work, state)) {
    enterIds(work, order, state, move, "selectable");
    return;
  }
  const id = move.to?.[0] ?? move.offer[0]?.id;
  if (move.stage !== "selectable" || id === undefined) return;
  const message = `"${state.name}" has no pick list that "${id}" could enter: selectable_models is absent or empty; write "create_list: true" to make one`;
  work.problems.push(problem(work.document, [...move.path, "stage"], "compile", message));
}

/** One entry of the migration that makes a pick list makes it for its other entries too, whichever comes first. */
function makesList({ moves }: Work, { name }: FeatureState): boolean {
  return moves.some(
    ({ feature, entry, effective, to, offer }) =>
      feature === name &&
      entry.create_list === true &&
      reaches(effective, "selectable") &&
      (to !== undefined || offer.length > 0),
  );
}

function setDefault({ document }: Work, state: FeatureState, { path, to, sizes }: Move): void {
  const cause = causeAt(document.source, [...path, "to"]);
  if (to !== undefined && !isSame(state.defaults, to)) setIds(state.defaults, to, cause);
  for (const [size, value] of Object.entries(sizes)) {
    if (state.sizes.get(size)?.id === value.to) continue;
    state.sizes.set(size, { id: value.to, cause: causeAt(document.source, [...path, "sizes", size]) });
  }
}

/** Below `default`, what equals `to` becomes `from` again. Nothing leaves a list by that. */
function goBack(work: Work, order: ModelOrder, state: FeatureState, move: Move): void {
  const { document } = work;
  if (state.present !== undefined && move.to !== undefined && isSame(state.defaults, move.to))
    restoreDefault(work, order, state, move);
  for (const [size, { from, to }] of Object.entries(move.sizes)) {
    if (from === undefined || from === to || state.sizes.get(size)?.id !== to) continue;
    if (!isThere(work, order, move, from, "sizes")) continue;
    state.sizes.set(size, { id: from, cause: causeAt(document.source, [...move.path, "sizes", size]) });
  }
}

/** A feature that is being defined needs a default from the beginning. */
function startDefault({ document }: Work, state: FeatureState, { path, from, to }: Move): void {
  setIds(state.defaults, from ?? to ?? [], causeAt(document.source, [...path, from === undefined ? "to" : "from"]));
}

function restoreDefault(work: Work, order: ModelOrder, state: FeatureState, move: Move): void {
  const { document, problems } = work;
  const { from, path, entry } = move;
  if (from === undefined) {
    if (entry.define !== undefined) return;
    const message = `"${state.name}" cannot go back from "${move.to?.join('", "')}": "from" is missing, which names the default before the move`;
    problems.push(problem(document, [...path, "stage"], "compile", message));
    return;
  }
  if (!from.every((id) => isThere(work, order, move, id, "from"))) return;
  const cause = causeAt(document.source, [...path, "from"]);
  setIds(state.defaults, from, cause);
  const pickList = state.lists.selectable;
  if (pickList === undefined || pickList.items.length === 0) return;
  placeIds(
    work,
    order,
    state,
    move,
    "selectable",
    from.filter((id) => !holds(pickList, id)),
  );
}

function isThere(
  { document, problems }: Work,
  order: ModelOrder,
  { path, feature }: Move,
  id: string,
  key: "from" | "sizes",
): boolean {
  if (order.has(id)) return true;
  const lift =
    document.data.replaces?.[id]?.retire === "remove"
      ? `lift "replaces.${id}.retire: remove"`
      : `lift the "retire: remove" that took it out`;
  const message = `"${feature}" cannot go back to "${id}": its entry is gone from models.yml; ${lift} and declare the entry under "offerings"`;
  problems.push(problem(document, [...path, key], "compile", message));
  return false;
}

function withdraw({ document }: Work, state: FeatureState, move: Move): void {
  for (const [index, { id, at }] of move.withdraw.entries()) {
    if (!reaches(move.effective, at)) continue;
    for (const name of LISTS) leave(state.lists[name], id, causeAt(document.source, [...move.path, "withdraw", index]));
  }
}
