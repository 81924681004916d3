import { type Instant, parseInstant } from "../../model/duration.ts";
import type { MigrationDocument } from "../../model/workspace.ts";
import { type Place, valueAt } from "./place.ts";

/** The end of an offering as a migration says it. */
export interface WrittenCutoff {
  readonly id: string;
  readonly at: Instant;
  /** As it is written. */
  readonly day: string;
  readonly place: Place;
}

/** A day that does not exist ends nothing. */
export function writtenCutoffs(document: MigrationDocument): WrittenCutoff[] {
  return Object.entries(document.data.replaces ?? {}).flatMap(([id, { cutoff: day }]) => {
    const at = parseInstant(day);
    if (day === undefined || at === undefined) return [];
    return [{ id, at, day, place: valueAt(document, ["replaces", id, "cutoff"]) }];
  });
}
