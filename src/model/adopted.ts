import { type Move, movesOf } from "./move.ts";
import type { Migration } from "./schema/migration.gen.ts";
import { reaches } from "./stage.ts";

/** Something made by hand that a migration takes over. */
export type Adopted =
  /** `acme/ai#12` or `acme&7`; an object without a marker is the rollout issue of `feature`, else the main issue or epic. */
  | { readonly item: string; readonly feature?: string | undefined }
  /** Name of a flag that becomes ours as it stands. */
  | { readonly flag: string };

/** What a migration takes over, in the order in which it is written. */
export function adoptedOf({ adopted = [] }: Pick<Migration, "adopted">): Adopted[] {
  return adopted.flatMap((one): Adopted[] => {
    if (typeof one === "string") return [{ item: one }];
    if (one.flag !== undefined) return [{ flag: one.flag }];
    return one.issue === undefined ? [] : [{ item: one.issue, feature: one.feature }];
  });
}

/** References of the epics and issues among it. */
export function adoptedItems(migration: Pick<Migration, "adopted">): string[] {
  return adoptedOf(migration).flatMap((one) => ("item" in one ? [one.item] : []));
}

/** Names of the flags among it. */
export function adoptedFlags(migration: Pick<Migration, "adopted">): string[] {
  return adoptedOf(migration).flatMap((one) => ("flag" in one ? [one.flag] : []));
}

/** What can be taken over now: a rollout issue waits until its feature leaves `planned`, as nothing is asked of it before. */
export function adoptedNow(migration: Migration): Adopted[] {
  const moves = movesOf(migration);
  return adoptedOf(migration).filter((one) => {
    if ("flag" in one || one.feature === undefined) return true;
    const own = moves.filter((move) => partOf(move) === one.feature);
    return own.length === 0 || own.some(({ effective }) => reaches(effective, "internal"));
  });
}

/** Name by which `adopted` speaks of an entry: the feature, or `bulk.<flag>`. */
export function partOf({ bulk, feature, entry }: Move): string {
  return bulk ? `bulk.${entry.flag?.name}` : feature;
}
