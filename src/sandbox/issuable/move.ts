import { can, lineage, type Place, placeOf } from "../access.ts";
import { byId, notesOn } from "../index.ts";
import type { Project, User, WorkItem } from "../state.ts";
import { copy, nextId, nextIid, type Store } from "../store.ts";
import { placeOfItem } from "./kind.ts";
import { findLabel, labelTitles } from "./labels.ts";
import { availableMilestones } from "./milestones.ts";
import { addNote } from "./system-notes.ts";

/** Why an issue cannot go to a project, or null. Both ends take a planner, and nothing moves twice. */
export function obstacleToCopy(store: Store, user: User, issue: WorkItem, target: Project): string | null {
  const { state } = store;
  const able = [placeOfItem(state, issue), projectPlaceOf(store, target)].every((place) =>
    can(state, user, place, "planner"),
  );
  return able && issue.type === "Issue" && issue.movedToId === null ? null : "due to insufficient permissions!";
}

/**
 * Makes the issue anew in another project and closes it here, where it keeps its text. The new one is still its first author's,
 * has the comments, links and parent, and of labels and milestone those that the project knows by the same title.
 */
export function moveIssue(store: Store, user: User, issue: WorkItem, target: Project): WorkItem {
  const { state } = store;
  const made = copyTo(store, user, issue, target);
  for (const link of state.links) {
    if (link.sourceId === issue.id) link.sourceId = made.id;
    if (link.targetId === issue.id) link.targetId = made.id;
  }
  copyNotes(store, issue, made);
  if (issue.state === "opened") Object.assign(issue, { state: "closed", closedAt: state.now, closedById: user.id });
  Object.assign(issue, { movedToId: made.id, parentId: null, parentLinkId: null });
  tell(store, user, { from: issue, to: made, verb: "moved" });
  return made;
}

/** A second one of the issue, opened, by who asks for it. Its text is the same to the last marker. */
export function cloneIssue(store: Store, user: User, issue: WorkItem, target: Project, withNotes: boolean): WorkItem {
  const { now } = store.state;
  const made = copyTo(store, user, issue, target);
  const fresh = {
    state: "opened" as const,
    closedAt: null,
    closedById: null,
    lastEditedAt: null,
    lastEditedById: null,
  };
  Object.assign(made, { ...fresh, authorId: user.id, createdAt: now });
  if (withNotes) copyNotes(store, issue, made);
  tell(store, user, { from: issue, to: made, verb: "cloned" });
  return made;
}

function projectPlaceOf({ state }: Store, project: Project): Place {
  return placeOf(state, { projectId: project.id, groupId: null });
}

function copyTo(store: Store, user: User, issue: WorkItem, target: Project): WorkItem {
  const { state } = store;
  const place = projectPlaceOf(store, target);
  const milestone = byId(state.milestones, issue.milestoneId)?.title;
  const parent = byId(state.workItems, issue.parentId);
  const keepsParent = lineage(state, place.group).some((group) => group.id === parent?.groupId);
  const made: WorkItem = {
    ...copy(issue),
    id: nextId(store, "workItem"),
    iid: nextIid(store, `issues/${target.id}`),
    projectId: target.id,
    labels: labelTitles(state, issue).flatMap((title) => findLabel(state, place, title)?.id ?? []),
    milestoneId: availableMilestones(state, place).find((other) => other.title === milestone)?.id ?? null,
    parentId: keepsParent ? issue.parentId : null,
    parentLinkId: keepsParent ? nextId(store, "parentLink") : null,
    updatedAt: state.now,
    updatedById: user.id,
  };
  state.workItems.push(made);
  return made;
}

function copyNotes(store: Store, from: WorkItem, to: WorkItem): void {
  const notes = notesOn(store.state, "Issue", from.id);
  store.state.notes.push(...notes.map((note) => ({ ...note, id: nextId(store, "note"), noteableId: to.id })));
}

interface Journey {
  from: WorkItem;
  to: WorkItem;
  verb: "moved" | "cloned";
}

function tell(store: Store, user: User, { from, to, verb }: Journey): void {
  const reference = (item: WorkItem) => `${placeOfItem(store.state, item).project?.path ?? ""}#${item.iid}`;
  addNote(store, from, user, `${verb} to ${reference(to)}`, true);
  addNote(store, to, user, `${verb} from ${reference(from)}`, true);
  from.updatedAt = store.state.now;
  from.updatedById = user.id;
}
