import type { ObservedItem } from "../model/observed.ts";
import type { FileEdit, FileResource, ItemResource } from "../model/resource.ts";
import { leftOf } from "./complete.ts";
import type { Conflict, Notice } from "./plan.ts";
import type { World } from "./world.ts";

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
  ];
  return {
    desired: {
      ...desired,
      state: stays ? live.state : desired.state,
      assignees: desired.assignees.filter((user) => !strangers.includes(user)),
      milestone: noMilestone ? live?.milestone : milestone,
      parent: missing === undefined ? parent : undefined,
    },
    notices: left.map((what) => leftOut({ key, migration, url: live?.url }, what)),
  };
}

/** Why an epic or issue cannot be made there at all. */
export function unmakeable({ input }: World, { kind, key, migration, home }: ItemResource): Conflict | undefined {
  if (kind !== "epic" || input.observation.epics !== false) return undefined;
  const message = `${key} cannot be made: "${home}" has no epics on this server, they need GitLab Premium or Ultimate`;
  return { key, migration, message, fix: "use a server that has them; a deprecation is tracked in an epic" };
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
      edits: desired.edits.filter((edit) => !isTakenAway(edit)),
    },
    notices: strangers.map((user) => leftOut(desired, `reviewer @${user} is not known there`)),
  };
}

function leftOut({ key, migration, url }: Pick<Notice, "key" | "migration" | "url">, what: string): Notice {
  return { kind: "unknown", key, migration, message: `${key}: ${what} and is left out`, url };
}
