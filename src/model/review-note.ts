import { formatMarker, type Marker, normalizeBody, parseMarker } from "./marker.ts";
import type { ObservedNote } from "./observed.ts";
import type { Review } from "./review.ts";

/** Notes of ours on a merge request of the workspace: what its readers saw, and what became of it. */
type ReviewNote = "review/plan" | "review/applied";

/** A note of ours with its marker, so that it is found again. `applied.state` is closed where nothing is left to be done. */
export function noteWith(key: ReviewNote, home: string, applied: Marker["applied"], text: string): string {
  return normalizeBody(`${formatMarker({ key, home, applied })}\n\n${text}`);
}

/**
 * The last note of that kind that a user wrote, with its marker where that can be read: anybody may copy a marker, and
 * whoever may edit a note may break it. User names are the same in any case.
 */
export function findNote(
  notes: readonly ObservedNote[],
  key: ReviewNote,
  author: string,
): { readonly note: ObservedNote; readonly marker: Marker | undefined } | undefined {
  const isTheirs = (note: ObservedNote) => note.author.toLowerCase() === author.toLowerCase();
  const note = notes.findLast((one) => isTheirs(one) && traceOf(one.body) === key);
  if (note === undefined) return undefined;
  const marker = parseMarker(note.body);
  return { note, marker: marker?.key === key ? marker : undefined };
}

/** What the readers of a merge request saw; undefined where nobody believable says so. */
export function reviewIn(notes: readonly ObservedNote[], author: string): Review | undefined {
  return findNote(notes, "review/plan", author)?.marker?.applied.review;
}

/** Whether a run of ours said that all of a merge request was applied. */
export function isAllApplied(notes: readonly ObservedNote[], author: string): boolean {
  return findNote(notes, "review/applied", author)?.marker?.applied.state === "closed";
}

/** The key that the first marker of a text names, be it one that cannot be read any more. */
function traceOf(body: string): string | undefined {
  return /^[ \t]*<!--[ \t]*cutover:1[ \t]+(\S+)/m.exec(body)?.[1];
}
