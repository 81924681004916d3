import { type Instant, parseInstant } from "./duration.ts";
import type { Move } from "./move.ts";
import { own } from "./own.ts";
import type { Config } from "./schema/config.gen.ts";
import type { Migration } from "./schema/migration.gen.ts";

/** The milestone that carries an entry's code, its own or that of the migration. */
export function milestoneOf(migration: Migration, { entry }: Pick<Move, "entry">): string | undefined {
  return entry.milestone ?? migration.milestone;
}

/** That milestone with its day; undefined where the catalog does not say when it is. */
export function releaseOf(
  config: Config,
  migration: Migration,
  move: Pick<Move, "entry">,
): { readonly milestone: string; readonly at: Instant } | undefined {
  const milestone = milestoneOf(migration, move);
  const at = parseInstant(own(config.milestones, milestone));
  return milestone === undefined || at === undefined ? undefined : { milestone, at };
}
