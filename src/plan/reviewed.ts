import type { ResourceKey } from "../model/reference.ts";
import type { Review } from "../model/review.ts";
import { isDownward } from "./hold.ts";
import { renamedKey } from "./ownership.ts";
import type { Change } from "./plan.ts";
import { changeDigests, type Judged, shownDigest, wishDigest } from "./review.ts";

/** What the readers of one merge request saw. */
export interface Reviewed {
  readonly review: Review;
  /** True while what it shows was not all applied: what was is used up, and doing it once more takes another review. */
  readonly open: boolean;
  /** Keys of the epics and issues that were made since: to make one of them again takes another review. */
  readonly made: ReadonlySet<ResourceKey>;
}

/** A change that nobody has read as it is. */
export interface Unreviewed {
  readonly change: Change;
  /** True where something else was read of the same thing. */
  readonly differs: boolean;
}

/**
 * Tells the changes of a plan that reviews do not cover; those come newest first. It is asked again and again, as more
 * and more reviews are read.
 */
export function judgeOf({ plan, resources }: Judged): (reviews: readonly Reviewed[]) => Unreviewed[] {
  const digests = changeDigests({ resources }, plan.changes);
  const flags = new Map(
    resources.flatMap((one) => (one.kind === "flag" ? [[`${one.issue} ${one.name}`, one.key]] : [])),
  );
  const wishes = new Map(resources.map((one) => [one.key, wishDigest(one)]));
  const asked = plan.changes.filter((change) => !isFree(change));
  return (reviews) =>
    asked.flatMap((change) => {
      const read = newestOf(change, reviews);
      const isUsed = read !== undefined && isItemMade(change) && read.made.has(change.key);
      if (read !== undefined && !isUsed && isRead(change, digests.get(change.id), read.review)) return [];
      const key = wishedBy(change, flags);
      const newest = reviews.find(({ review }) => wantedIn(review, key, plan) !== undefined);
      const isWished = newest !== undefined && wantedIn(newest.review, key, plan) === wishes.get(key);
      if (isWished && mayFollow(change, newest)) return [];
      return [{ change, differs: !isUsed && (newest !== undefined || read !== undefined) }];
    });
}

/** What was wanted of a thing, be it under the name that its migration or feature had then. */
function wantedIn({ wanted }: Review, key: ResourceKey, { renamed }: Judged["plan"]): string | undefined {
  if (renamed === undefined) return wanted[key];
  return wanted[key] ?? Object.entries(wanted).find(([old]) => renamedKey(old, renamed) === key)?.[1];
}

/** Ids of what was read and is not there to be done any more. */
export function needless({ plan }: Judged, { changes }: Review): string[] {
  const still = new Set([...plan.changes, ...plan.held].map(({ id }) => id));
  return Object.keys(changes).filter((id) => !still.has(id));
}

/** Down needs nobody's leave, and what a marker alone says is no change for any reader. */
export function isFree(change: Change): boolean {
  const { effect, action } = change;
  if (isDownward(change)) return true;
  if (effect.do === "note-flag") return effect.record.intent === undefined;
  return effect.do === "update-item" && action === "renew";
}

/** The last that was read of the change, be it something else: what was read before is not what its readers want now. */
function newestOf(change: Change, reviews: readonly Reviewed[]): Reviewed | undefined {
  return reviews.find(({ review, open }) => open && idsOf(change).some((id) => review.changes[id] !== undefined));
}

/** Whether the change itself was read, or the very lines of it. */
function isRead(change: Change, digest: string | undefined, { changes, shown }: Review): boolean {
  const lines = shownDigest(change);
  return idsOf(change).some((id) => changes[id] === digest) || (lines !== undefined && shown?.[change.id] === lines);
}

/** Whoever has read that an object is to be made like this has read that it is to be like this. */
function idsOf({ id, key, effect, action }: Change): string[] {
  return effect.do === "update-item" && action === "update" ? [id, `${key}:create`] : [id];
}

/** The thing whose wish a change follows from: a comment and the notes of a flag have none of their own. */
function wishedBy({ key, effect }: Change, flags: ReadonlyMap<string, ResourceKey>): ResourceKey {
  if (effect.do === "note") return effect.on;
  return effect.do === "note-flag" ? (flags.get(`${key} ${effect.record.name}`) ?? key) : key;
}

/**
 * What a person chose on a command line was read by nobody. An epic or issue that somebody deleted is not made once more
 * because it was wanted before; a flag or a merge request is: it comes back with the wish that was read.
 */
function mayFollow(change: Change, { open, made }: Reviewed): boolean {
  if (change.take !== undefined) return false;
  return !isItemMade(change) || (open && !made.has(change.key));
}

/** Whether a change makes an epic or issue. */
export function isItemMade({ kind, action, effect }: Change): boolean {
  return action === "create" && effect.do === "create" && (kind === "epic" || kind === "issue");
}
