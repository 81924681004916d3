import { parseMarker } from "../model/marker.ts";
import type { Observation, ObservedItem, Scope } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { FileEdit, FileResource, ItemResource, Resource } from "../model/resource.ts";
import { leftOf } from "./complete.ts";
import { itemReference } from "./ownership.ts";
import type { Conflict, Notice } from "./plan.ts";
import { existingAnchor, isItem, type PlanInput, type World, worldOf } from "./world.ts";

export interface Settled<T> {
  readonly desired: T;
  /** What was left out. */
  readonly notices: readonly Notice[];
}

/**
 * The wanted object without what the forge does not know: such names are never made, and what plan does not decide is
 * copied from what is there, so that the comparison has no exceptions.
 */
export function settleItem(world: World, desired: ItemResource, live: ObservedItem | undefined): Settled<ItemResource> {
  const { unknown } = world.input.observation;
  const { key, migration, milestone, parent } = desired;
  const lacks = lackedBy(world, desired);
  const strangers = desired.assignees.filter((user) => unknown.people.includes(user));
  const noMilestone = milestone !== undefined && unknown.milestones.includes(milestone);
  const missing =
    parent !== undefined && "existing" in parent && unknown.parents.includes(parent.existing)
      ? parent.existing
      : undefined;
  const stays = desired.state === "closed" && live !== undefined && leftOf(world, migration).length > 0;
  const left = [
    ...strangers.map((user) => `assignee @${user} is not known there`),
    ...(noMilestone ? [`milestone "${milestone}" does not exist there`] : []),
    ...(missing === undefined ? [] : [`parent ${missing} does not exist there`]),
    // Said once, when it is made: it never changes.
    ...(live === undefined ? lacks.map((field) => LACKED[field]) : []),
  ];
  const assignees = desired.assignees.filter((user) => !strangers.includes(user));
  return {
    desired: {
      ...desired,
      state: stays ? live.state : desired.state,
      assignees: lacks.includes("assignees") ? (live?.assignees ?? []) : assignees,
      milestone: noMilestone || lacks.includes("milestone") ? live?.milestone : milestone,
      parent: missing === undefined && !lacks.includes("parent") ? parent : undefined,
    },
    notices: left.map((what) => leftOut({ key, migration, url: live?.url }, what)),
  };
}

type Lacked = NonNullable<Observation["epicsLack"]>[number];

const LACKED: Readonly<Record<Lacked, string>> = {
  assignees: "an assignee is no part of this server's epics",
  milestone: "a milestone is no part of this server's epics",
  parent: "an epic above it is no part of this server's epics (it needs GitLab Ultimate)",
};

/** Of what is wanted, the fields that epics have on some servers only. */
function lackedBy({ input, anchor }: World, { kind, assignees, milestone, parent }: ItemResource): Lacked[] {
  if (kind !== "epic") return [];
  const isNested = parent !== undefined && anchor(parent)?.kind === "epic";
  const wanted = { assignees: assignees.length > 0, milestone: milestone !== undefined, parent: isNested };
  return (input.observation.epicsLack ?? []).filter((field) => wanted[field]);
}

/**
 * What is wanted with plain tracking issues in the place of epics: where the server has none, and where an issue holds an
 * epic's key since there were none, as whoever holds a key keeps it. What would hang under the epic is linked with the
 * issue, as GitLab nests no issue under an issue; an initiative that is an epic is left out.
 */
export function settleEpics(input: PlanInput): Settled<readonly Resource[]> {
  const { resources, observation, scope } = input;
  const none = observation.epics === false;
  const epics = resources.filter(({ kind }) => kind === "epic").map(({ key }) => key);
  const tracked = none ? new Set(epics) : heldByIssues(input);
  const initiatives = new Set<string>();
  const desired = resources.map((resource) => {
    if (!isItem(resource)) return resource;
    const item = tracked.has(resource.key) ? asIssue(resource, scope) : resource;
    const { parent } = item;
    if (parent === undefined) return item;
    if ("key" in parent) {
      return tracked.has(parent.key) ? { ...item, parent: undefined, related: [...item.related, parent] } : item;
    }
    if (!none || existingAnchor(parent.existing, scope)?.kind !== "epic") return item;
    initiatives.add(parent.existing);
    return { ...item, parent: undefined };
  });
  const left = [
    ...(tracked.size > 0
      ? [tracked.size === 1 ? `${epics[0]} is a plain issue` : `${tracked.size} epics are plain issues`]
      : []),
    ...(initiatives.size > 0 ? [`nothing is put under ${[...initiatives].join(", ")}`] : []),
  ];
  return { desired, notices: none && left.length > 0 ? [withoutEpics(scope, left)] : [] };
}

/** Said in one line, however many objects it is about: it is so until the licence is another. */
function withoutEpics({ tracker }: Scope, left: readonly string[]): Notice {
  const message = `"${tracker.group}" has no epics on this server (they need GitLab Premium or Ultimate), so ${left.join(", and ")}`;
  return { kind: "unknown", message };
}

