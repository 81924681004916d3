import { type DeadlinesDocument, leftToLock } from "../../model/deadline.ts";
import { type Instant, parseInstant } from "../../model/duration.ts";
import type { MigrationDocument } from "../../model/workspace.ts";
import { type Place, valueAt } from "./place.ts";

/** The end of an offering as a migration says it, or leaves it to the lock file. */
export interface WrittenCutoff {
  readonly id: string;
  readonly at: Instant;
  /** As it is written. */
  readonly day: string;
  readonly place: Place;
}

/** The day as a message says it: of one that the lock file has, who says so and how sure it is. */
export function cutoffWords(
  deadlines: DeadlinesDocument | undefined,
  document: MigrationDocument,
  { id, day }: Pick<WrittenCutoff, "id" | "day">,
): string {
  const { source, precision } = leftToLock(deadlines, document, id) ?? {};
  if (source === undefined) return day;
  return `${day} (${precision === "exact" ? "" : "at the earliest, "}${source})`;
}

/** A day that does not exist ends nothing. */
export function writtenCutoffs(document: MigrationDocument): WrittenCutoff[] {
  return Object.entries(document.data.replaces ?? {}).flatMap(([id, { cutoff: day }]) => {
    const at = parseInstant(day);
    if (day === undefined || at === undefined) return [];
    return [{ id, at, day, place: valueAt(document, ["replaces", id, "cutoff"]) }];
  });
}
