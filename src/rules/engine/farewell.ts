import { precisionOf } from "../../model/deadline.ts";
import { type Move, movesOf } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";
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
  const isReplaced = (feature: string, id: string): boolean =>
    open.some((document) => {
      const entry = own(document.data.replaces, id);
      return entry !== undefined && (goes(workspace, document, id) || Object.hasOwn(entry.except ?? {}, feature));
    });
  const any = (feature: string, test: (move: Move) => boolean): boolean =>
    moves.some((move) => move.feature === feature && (move.stage === "absent" || test(move)));
  return {
    decides: (feature, id, size) =>
      isReplaced(feature, id) || any(feature, ({ to, sizes }) => (size === undefined ? to : sizes[size]) !== undefined),
    withdraws: (feature, id) =>
      isReplaced(feature, id) || any(feature, ({ withdraw }) => withdraw.some((item) => item.id === id)),
  };
}

/**
 * Whether an offering ends: its entry may stay in the file for ever, the provider's cutoff ends it all the same. A day
 * of the lock file before which it does not end is no such end: it may stay for years.
 */
export function goes({ deadlines }: Workspace, document: MigrationDocument, id: string): boolean {
  const { retire, cutoff } = own(document.data.replaces, id) ?? {};
  if (retire === "deprecate" || retire === "remove") return true;
  return cutoff !== undefined && precisionOf(deadlines, document, id) === "exact";
}
