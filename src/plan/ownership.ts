import { DRIFT_BLOCK, isDriftKey } from "../model/drift.ts";
import { findBlocks, hasTrace, type Marker, parseMarker } from "../model/marker.ts";
import type { ObservedItem } from "../model/observed.ts";
import { own } from "../model/own.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { ItemResource } from "../model/resource.ts";
import { isElsewhere, sameLocator } from "./item.ts";
import type { Conflict, Notice, Plan } from "./plan.ts";

export interface Holder {
  readonly item: ObservedItem;
  readonly marker: Marker;
}

/** New names by the old ones: of migrations, and of features as `migration/feature` under the new name of the migration. */
export type Renames = Readonly<Record<string, string>>;

export interface Ownership {
  /** The object of each key; of two holders the older one, so that links stay as they are. */
  readonly holders: ReadonlyMap<ResourceKey, Holder>;
  /** Keys that are not written to, and why. */
  readonly disputed: ReadonlyMap<ResourceKey, Conflict>;
  readonly notices: readonly Notice[];
  /** What may be the wanted object under a marker that was lost: while it is there, none is made. */
  readonly orphanFor: (wanted: ItemResource) => ObservedItem | undefined;
}

interface OwnershipInput {
  readonly items: readonly ObservedItem[];
  readonly user: string;
  /** Label of everything of ours. */
  readonly label: string;
  /** References of all migrations' `adopted`, such as `acme/ai#12`. */
  readonly adopted: ReadonlySet<string>;
  /** Keys that those of them get which have no marker yet, by reference. */
  readonly claims?: ReadonlyMap<string, ResourceKey> | undefined;
  readonly renamed?: Renames | undefined;
  /** True where the catalog says whose objects are ours; else it is whoever looks. */
  readonly isSaid?: boolean | undefined;
  /** Titles that are asked for: one of ours that has one of them and nothing else is that object. */
  readonly titles?: ReadonlySet<string> | undefined;
}

interface Finding extends Holder {
  readonly status: "ours" | "copy" | "forged" | "moved";
}

/**
 * Ours is what has a marker that can be read and is named as adopted or was made by our user, and what is named as
 * adopted and has none yet. One of ours that is elsewhere than its marker says is a copy; a marker on anything else is
 * forged. The closed original of something that was moved is ours no more, but nothing is made in its place.
 */
export function ownershipOf(input: OwnershipInput): Ownership {
  const { label, claims = new Map(), titles = new Set() } = input;
  const items = input.items.filter((item) => !isDriftReport(item)).sort(byAge);
  const findings = items.flatMap((item) => findingOf(item, input));
  const orphans = items.filter((item) => isOrphan(item, input));
  const holders = new Map<ResourceKey, Holder>();
  const disputed = new Map<ResourceKey, Conflict>();
  const second: ObservedItem[] = [];
  for (const finding of findings.filter(({ status }) => status === "ours")) {
    const { key } = finding.marker;
    const first = holders.get(key);
    if (first === undefined) holders.set(key, finding);
    else {
      disputed.set(key, twoHolders(key, first, finding));
      second.push(finding.item);
    }
  }
  for (const item of items.filter((one) => !one.moved && parseMarker(one.body) === undefined)) {
    const key = claims.get(itemReference(item));
    const first = key === undefined ? undefined : holders.get(key);
    if (key === undefined) continue;
    if (first === undefined) holders.set(key, { item, marker: blankMarker(key, item) });
    else disputed.set(key, heldAlready(key, first, item));
  }
  // A project that was renamed or a token of another user must not have everything made a second time.
  const claiming = new Map<ResourceKey, Finding>();
  for (const finding of [...findings].sort((a, b) => LIKELY.indexOf(a.status) - LIKELY.indexOf(b.status))) {
    const { key } = finding.marker;
    if (holders.has(key) || claiming.has(key)) continue;
    claiming.set(key, finding);
    disputed.set(key, claimed(finding, input));
  }
  const others = findings.filter(
    (finding) => finding.status !== "ours" && claiming.get(finding.marker.key) !== finding,
  );
  const copies = [...second, ...findings.filter(isPastedOver).map(({ item }) => item)];
  return {
    holders,
    disputed,
    notices: [
      ...others.filter(({ status }) => status !== "moved").map(noticeOf),
      ...orphans.map((item) => orphanNotice(item, label)),
    ],
    orphanFor: (wanted) =>
      orphans.find((orphan) => mayBe(wanted, orphan, { holders, titles })) ??
      // Whoever puts the text or the marker of another over that of ours leaves a copy behind, and it may be any of its kind.
      copies.find(({ kind, locator }) => kind === wanted.kind && locator.home === wanted.home),
  };
}