function asIssue(epic: ItemResource, { tracker }: Scope): ItemResource {
  return { ...epic, kind: "issue", home: tracker.project };
}

/** Keys of epics whose holder is an issue. */
function heldByIssues(input: PlanInput): ReadonlySet<ResourceKey> {
  const isTracking = ({ kind, body }: ObservedItem) => kind === "issue" && /<!--\s*cutover:1\s+epic\//.test(body);
  if (!input.observation.items.some(isTracking)) return new Set();
  const { holders } = worldOf(input).ownership;
  const held = [...holders].filter(([key, { item }]) => key.startsWith("epic/") && item.kind === "issue");
  return new Set(held.map(([key]) => key));
}

/** Of what is not in sight where confidential objects are hidden, nobody knows whether it is there. */
export function unseenSecret({ input }: World, { key, migration, home }: ItemResource): Notice | undefined {
  const hidden = input.observation.hidden?.find((one) => one.kind === "confidential" && one.home === home);
  if (hidden === undefined) return undefined;
  return {
    kind: "unknown",
    key,
    migration,
    message: `whether ${key} is there cannot be seen, and so it is not made: ${hidden.reason}`,
  };
}

/** Why an epic or issue is not made: one may be there already, out of our sight. */
export function unmakeable(world: World, wanted: ItemResource): Conflict | undefined {
  return unseenEpic(world, wanted) ?? leftBehind(world, wanted);
}

function unseenEpic({ input, ownership }: World, wanted: ItemResource): Conflict | undefined {
  const { key, migration, kind, home } = wanted;
  const { epics, hidden = [] } = input.observation;
  const unseen = hidden.find((place) => place.kind === "epics" && place.home === home);
  if (kind === "epic" && unseen !== undefined) {
    const message = `${key} is not made: the epics of ${home} cannot be seen (${unseen.reason})`;
    return { key, migration, message, fix: `give our user access to ${home}` };
  }
  if (epics !== false || input.take?.get(key) === "ours") return undefined;
  const child = [...ownership.holders.values()].find(({ marker }) => marker.applied.parent === key);
  if (child === undefined) return undefined;
  const message = `${key} is not made: ${itemReference(child.item)} hung under an epic of that key, and the server shows no epics now`;
  const fix = `bring back the licence that has them, or have a tracking issue made in its place with plan --take ${key}=ours`;
  return { key, migration, message, fix };
}

/**
 * Issues are made before anything that names them. Where a merge request of the migration is there and none of its issues,
 * they are in the tracker of before, or somebody deleted them: a second set would be worked on beside the first.
 */
function leftBehind(world: World, { key, migration }: ItemResource): Conflict | undefined {
  const { input, ownership } = world;
  const isOwn = (other: ResourceKey) => /^(?:issue|epic)\//.test(other) && other.split("/")[1] === migration;
  const isThere = [...ownership.holders.keys(), ...ownership.disputed.keys()].some(isOwn);
  const isAsked = [...(input.take ?? [])].some(([other, take]) => take === "ours" && isOwn(other));
  if (isThere || isAsked) return undefined;
  const files = input.resources.filter(
    (one): one is FileResource => one.kind === "file" && one.migration === migration,
  );
  const made = files
    .flatMap((file) => world.proposalOf(file) ?? [])
    .find(({ author, body }) => author === input.user && parseMarker(body) !== undefined);
  if (made === undefined) return undefined;
  const { home, id } = made.locator;
  const message = `${key} is not made: ${home}!${id} was made for ${migration}, and no issue of it is in ${input.scope.tracker.project}: was the tracker changed, or were they deleted?`;
  const fix = `put gitlab.tracker back, or move the issues there on GitLab and name them under adopted; to have new ones made: plan --take ${key}=ours`;
  return { key, migration, message, fix, url: made.url };
}

/**
 * The files without reviewers that the forge does not know, and without those that people have taken away: what our
 * merge request once added and is gone again, such as a flag's definition with the code that read it, is not added anew.
 */
export function settleFile({ input, proposalOf }: World, desired: FileResource): Settled<FileResource> {
  const { people } = input.observation.unknown;
  const strangers = desired.reviewers.filter((user) => people.includes(user));
  const live = proposalOf(desired);
  const isTakenAway = ({ path, before }: FileEdit): boolean =>
    before === undefined && live?.state === "merged" && live.head.get(path) !== undefined;
  return {
    desired: {
      ...desired,
      reviewers: desired.reviewers.filter((user) => !strangers.includes(user)),
      edits: desired.edits.some(isTakenAway) ? desired.edits.filter((edit) => !isTakenAway(edit)) : desired.edits,
    },
    notices: strangers.map((user) => leftOut(desired, `reviewer @${user} is not known there`)),
  };
}

function leftOut({ key, migration, url }: Pick<Notice, "key" | "migration" | "url">, what: string): Notice {
  return { kind: "unknown", key, migration, message: `${key}: ${what} and is left out`, url };
}
