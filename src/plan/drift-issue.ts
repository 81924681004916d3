import { DRIFT_BLOCK } from "../model/drift.ts";
import type { Instant } from "../model/duration.ts";
import type { ItemPatch, NewItem } from "../model/effect.ts";
import { besideMarker, normalizeBody, parseMarker } from "../model/marker.ts";
import type { ObservedItem } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import { mergeBody, newBody, withMarker } from "./body.ts";
import type { Difference } from "./drift.ts";
import { isDriftReport, itemReference } from "./ownership.ts";

/** A difference with when a run first saw it. */
export interface Dated {
  readonly difference: Difference;
  /** ISO instant. */
  readonly since: string;
  /** True for one that no run before saw. */
  readonly isNew: boolean;
}

/** When each difference was first seen, as the issue keeps it. */
type Seen = Readonly<Record<string, string>>;

/** Of one kind of issue all that are ours, the one that counts first: the oldest. */
export function driftIssues(items: readonly ObservedItem[], key: ResourceKey, user: string): ObservedItem[] {
  const isOurs = (item: ObservedItem) =>
    item.author === user && !item.moved && isDriftReport(item) && parseMarker(item.body)?.key === key;
  return items.filter(isOurs).sort((a, b) => Number(a.locator.id) - Number(b.locator.id));
}

/** What earlier runs saw, by the issue that keeps it. */
export function seenIn(issue: ObservedItem | undefined): Seen {
  return (issue && parseMarker(issue.body)?.applied.drift) ?? {};
}

/** One that went and came back was forgotten in between, so it is new. */
export function dated(differences: readonly Difference[], seen: Seen, instant: Instant): Dated[] {
  const now = new Date(instant).toISOString();
  return differences.map((difference) => {
    const since = Object.hasOwn(seen, difference.id) ? seen[difference.id] : undefined;
    return { difference, since: since ?? now, isNew: since === undefined };
  });
}

export interface Told {
  readonly key: ResourceKey;
  /** Full path of the project. */
  readonly home: string;
  readonly differences: readonly Dated[];
  /** What has to be remembered besides: of what could not be looked at this time. */
  readonly unseen: Seen;
  /** Markdown of the block. */
  readonly text: string;
}

/** The issue that is made where there is none. */
export function newDriftIssue(told: Told, labels: readonly string[]): NewItem {
  const { key, home, text } = told;
  const blocks = [{ name: DRIFT_BLOCK, text }];
  const applied = { blocks: [DRIFT_BLOCK], drift: seenNow(told) };
  const title = "Drift: GitLab is not as what was merged says";
  const body = newBody({ key, home, applied }, blocks);
  return { kind: "issue", home, title, state: "open", labels, assignees: [], confidential: false, body };
}

/**
 * What has to be written to the issue that is there; undefined where it says all of it. Text beside our block and ticks in
 * it are people's. Who closed it has seen what it tells: only a difference that is new opens it again.
 */
export function driftPatch(told: Told, live: ObservedItem): ItemPatch | undefined {
  const { key, differences, unseen, text } = told;
  const marker = parseMarker(live.body);
  const blocks = [{ name: DRIFT_BLOCK, text }];
  const merged = mergeBody({ text: besideMarker(live.body), blocks, written: [], take: "ours" });
  const applied = { blocks: [DRIFT_BLOCK], drift: seenNow(told) };
  const bodyAt = (home: string) => withMarker({ key, home, applied }, merged.text);
  // The number of a new issue comes into its marker with the next write that is due anyway.
  const isSame = bodyAt(marker?.home ?? told.home) === normalizeBody(live.body);
  const isClean = differences.length === 0 && Object.keys(unseen).length === 0;
  const state =
    live.state === "open" && isClean
      ? ("closed" as const)
      : live.state === "closed" && differences.some(({ isNew }) => isNew)
        ? ("open" as const)
        : undefined;
  if (isSame && state === undefined) return undefined;
  return { ...(!isSame && { body: bodyAt(itemReference(live)) }), ...(state && { state }) };
}

/** Sorted, so that the same differences give the same bytes. */
function seenNow({ differences, unseen }: Told): Seen {
  const all = { ...unseen, ...Object.fromEntries(differences.map(({ difference, since }) => [difference.id, since])) };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}
