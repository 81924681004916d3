import { own } from "./own.ts";
import type { DeadlineFact, Deadlines, OfferingDeadline } from "./schema/deadlines.gen.ts";
import type { Migration } from "./schema/migration.gen.ts";
import type { Range, SourceDocument } from "./source.ts";
import { lineAt, pointer } from "./source.ts";

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

/**
 * Second part of the branches `cutover/…/…` by which the workspace of a folder of its repository proposes its own files:
 * a target has no full stop in its name, so that two workspaces and their targets keep apart.
 */
export function proposingPart(folder: string): string {
  // Git refuses two full stops in a row, and a part that ends in `.lock`.
  const words = folder === "" ? [] : folder.split("/").map((word) => word.replace(/[^\w-]/g, "-"));
  return ["deadlines", ...words].join(".").replace(/\.lock$/, "-lock");
}

/** Whether a branch proposes a file of a workspace, and not what a migration changes in a target. */
export function isProposing(branch: string): boolean {
  return /^cutover\/deadlines[./]/.test(branch);
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

/** What the lock file says of an offering that a migration replaces, where the migration writes no cutoff itself. */
export function leftToLock(
  deadlines: DeadlinesDocument | undefined,
  { source }: { readonly source: SourceDocument },
  id: string,
): OfferingDeadline | undefined {
  return source.nodes.has(pointer(["replaces", id, "cutoff"])) ? undefined : deadlineOf(deadlines, id);
}

/** Everything that the lock file says for a migration, by offering: where it writes no cutoff itself. */
export function allLeftToLock(
  deadlines: DeadlinesDocument | undefined,
  document: { readonly data: Migration; readonly source: SourceDocument },
): ReadonlyMap<string, OfferingDeadline> {
  const left = Object.keys(document.data.replaces ?? {}).map(
    (id) => [id, leftToLock(deadlines, document, id)] as const,
  );
  return new Map(left.flatMap(([id, deadline]) => (deadline === undefined ? [] : [[id, deadline] as const])));
}

/** The migration as people wrote it: without the cutoffs that it leaves to the lock file. */
export function asWritten(
  deadlines: DeadlinesDocument | undefined,
  document: { readonly data: Migration; readonly source: SourceDocument },
): Migration {
  const left = allLeftToLock(deadlines, document);
  if (left.size === 0) return document.data;
  const written = Object.entries(document.data.replaces ?? {}).map(([id, replacement]) => {
    const { cutoff: _, ...rest } = replacement;
    return [id, left.has(id) ? rest : replacement];
  });
  return { ...document.data, replaces: Object.fromEntries(written) };
}

/** Place of what the lock file says for a migration; without a line where that is several; undefined where it is nothing. */
export function placeInLock(
  deadlines: DeadlinesDocument | undefined,
  document: { readonly data: Migration; readonly source: SourceDocument },
): string | undefined {
  const [id, ...others] = allLeftToLock(deadlines, document).keys();
  if (deadlines === undefined || id === undefined) return undefined;
  if (others.length > 0) return DEADLINES_FILE;
  return `${DEADLINES_FILE}:${lineAt(deadlines.text, offeringRange(deadlines, id).start)}`;
}

/** How sure the day is that a migration has for the end of an offering: what a person writes there is taken as it is. */
export function precisionOf(
  deadlines: DeadlinesDocument | undefined,
  document: { readonly source: SourceDocument },
  id: string,
): Precision {
  return leftToLock(deadlines, document, id)?.precision ?? "exact";
}

/** A day with how sure it is: `2026-11-30`, `2026-11-30 at the earliest`. */
export function dayInWords({ cutoff, precision }: Pick<OfferingDeadline, "cutoff" | "precision">): string {
  if (cutoff === undefined) return "no day";
  return precision === "exact" || precision === undefined ? cutoff : `${cutoff} at the earliest`;
}

/**
 * JSON as the lock file has it. What a source says may look like one of our references, which plan and apply would put a
 * link in place of: written with an escape it is the same text, and none.
 */
export function lockJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("cutover:", "cutover\\u003a");
}

/** Where a fact stands in the lock file: each has a line of its own. */
export function factRange({ text }: DeadlinesDocument, fact: DeadlineFact): Range {
  return lineWith(text, lockJson(fact));
}

/** Where an offering stands in the lock file. */
export function offeringRange({ text }: DeadlinesDocument, id: string): Range {
  // An offering may be called as the list itself, which stands first.
  return lineWith(text, `${lockJson(id)}: {`, text.indexOf('": {') + 1);
}

function lineWith(text: string, part: string, from = 0): Range {
  const start = Math.max(0, text.indexOf(part, from));
  return { start, end: text.startsWith(part, start) ? start + part.length : start };
}
