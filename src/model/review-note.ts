import { formatMarker, type Marker, normalizeBody, parseMarker } from "./marker.ts";
import type { ObservedNote } from "./observed.ts";
import { inKey, type ResourceKey } from "./reference.ts";
import type { Review } from "./review.ts";

/** Which note of ours on a merge request: what its readers saw, or what became of it; and of which workspace. */
export interface ReviewNote {
  readonly kind: "plan" | "applied";
  /** Of the workspace in its repository; empty at the root. Two workspaces of one repository have notes of their own. */
  readonly folder: string;
}

function keyOf({ kind, folder }: ReviewNote): ResourceKey {
  return folder === "" ? `review/${kind}` : `review/${kind}/${inKey(folder)}`;
}

/** A note of ours with its marker, so that it is found again. `applied.state` is closed where nothing is left to be done. */
export function noteWith(which: ReviewNote, home: string, applied: Marker["applied"], text: string): string {
  return normalizeBody(`${formatMarker({ key: keyOf(which), home, applied })}\n\n${text}`);
}

/**
 * The last note of that kind that a user wrote, with its marker where that can be read: anybody may copy a marker, and
 * whoever may edit a note may break it. User names are the same in any case.
 */
export function findNote(
  notes: readonly ObservedNote[],
  which: ReviewNote,
  author: string,
): { readonly note: ObservedNote; readonly marker: Marker | undefined } | undefined {
  const note = findNotes(notes, which, author).at(-1);
  if (note === undefined) return undefined;
  const marker = parseMarker(note.body);
  return { note, marker: marker?.key === keyOf(which) ? marker : undefined };
}

/** All notes of that kind that a user wrote, oldest first: two runs at once may each have made one. */
export function findNotes(notes: readonly ObservedNote[], which: ReviewNote, author: string): ObservedNote[] {
  const key = keyOf(which);
  const isTheirs = (note: ObservedNote) => note.author.toLowerCase() === author.toLowerCase();
  return notes.filter((one) => isTheirs(one) && traceOf(one.body) === key);
}

/** What the readers of a merge request saw; undefined where nobody believable says so. */
export function reviewIn(notes: readonly ObservedNote[], author: string, folder: string): Review | undefined {
  return findNote(notes, { kind: "plan", folder }, author)?.marker?.applied.review;
}

/** Whether a run of ours said that all of a merge request was applied. */
export function isAllApplied(notes: readonly ObservedNote[], author: string, folder: string): boolean {
  return findNote(notes, { kind: "applied", folder }, author)?.marker?.applied.state === "closed";
}

/** Keys of the epics and issues that runs of ours said to have made because of a merge request. */
export function madeOf(notes: readonly ObservedNote[], author: string, folder: string): readonly ResourceKey[] {
  return findNote(notes, { kind: "applied", folder }, author)?.marker?.applied.made ?? [];
}

/** The key that the first marker of a text names, be it one that cannot be read any more. */
function traceOf(body: string): string | undefined {
  return /^[ \t]*<!--[ \t]*cutover:1[ \t]+(\S+)/m.exec(body)?.[1];
}