/** Of what carries the marker of a key that nobody holds, who says most of what became of its object comes first. */
const LIKELY: readonly Finding["status"][] = ["ours", "moved", "copy", "forged"];

/** True for one of ours under the text of another, whatever became of it later. */
function isPastedOver({ status, marker, item }: Finding): boolean {
  return status === "copy" || (status === "moved" && isElsewhere(marker, item));
}

/**
 * The marker by which an object is that of a key under a plan: its own, with the new name where the migration was
 * renamed, or an empty one where the plan takes it over. Undefined where it is not, or not any more.
 */
export function markerFor(
  key: ResourceKey,
  item: ObservedItem,
  { scope, things, renamed }: Pick<Plan, "scope" | "things" | "renamed">,
): Marker | undefined {
  const marker = parseMarker(item.body);
  if (marker !== undefined) return renamedKey(marker.key, renamed) === key ? { ...marker, key } : undefined;
  const isTaken = scope.adopted.includes(itemReference(item)) && sameLocator(things[key]?.locator, item.locator);
  return isTaken ? blankMarker(key, item) : undefined;
}

/** True for what a migration names under `adopted`. */
export function isAdopted({ input }: { readonly input: Pick<Plan, "scope"> }, item: ObservedItem): boolean {
  return input.scope.adopted.includes(itemReference(item));
}

/** `acme/ai#12` of an issue, `acme&7` of an epic. */
export function itemReference({ kind, locator }: Pick<ObservedItem, "kind" | "locator">): string {
  return `${locator.home}${kind === "epic" ? "&" : "#"}${locator.id}`;
}

/** The issue that tells of drift is of no migration; its marker over the text of another object says nothing of the kind. */
export function isDriftReport(item: ObservedItem): boolean {
  const marker = parseMarker(item.body);
  return marker !== undefined && isDriftKey(marker.key) && !isElsewhere(marker, item);
}

function blankMarker(key: ResourceKey, { locator }: ObservedItem): Marker {
  return { key, home: locator.home, applied: {} };
}

/** `issue/old/duo_chat` as `issue/new/agentic_chat`. */
export function renamedKey(key: ResourceKey, renamed: Renames = {}): ResourceKey {
  const [kind, migration, ...rest] = key.split("/");
  const name = [own(renamed, migration) ?? migration, ...rest].join("/");
  return `${kind}/${own(renamed, name) ?? name}`;
}

function findingOf(item: ObservedItem, { user, adopted, renamed }: OwnershipInput): Finding[] {
  const read = parseMarker(item.body);
  if (read === undefined) return [];
  const marker: Marker = { ...read, key: renamedKey(read.key, renamed) };
  const isNamed = adopted.has(itemReference(item));
  if (item.moved) return item.author === user || isNamed ? [{ item, marker, status: "moved" }] : [];
  if (isNamed) return [{ item, marker, status: "ours" }];
  if (item.author !== user) return [{ item, marker, status: "forged" }];
  return [{ item, marker, status: isElsewhere(marker, item) ? "copy" : "ours" }];
}

function isOrphan(item: ObservedItem, { user, label, claims }: OwnershipInput): boolean {
  if (item.author !== user || claims?.has(itemReference(item)) || parseMarker(item.body) !== undefined) return false;
  return hasTrace(item.body) || (item.labels.includes(label) && !item.moved);
}

/**
 * The key that a damaged marker still names, unless that is another's or was written for another place; else the title;
 * a body that was ours without either, or that was wiped, may be any of its kind.
 */
