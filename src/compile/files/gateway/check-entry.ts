import type { Move } from "../../../model/move.ts";
import { isMap, mapOf } from "../../../model/plain-data.ts";
import { reaches } from "../../../model/stage.ts";
import { type FeatureState, holds } from "./feature-state.ts";
import { problem } from "./problems.ts";
import type { Work } from "./work.ts";

/** `entry` and the dev list meet in one block: what `entry` says of the block must neither take the list away nor be lost. */
export function checkEntries(work: Work, states: readonly FeatureState[]): void {
  for (const move of work.moves) {
    const state = states.find(({ name, absent }) => name === move.feature && absent === undefined);
    const dev = move.entry.entry?.["dev"];
    if (state === undefined || dev === undefined || move.effective === "planned") continue;
    const message = dev === null ? reasonToKeep(work, state) : reasonAgainst(work, state, dev);
    if (message !== undefined)
      work.problems.push(problem(work.document, [...move.path, "entry", "dev"], "compile", message));
  }
}

/** The block may go with what is listed in it, but not with an id that the migration itself puts there. */
function reasonToKeep({ moves }: Work, { name, lists }: FeatureState): string | undefined {
  const offered = moves
    .filter(({ feature, effective }) => feature === name && effective === "internal")
    .flatMap(({ to = [], offer }) => [...to, ...offer.map(({ id }) => id)]);
  const lost = offered.find((id) => holds(lists.dev, id));
  if (lost === undefined) return undefined;
  return `"dev: null" would take "${lost}" away from "${name}", which this migration puts into its dev list; leave out the one or the other`;
}

function reasonAgainst(work: Work, { name, lists, present }: FeatureState, dev: unknown): string | undefined {
  if (!isMap(dev)) return `"dev" of "${name}" holds keys such as group_ids, and not ${JSON.stringify(dev)}`;
  // The list itself is reported on its own.
  const keys = Object.keys(dev).filter((key) => dev[key] !== null && key !== "selectable_models");
  const hasBlock = (lists.dev?.items.length ?? 0) > 0 || isMap(mapOf(present?.entry)["dev"]);
  if (keys.length === 0 || hasBlock || work.moves.some((move) => move.feature === name && emptiesDev(work, move)))
    return undefined;
  return `"${name}" has no dev list that "${keys.join('", "')}" could stand beside; write the ids of the list under "offer" at stage internal`;
}

/** Once an id is promoted or gone, so is the block that it stood in, and what `entry` says of it has had its time. */
function emptiesDev({ document }: Work, { to = [], offer, withdraw, effective }: Move): boolean {
  const isPromoted = reaches(effective, "beta") && to.length + offer.length > 0;
  const replaced = Object.values(document.data.replaces ?? {});
  return isPromoted || withdraw.length > 0 || replaced.some(({ retire }) => retire === "remove");
}
