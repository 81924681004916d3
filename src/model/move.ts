import type { FeatureMove, Migration } from "./schema/migration.gen.ts";
import type { Path } from "./source.ts";
import { effectiveStage, type Stage } from "./stage.ts";

/** One id that users may pick, with its place where the migration says one. */
export interface OfferItem {
  readonly id: string;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly move: boolean;
}

/** One id that leaves the feature's lists, from a stage on. */
export interface WithdrawItem {
  readonly id: string;
  readonly at: Stage;
}

/** One feature's entry of a migration with every short form written out. */
export interface Move {
  readonly feature: string;
  /** Route to the entry in the migration: `features.<name>` or `bulk.<n>`. */
  readonly path: Path;
  /** True for an entry of `bulk`. */
  readonly bulk: boolean;
  /** As written, and as it counts under the migration's status. */
  readonly stage: Stage;
  readonly effective: Stage;
  readonly from: readonly string[] | undefined;
  readonly to: readonly string[] | undefined;
  readonly offer: readonly OfferItem[];
  readonly withdraw: readonly WithdrawItem[];
  /** By size; `from` where the migration says what to go back to. */
  readonly sizes: Readonly<Record<string, { readonly from?: string | undefined; readonly to: string }>>;
  /** The entry itself, for everything that has no short form. */
  readonly entry: FeatureMove;
}

/** By migration, since nearly everything asks for its moves. */
const made = new WeakMap<Migration, readonly Move[]>();

/** Entries of `features`, then those of `bulk` for each of their features, in the order in which they are applied. */
export function movesOf(migration: Migration): readonly Move[] {
  const moves = made.get(migration) ?? makeMoves(migration);
  made.set(migration, moves);
  return moves;
}

function makeMoves(migration: Migration): Move[] {
  const single = Object.entries(migration.features ?? {}).map(([feature, entry]) =>
    toMove(feature, entry, ["features", feature], false, migration),
  );
  const many = (migration.bulk ?? []).flatMap((entry, index) =>
    entry.features.map((feature) => toMove(feature, entry, ["bulk", index], true, migration)),
  );
  return [...single, ...many];
}

/** A value that may be written alone or as a list, as a list. */
export function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

function toMove(feature: string, entry: FeatureMove, path: Path, bulk: boolean, migration: Migration): Move {
  const stage = entry.stage as Stage;
  return {
    feature,
    path,
    bulk,
    stage,
    effective: effectiveStage(stage, migration.status),
    from: entry.from === undefined ? undefined : listOf<string>(entry.from),
    to: entry.to === undefined ? undefined : listOf<string>(entry.to),
    offer: (entry.offer ?? []).map((item) =>
      typeof item === "string" ? { id: item, move: false } : { ...item, move: item.move ?? false },
    ),
    withdraw: (entry.withdraw ?? []).map((item) =>
      typeof item === "string" ? { id: item, at: "default" } : { id: item.id, at: item.at ?? "default" },
    ),
    sizes: Object.fromEntries(
      Object.entries(entry.sizes ?? {}).map(([size, value]) => [
        size,
        typeof value === "string" ? { to: value } : value,
      ]),
    ),
    entry,
  };
}
