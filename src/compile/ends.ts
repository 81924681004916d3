import { type DeadlinesDocument, leftToLock, type Precision } from "../model/deadline.ts";
import type { OfferingDeadline } from "../model/schema/deadlines.gen.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { link } from "./safe-text.ts";

/** The end of an offering that a migration replaces. */
export interface End {
  readonly id: string;
  /** First day without service, `YYYY-MM-DD`; absent where no day is known. */
  readonly cutoff: string | undefined;
  readonly precision: Precision;
  /** What the lock file says, where the migration leaves the day to it: a day that a person wrote needs no evidence. */
  readonly known: OfferingDeadline | undefined;
}

/** The ends of all that a migration replaces, in its order. */
export function endsOf(document: MigrationDocument, deadlines: DeadlinesDocument | undefined): End[] {
  return Object.entries(document.data.replaces ?? {}).map(([id, { cutoff }]) => {
    const known = leftToLock(deadlines, document, id);
    return { id, cutoff, precision: known?.precision ?? "exact", known };
  });
}

/** Who says so, as a link that stands behind a statement; nothing where a person wrote it. */
export function evidence({ known }: Pick<End, "known">): string {
  return known?.url === undefined ? "" : ` (${link(known.source ?? "source", known.url)})`;
}
