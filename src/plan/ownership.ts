import { findBlocks, hasTrace, type Marker, parseMarker } from "../model/marker.ts";
import type { ObservedItem } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { ItemResource } from "../model/resource.ts";
import { isElsewhere } from "./item.ts";
import type { Conflict, Notice } from "./plan.ts";

export interface Holder {
  readonly item: ObservedItem;
  readonly marker: Marker;
}

export interface Ownership {
  /** The object of each key; of two holders the older one, so that links stay as they are. */
  readonly holders: ReadonlyMap<ResourceKey, Holder>;
  /** Keys that are not written to, and why. */
  readonly disputed: ReadonlyMap<ResourceKey, Conflict>;
  readonly notices: readonly Notice[];
  /** What may be the wanted object under a marker that was lost: while it is there, none is made. */
  readonly orphanFor: (wanted: ItemResource) => ObservedItem | undefined;
}

interface Finding extends Holder {
  readonly status: "ours" | "copy" | "forged";
}

/**
 * Ours is what has a marker that can be read and is named as adopted or was made by our user. Of the latter, one that is
 * elsewhere than its marker says is a copy; a marker on anything else is forged. Closed originals of something that was moved count for nothing.
 */
export function ownershipOf(input: {
  readonly items: readonly ObservedItem[];
  readonly user: string;
  /** Label of everything of ours. */
  readonly label: string;
  /** References of all migrations' `adopted`, such as `acme/ai#12`. */
  readonly adopted: ReadonlySet<string>;
}): Ownership {
  const items = input.items.filter((item) => !item.moved).sort(byAge);
  const findings = items.flatMap((item) => findingOf(item, input.user, input.adopted));
  const orphans = items.filter(
    ({ author, labels, body }) =>
      author === input.user && (labels.includes(input.label) || hasTrace(body)) && parseMarker(body) === undefined,
  );
  const holders = new Map<ResourceKey, Holder>();
  const disputed = new Map<ResourceKey, Conflict>();
  for (const finding of findings.filter(({ status }) => status === "ours")) {
    const { key } = finding.marker;
    const first = holders.get(key);
    if (first === undefined) holders.set(key, finding);
    else disputed.set(key, twoHolders(key, first, finding));
  }
  for (const finding of findings) {
    // A project that was renamed or a token of another user must not have everything made a second time.
    if (!holders.has(finding.marker.key)) disputed.set(finding.marker.key, claimed(finding));
  }
  const notices = findings.filter(({ status, marker }) => status !== "ours" && holders.has(marker.key)).map(noticeOf);
  return {
    holders,
    disputed,
    notices: [...notices, ...orphans.map(orphanNotice)],
    orphanFor: (wanted) => orphans.find((orphan) => mayBe(wanted, orphan)),
  };
}

/** `acme/ai#12` of an issue, `acme&7` of an epic. */
export function itemReference({ kind, locator }: ObservedItem): string {
  return `${locator.home}${kind === "epic" ? "&" : "#"}${locator.id}`;
}

function findingOf(item: ObservedItem, user: string, adopted: ReadonlySet<string>): Finding[] {
  const marker = parseMarker(item.body);
  if (marker === undefined) return [];
  if (adopted.has(itemReference(item))) return [{ item, marker, status: "ours" }];
  if (item.author !== user) return [{ item, marker, status: "forged" }];
  return [{ item, marker, status: isElsewhere(marker, item) ? "copy" : "ours" }];
}

/** The key that a damaged marker still names, else the title; a body that was ours without either may be any of its kind. */
function mayBe(wanted: ItemResource, orphan: ObservedItem): boolean {
  if (wanted.kind !== orphan.kind || wanted.home !== orphan.locator.home) return false;
  const key = /<!--\s*cutover:1\s+(\S+)/.exec(orphan.body)?.[1];
  if (key !== undefined) return key === wanted.key;
  return orphan.title === wanted.title.trim() || findBlocks(orphan.body).length > 0;
}

function twoHolders(key: ResourceKey, first: Holder, second: Holder): Conflict {
  const message = `${itemReference(first.item)} and ${itemReference(second.item)} both carry the marker of ${key}`;
  return {
    key,
    message,
    fix: "take the line of the marker (`<!-- cutover:1`) out of the one that is the copy",
    url: second.item.url,
  };
}

function claimed({ status, marker, item }: Finding): Conflict {
  const name = itemReference(item);
  const message =
    status === "copy"
      ? `${name} carries the marker of ${marker.home}, which is not there: moved or renamed?`
      : `${name} carries the marker of ${marker.key} but was made by @${item.author}: under another token?`;
  const fix = `take it over by naming "${name}" under adopted, or take out the line of its marker to have a new one made`;
  return { key: marker.key, message, fix, url: item.url };
}

function noticeOf({ status, item, marker }: Finding): Notice {
  const message =
    status === "copy"
      ? `${itemReference(item)} is a copy of ${marker.home} and is left alone`
      : `${itemReference(item)} carries the marker of ${marker.key} but was made by @${item.author}: not ours`;
  return { kind: status === "copy" ? "copy" : "forged", key: marker.key, message, url: item.url };
}

function orphanNotice(item: ObservedItem): Notice {
  const message = `${itemReference(item)} was made by us but its marker is lost; put its first line back from an older version of the description`;
  return { kind: "orphaned", message, url: item.url };
}

function byAge(a: ObservedItem, b: ObservedItem): number {
  return Number(a.locator.id) - Number(b.locator.id);
}
