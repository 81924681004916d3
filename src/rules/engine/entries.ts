import { groupBy } from "../../model/groups.ts";
import { type Move, movesOf } from "../../model/move.ts";
import type { Migration } from "../../model/schema/migration.gen.ts";
import { pointer } from "../../model/source.ts";
import type { MigrationDocument } from "../../model/workspace.ts";
import { keyAt, type Place } from "./place.ts";
import { quotedFeatures } from "./quoted.ts";

/** The moves that one entry of `features` or `bulk` stands for: they differ in their feature alone. */
export type Entry = readonly [Move, ...Move[]];

/** Entries in the order in which they are applied; what is wrong in one is said once, however many features share it. */
export function entriesOf(migration: Migration): Entry[] {
  return [...groupBy(movesOf(migration), ({ path }) => pointer(path)).values()];
}

/** As a message names the features of an entry. */
export function featuresOf(entry: Entry): string {
  return quotedFeatures(entry.map(({ feature }) => feature));
}

/** Where an entry names its features: the feature's own key, or `features` of the bulk entry. */
export function entryAt(document: MigrationDocument, [{ path, bulk }]: Entry): Place {
  return keyAt(document, bulk ? [...path, "features"] : path);
}
