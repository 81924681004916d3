import { type Move, movesOf } from "../../model/move.ts";
import type { Migration } from "../../model/schema/migration.gen.ts";
import { pointer } from "../../model/source.ts";

/** The moves that one entry of `features` or `bulk` stands for: they differ in their feature alone. */
export type Entry = readonly [Move, ...Move[]];

/** Entries in the order in which they are applied; what is wrong in one is said once, however many features share it. */
export function entriesOf(migration: Migration): Entry[] {
  const entries = new Map<string, [Move, ...Move[]]>();
  for (const move of movesOf(migration)) {
    const known = entries.get(pointer(move.path));
    if (known === undefined) entries.set(pointer(move.path), [move]);
    else known.push(move);
  }
  return [...entries.values()];
}

/** `"duo_chat"`, or `"duo_chat" and 2 more features`. */
export function featuresOf([{ feature }, ...more]: Entry): string {
  if (more.length === 0) return `"${feature}"`;
  return `"${feature}" and ${more.length === 1 ? "1 more feature" : `${more.length} more features`}`;
}
