import { own } from "./own.ts";
import type { DeadlineFact, Deadlines, OfferingDeadline } from "./schema/deadlines.gen.ts";
import type { Migration } from "./schema/migration.gen.ts";
import type { Range } from "./source.ts";
import { pointer } from "./source.ts";
import type { MigrationDocument } from "./workspace.ts";

/** Name of the lock file, beside cutover.yaml. */
export const DEADLINES_FILE = "deadlines.lock.json";

/** The source that a person is, by `deadlines.overrides` in cutover.yaml. */
export const OVERRIDE = "override";

/** deadlines.lock.json as it was read. */
export interface DeadlinesDocument {
  readonly file: string;
  readonly data: Deadlines;
  readonly text: string;
}

/** A day on which an offering ends, with how sure it is. */
export type Precision = NonNullable<OfferingDeadline["precision"]>;

/** What the lock file says of an offering; undefined where it says nothing. */
export function deadlineOf(deadlines: DeadlinesDocument | undefined, id: string): OfferingDeadline | undefined {
  return own(deadlines?.data.offerings, id);
}

/**
 * The migration with the cutoffs that it leaves to the lock file: what it says itself stays. Everything behind the
 * loader sees one day, whoever said it.
 */
export function withCutoffs(migration: Migration, deadlines: DeadlinesDocument | undefined): Migration {
  const { replaces } = migration;
  if (replaces === undefined || deadlines === undefined) return migration;
  const filled = Object.entries(replaces).map(([id, replacement]) => {
    const cutoff = replacement.cutoff ?? deadlineOf(deadlines, id)?.cutoff;
    return [id, cutoff === undefined ? replacement : { ...replacement, cutoff }] as const;
  });
  return { ...migration, replaces: Object.fromEntries(filled) };
}

/** How sure the day is that a migration has for the end of an offering: what a person writes there is taken as it is. */
export function precisionOf(
  deadlines: DeadlinesDocument | undefined,
  { source }: Pick<MigrationDocument, "source">,
  id: string,
): Precision {
  if (source.nodes.has(pointer(["replaces", id, "cutoff"]))) return "exact";
  return deadlineOf(deadlines, id)?.precision ?? "exact";
}

/** Where a fact stands in the lock file: each has a line of its own. */
export function factRange({ text }: DeadlinesDocument, fact: DeadlineFact): Range {
  return lineWith(text, JSON.stringify(fact));
}

/** Where an offering stands in the lock file. */
export function offeringRange({ text }: DeadlinesDocument, id: string): Range {
  return lineWith(text, `${JSON.stringify(id)}: {`);
}

function lineWith(text: string, part: string): Range {
  const start = Math.max(0, text.indexOf(part));
  return { start, end: text.startsWith(part, start) ? start + part.length : start };
}
