import { type Move, movesOf } from "../../model/move.ts";
import type { Flag, Migration } from "../../model/schema/migration.gen.ts";
import { pointer } from "../../model/source.ts";
import { reaches } from "../../model/stage.ts";

/** One entry of `features`, or one of `bulk` with a flag: what a rollout issue is about. */
export interface Rollout {
  /** Last part of its keys: the feature, or `bulk.<flag>`. A feature's name has no dot, so the two never meet. */
  readonly part: string;
  /** The features of the entry; the first speaks for all, as they share the entry. */
  readonly moves: readonly [Move, ...Move[]];
  /** The flag, on the first rollout that names it: entries may share one. */
  readonly flag: Flag | undefined;
}

/** Entries that have left `planned`, in the order in which they are written. */
export function rolloutsOf(migration: Migration): Rollout[] {
  return rolloutsAmong(movesOf(migration).filter(hasBegun));
}

/** Entries with a flag that stand at `planned` or `absent`: their flag is off, and it may be one that was on before. */
export function idleRolloutsOf(migration: Migration): Rollout[] {
  const used = new Set(rolloutsOf(migration).map(({ moves: [{ entry }] }) => entry.flag?.name));
  const idle = movesOf(migration).filter((move) => !hasBegun(move) && !used.has(move.entry.flag?.name));
  return rolloutsAmong(idle).filter(({ flag }) => flag !== undefined);
}

function rolloutsAmong(moves: readonly Move[]): Rollout[] {
  const entries = new Map<string, [Move, ...Move[]]>();
  for (const move of moves) {
    if (move.bulk && move.entry.flag === undefined) continue;
    const known = entries.get(pointer(move.path));
    if (known === undefined) entries.set(pointer(move.path), [move]);
    else known.push(move);
  }
  const seen = new Set<string>();
  return [...entries.values()].map((moves) => {
    const { bulk, feature, entry } = moves[0];
    const first = entry.flag !== undefined && !seen.has(entry.flag.name);
    if (entry.flag !== undefined) seen.add(entry.flag.name);
    return { part: bulk ? `bulk.${entry.flag?.name}` : feature, moves, flag: first ? entry.flag : undefined };
  });
}

/** Whether work on it has begun; `absent` is no rollout. */
export function hasBegun({ effective }: Move): boolean {
  return reaches(effective, "internal");
}
