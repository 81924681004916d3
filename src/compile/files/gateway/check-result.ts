import type { GatewayFeature } from "../../../model/gateway.ts";
import type { Move } from "../../../model/move.ts";
import type { Path } from "../../../model/source.ts";
import { reaches } from "../../../model/stage.ts";
import { type FeatureState, holds, idsOf } from "./feature-state.ts";
import { didYouMean, problem } from "./problems.ts";
import type { DesiredEntry, Work } from "./work.ts";

/** What the gateway itself would refuse in the result: ids without an entry, and defaults that nobody can pick. */
export function checkResult(
  work: Work,
  entries: readonly DesiredEntry[],
  states: readonly FeatureState[],
  spelling: GatewayFeature["defaultsKey"],
): void {
  // Where an entry that is declared cannot be made, that is said of the entry itself.
  const declared = Object.keys(work.document.data.offerings ?? {});
  const known = new Set([...entries.map(({ id }) => id), ...declared]);
  const moves = work.moves.filter(({ effective }) => effective !== "absent");
  for (const move of moves) {
    for (const { id, path } of namedBy(move)) {
      if (!known.has(id)) reportUnknown(work, known, id, path);
    }
  }
  for (const state of states) {
    if (state.absent !== undefined) continue;
    checkDefaults(work, moves, state);
    if ((state.present?.defaultsKey ?? spelling) === "default_model") checkSingle(work, state);
  }
}

/** Ids that a move wants to be there, each with its place. */
function namedBy({ path, to, offer, sizes, entry }: Move): { readonly id: string; readonly path: Path }[] {
  const list = Array.isArray(entry.to);
  return [
    ...(to ?? []).map((id, index) => ({ id, path: [...path, "to", ...(list ? [index] : [])] })),
    ...offer.map(({ id }, index) => ({
      id,
      path: [...path, "offer", index, ...(typeof entry.offer?.[index] === "string" ? [] : ["id"])],
    })),
    ...Object.entries(sizes).map(([size, { to: id }]) => ({
      id,
      path: [
        ...path,
        "sizes",
        size,
        ...(typeof Object.entries(entry.sizes ?? {}).find(([key]) => key === size)?.[1] === "string" ? [] : ["to"]),
      ],
    })),
  ];
}

function reportUnknown({ document, problems }: Work, known: ReadonlySet<string>, id: string, path: Path): void {
  const retired = document.data.replaces?.[id]?.retire === "remove";
  const why = retired
    ? `this migration removes it (replaces.${id})`
    : `neither models.yml nor "offerings" has it${didYouMean(id, known)}`;
  problems.push(problem(document, path, "unknown-offering", `unknown offering "${id}": ${why}`));
}

/** A default that was missing in the pick list before is not of this migration's making; an empty list lacks nothing. */
function checkDefaults(
  { document, problems }: Work,
  moves: readonly Move[],
  { name, lists, defaults, present, entry }: FeatureState,
): void {
  const { selectable } = lists;
  const goes = entry?.entries.get("selectable_models")?.kind === "removal";
  if (selectable === undefined || selectable.items.length === 0 || goes) return;
  const listed = present?.selectable ?? [];
  for (const { id } of defaults.items) {
    const old = present?.defaults.includes(id) && listed.length > 0 && !listed.includes(id);
    if (holds(selectable, id) || old || document.data.replaces?.[id]?.retire === "remove") continue;
    const pickable = idsOf(selectable)
      .map((one) => `"${one}"`)
      .join(", ");
    const message = `default "${id}" of "${name}" would not be among its selectable models: ${pickable}`;
    problems.push(problem(document, placeOf(moves, name, id), "default-not-selectable", message));
  }
}

function checkSingle({ document, problems }: Work, { name, path, defaults }: FeatureState): void {
  if (defaults.items.length < 2 || path === undefined) return;
  const message = `"${name}" has "default_model", which takes one id; a list needs a gateway that knows "default_models"`;
  problems.push(problem(document, [...path, "to"], "compile", message));
}

/** The withdrawal that took it out, else the stage of the last move of the feature. */
function placeOf(moves: readonly Move[], name: string, id: string): Path {
  const own = moves.filter(({ feature }) => feature === name);
  for (const { path, withdraw, effective } of own) {
    const index = withdraw.findIndex((item) => item.id === id && reaches(effective, item.at));
    if (index !== -1) return [...path, "withdraw", index];
  }
  return [...(own.at(-1)?.path ?? []), "stage"];
}