function mayBe(
  wanted: ItemResource,
  orphan: ObservedItem,
  { holders, titles }: Pick<Ownership, "holders"> & { readonly titles: ReadonlySet<string> },
): boolean {
  const { kind, locator, body, title } = orphan;
  if (wanted.kind !== kind || wanted.home !== locator.home) return false;
  const [, key, home = ""] = /<!--[ \t]*cutover:1[ \t]+(\S+)(?:[ \t]+(\S+))?/.exec(body) ?? [];
  const isOwn = key !== undefined && !holders.has(key) && !(home.includes("#") && isElsewhere({ home }, orphan));
  if (isOwn) return key === wanted.key;
  return (
    title === wanted.title.trim() ||
    findBlocks(body).some(({ name }) => name !== DRIFT_BLOCK) ||
    (body.trim() === "" && !titles.has(title))
  );
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

function heldAlready(key: ResourceKey, { item: first }: Holder, item: ObservedItem): Conflict {
  const [one, other] = [itemReference(first), itemReference(item)];
  const message = `${other} is to be taken over as ${key}, and ${one} is that already`;
  return {
    key,
    message,
    fix: `take "${other}" out of adopted, or the line of its marker out of ${one}`,
    url: item.url,
  };
}

function claimed({ status, marker, item }: Finding, { isSaid = false }: OwnershipInput): Conflict {
  const name = itemReference(item);
  const { message, fix } = CLAIMS[status === "ours" ? "copy" : status]({ name, marker, item, isSaid });
  return { key: marker.key, message, fix, url: item.url };
}

type Claim = (found: Holder & { readonly name: string; readonly isSaid: boolean }) => Pick<Conflict, "message" | "fix">;

const CLAIMS: Readonly<Record<Exclude<Finding["status"], "ours">, Claim>> = {
  copy: ({ name, marker }) => ({
    message: `${name} carries the marker of ${marker.home}, which is not there: moved or renamed?`,
    fix: takeOver(name),
  }),
  forged: ({ name, marker, item, isSaid }) => ({
    message: `${name} carries the marker of ${marker.key} but was made by @${item.author}: under another token?`,
    fix: isSaid
      ? `if apply is to run as @${item.author}, say so with gitlab.users.apply in cutover.yaml; else ${takeOver(name)}`
      : `if apply runs as @${item.author}, set gitlab.users.apply to "@${item.author}" in cutover.yaml, and anybody's token may plan; else ${takeOver(name)}`,
  }),
  moved: ({ name, marker }) => ({
    message: `${name}, which was ${marker.key}, was moved elsewhere; nothing is made in its place`,
    fix: `name the place where it is now under adopted, or take out the line of the marker of ${name} to have a new one made`,
  }),
};

function takeOver(name: string): string {
  return `take it over by naming "${name}" under adopted, or take out the line of its marker to have a new one made`;
}

function noticeOf({ status, item, marker }: Finding): Notice {
  const message =
    status === "copy"
      ? `${itemReference(item)} is a copy of ${marker.home} and is left alone`
      : `${itemReference(item)} carries the marker of ${marker.key} but was made by @${item.author}: not ours`;
  return { kind: status === "copy" ? "copy" : "forged", key: marker.key, message, url: item.url };
}

function orphanNotice(item: ObservedItem, label: string): Notice {
  const message = `${itemReference(item)} was made by us but its marker is lost; ${orphanFix(item, label)}`;
  return { kind: "orphaned", message, url: item.url };
}

/** What brings an object back whose marker is lost. */
export function orphanFix(item: ObservedItem, label: string, migration = "NAME-OF-ITS-MIGRATION"): string {
  const name = itemReference(item);
  if (item.moved) return `name the place that it was moved to under adopted, or take our comments out of ${name}`;
  const isMarked = parseMarker(item.body) !== undefined;
  const other = hasTrace(item.body)
    ? `take ${isMarked ? "the line of its marker" : "our comments"} out of it`
    : `take the label "${label}" off it`;
  return `put its first line back from an older version of the description, or name "${name}" under adopted (cutover adopt --name ${migration} --${item.kind} "${name}"); if it is something else, ${other}`;
}

function byAge(a: ObservedItem, b: ObservedItem): number {
  return Number(a.locator.id) - Number(b.locator.id);
}
