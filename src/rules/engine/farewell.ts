import { type Move, movesOf } from "../../model/move.ts";
import type { Replacement } from "../../model/schema/migration.gen.ts";
import type { Workspace } from "../../model/workspace.ts";
import { openMigrations } from "./open.ts";

/** What open migrations mean to do about offerings that are on their way out, whatever they have done so far. */
export interface Farewells {
  /** Whether the default of the feature, or its model of that size, is decided about, to keep it or to change it. */
  decides(feature: string, id: string, size?: string): boolean;
  /** Whether the offering is to leave the feature's lists. */
  withdraws(feature: string, id: string): boolean;
}

export function farewellsOf(workspace: Workspace): Farewells {
  const open = openMigrations(workspace);
  const moves = open.flatMap(({ data }) => movesOf(data));
  const replaced = open.flatMap(({ data }) => Object.entries(data.replaces ?? {}));
  const isReplaced = (feature: string, id: string): boolean =>
    replaced.some(([old, entry]) => old === id && (goes(entry) || Object.hasOwn(entry.except ?? {}, feature)));
  const any = (feature: string, test: (move: Move) => boolean): boolean =>
    moves.some((move) => move.feature === feature && (move.stage === "absent" || test(move)));
  return {
    decides: (feature, id, size) =>
      isReplaced(feature, id) || any(feature, ({ to, sizes }) => (size === undefined ? to : sizes[size]) !== undefined),
    withdraws: (feature, id) =>
      isReplaced(feature, id) || any(feature, ({ withdraw }) => withdraw.some((item) => item.id === id)),
  };
}

/** Whether an offering ends: its entry may stay in the file for ever, the provider's cutoff ends it all the same. */
export function goes({ retire, cutoff }: Replacement): boolean {
  return retire === "deprecate" || retire === "remove" || cutoff !== undefined;
}
