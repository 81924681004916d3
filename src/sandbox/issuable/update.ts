import { can, canSeeProject, type Place } from "../access.ts";
import { byId } from "../index.ts";
import { type Command, extract, rstrip } from "../quick-actions/extract.ts";
import { interpret } from "../quick-actions/run.ts";
import type { Issuable, State, User, WorkItem } from "../state.ts";
import type { Store } from "../store.ts";
import { type Change, mergeChanges, withoutMetadata } from "./change.ts";
import { canSetMetadata, type Item, type Kind, kindOf, placeOfItem } from "./kind.ts";
import { oneOfEachScope } from "./labels.ts";
import { cloneIssue, moveIssue, obstacleToCopy } from "./move.ts";
import { noteChanges } from "./system-notes.ts";
import { validateChange } from "./validate.ts";

/**
 * Does to an item what a request wants, and what the commands in its description want. The stored description is cut again even
 * when the request has none, and commands that it already held do not run twice.
 */
export function updateItem(store: Store, user: User, item: Item, wanted: Change): void {
  const place = placeOfItem(store.state, item);
  const stored = extract(item.description ?? "");
  const incoming = extract(wanted.description === undefined ? (item.description ?? "") : (wanted.description ?? ""));
  const fresh = subtract(incoming.commands, stored.commands);
  const scene = { state: store.state, user, place, kind: kindOf(item), item };
  const asked = canSetMetadata(store.state, user, place, item) ? wanted : withoutMetadata(wanted);
  const merged = mergeChanges(asked, interpret(scene, fresh).change);
  const before = structuredClone(item);
  applyChange(store, user, item, {
    ...merged,
    description: incoming.text === "" ? emptied(wanted, item) : incoming.text,
  });
  noteChanges(store, user, before, item);
  noteEditor(store, user, before, item);
  if (differs(before, item) || item.updatedById !== user.id) {
    item.updatedAt = store.state.now;
    item.updatedById = user.id;
  }
  travel(store, user, item, merged);
}

/** Who wrote title and description last is remembered apart from who changed anything. */
function noteEditor(store: Store, user: User, before: Item, item: Item): void {
  if (before.title === item.title && before.description === item.description) return;
  item.lastEditedAt = store.state.now;
  item.lastEditedById = user.id;
}

/** Does what `/move` and `/clone` want, where it can be done. */
function travel(store: Store, user: User, item: Item, { moveTo, cloneTo }: Change): void {
  if (kindOf(item) !== "Issue" || !("type" in item)) return;
  const target = byId(store.state.projects, moveTo ?? cloneTo?.projectId ?? null);
  if (!target || obstacleToCopy(store, user, item, target) !== null) return;
  if (cloneTo) cloneIssue(store, user, item, target, cloneTo.withNotes);
  else if (target.id !== item.projectId) moveIssue(store, user, item, target);
}

/** An emptied description is stored as asked for: as empty text or as null. */
function emptied(wanted: Change, item: Item): string | null {
  if (wanted.description === undefined) return item.description === null ? null : "";
  return wanted.description === null ? null : "";
}

/** Applies what a note's commands want. */
export function updateByCommands(store: Store, user: User, item: Item, change: Change): void {
  const before = structuredClone(item);
  applyChange(store, user, item, change);
  noteChanges(store, user, before, item);
  noteEditor(store, user, before, item);
  travel(store, user, item, change);
}

/** A new item's wishes after its commands and without what the user may not give. */
export function settleCreation(
  store: Store,
  user: User,
  place: Place,
  kind: Kind,
  wanted: Change,
): { change: Change; description: string | null } {
  const { text, commands } = extract(wanted.description ?? "");
  const asked = canSetMetadata(store.state, user, place, null)
    ? wanted
    : { ...withoutMetadata(wanted), ...keepsSecrecy(wanted) };
  const wish = interpret({ state: store.state, user, place, kind, item: null }, commands).change;
  const change = mergeChanges(asked, wish);
  return { change, description: wanted.description === undefined || wanted.description === null ? null : text };
}

/** Whoever may make an issue may make it confidential. */
function keepsSecrecy(wanted: Change): Change {
  return wanted.confidential === undefined ? {} : { confidential: wanted.confidential };
}

export function applyChange(store: Store, user: User, item: Item, change: Change): void {
  const { state } = store;
  const title = change.title === undefined ? undefined : rstrip(change.title).trimStart();
  validateChange({ ...change, ...(title === undefined ? {} : { title }) });
  if (title !== undefined) item.title = title;
  if (change.description !== undefined) item.description = change.description;
  item.labels = oneOfEachScope(state, labelsAfter(item, change));
  if (change.assignees) item.assignees = allowedAssignees(state, placeOfItem(state, item), change.assignees);
  if (change.milestoneId !== undefined) item.milestoneId = change.milestoneId;
  if (change.discussionLocked !== undefined) item.discussionLocked = change.discussionLocked;
  if (change.state) setState(store, user, item, change.state);
  if (!("confidential" in item)) return;
  if (change.confidential !== undefined) item.confidential = change.confidential;
  if (change.color !== undefined) item.color = change.color;
  setDates(store, item, change);
  if (change.weight !== undefined && state.tier !== "free") item.weight = change.weight;
}

/** An epic's two dates are given together or follow its children; a date that is given fixes both. */
function setDates({ state }: Store, item: WorkItem, change: Change): void {
  if (change.startDate !== undefined) item.startDate = change.startDate;
  if (change.dueDate !== undefined) item.dueDate = change.dueDate;
  const given = change.startDate !== undefined || change.dueDate !== undefined;
  if (item.type !== "Epic" || (change.datesFixed === undefined && !given)) return;
  item.datesFixed = change.datesFixed ?? true;
  if (item.datesFixed) return;
  const children = state.workItems.filter((child) => child.parentId === item.id);
  item.startDate = children.flatMap((child) => child.startDate ?? []).sort()[0] ?? null;
  item.dueDate =
    children
      .flatMap((child) => child.dueDate ?? [])
      .sort()
      .at(-1) ?? null;
}

function labelsAfter(item: Issuable, change: Change): number[] {
  const base = change.labels ?? item.labels;
  const added = (change.addLabels ?? []).filter((id) => !base.includes(id));
  return [...base, ...added].filter((id) => !change.removeLabels?.includes(id));
}

/** Who cannot see the item is no assignee of it; the free tier knows one. */
function allowedAssignees(state: State, place: Place, ids: number[]): number[] {
  const able = [...new Set(ids)].filter((id) => {
    const user = state.users.find((candidate) => candidate.id === id);
    if (!user) return false;
    return place.project ? canSeeProject(state, user, place.project) : can(state, user, place, "guest");
  });
  return state.tier === "free" ? able.slice(0, 1) : able.slice(0, 200);
}

function setState(store: Store, user: User, item: Item, event: "close" | "reopen"): void {
  if (event === "close" && item.state === "opened") {
    item.state = "closed";
    item.closedAt = store.state.now;
    item.closedById = user.id;
  } else if (event === "reopen" && item.state === "closed") {
    item.state = "opened";
    item.closedAt = null;
    item.closedById = null;
  }
}

function subtract(commands: readonly Command[], known: readonly Command[]): Command[] {
  const left = known.map((command) => JSON.stringify(command));
  return commands.filter((command) => {
    const at = left.indexOf(JSON.stringify(command));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function differs(before: Item, after: Item): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}
