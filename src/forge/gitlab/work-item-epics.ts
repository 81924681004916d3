import type { ItemPatch, NewItem } from "../../model/effect.ts";
import type { Locator, ObservedItem } from "../../model/observed.ts";
import type { Client } from "./client.ts";
import { itemFromWorkItem } from "./items.ts";
import { type Home, labelIds, milestoneId, type Names, personIds } from "./names.ts";
import { CREATE_WORK_ITEM, UPDATE_WORK_ITEM } from "./queries.ts";
import { child, text } from "./shape.ts";
import { verifyItem } from "./verify.ts";
import { type Filter, readWorkItem, readWorkItems, requireWorkItem, selecting } from "./work-items.ts";

/** All epics of a group itself, not of the groups below it, that match, oldest first. */
export async function listWorkItemEpics(client: Client, group: string, filter: Filter): Promise<ObservedItem[]> {
  const items = await readWorkItems(client, { home: group, types: ["EPIC"], ...selecting(filter) });
  return items.map(itemFromWorkItem);
}

/** Up to 100 epics of a group; those that are not there, or that we may not see, are left out. */
export async function readWorkItemEpics(
  client: Client,
  group: string,
  iids: readonly string[],
): Promise<ObservedItem[]> {
  const items = await readWorkItems(client, { home: group, types: ["EPIC"], iids });
  return items.map(itemFromWorkItem);
}

export async function readWorkItemEpic(client: Client, locator: Locator): Promise<ObservedItem | undefined> {
  const item = await readWorkItem(client, locator);
  return item && itemFromWorkItem(item);
}

/** `type`: global id of the type that epics have there. */
export async function createWorkItemEpic(
  client: Client,
  names: Names,
  type: string,
  item: NewItem,
): Promise<ObservedItem> {
  const widgets = await newWidgets(names, item);
  const input = {
    namespacePath: item.home,
    workItemTypeId: type,
    title: item.title,
    confidential: item.confidential,
    ...widgets,
  };
  const payload = await client.graphql.mutate(CREATE_WORK_ITEM, "workItemCreate", { input });
  const created = itemFromWorkItem(child(payload, "workItem"));
  verifyItem(created, { ...item, state: "open" });
  return item.state === "closed" ? updateWorkItemEpic(client, names, created.locator, { state: "closed" }) : created;
}

export async function updateWorkItemEpic(
  client: Client,
  names: Names,
  locator: Locator,
  patch: ItemPatch,
): Promise<ObservedItem> {
  const [item, widgets] = await Promise.all([requireWorkItem(client, locator), changedWidgets(names, locator, patch)]);
  const stateEvent = patch.state && (patch.state === "closed" ? "CLOSE" : "REOPEN");
  const input = { id: text(item, "id"), title: patch.title, stateEvent, ...widgets };
  const payload = await client.graphql.mutate(UPDATE_WORK_ITEM, "workItemUpdate", { input });
  const updated = itemFromWorkItem(child(payload, "workItem"));
  verifyItem(updated, { ...patch, labels: patch.addLabels, withoutLabels: patch.removeLabels });
  return updated;
}

/** Widgets that have nothing to say are left out: a type may lack them, which is an error. */
async function newWidgets(names: Names, item: NewItem): Promise<Record<string, unknown>> {
  const home: Home = { kind: "group", path: item.home };
  const [labels, people, milestone] = await Promise.all([
    labelIds(names, home, item.labels),
    personIds(names, item.assignees),
    item.milestone === undefined ? undefined : milestoneId(names, home, item.milestone),
  ]);
  return {
    descriptionWidget: { description: item.body },
    ...(labels.length > 0 ? { labelsWidget: { labelIds: labels.map(labelGid) } } : {}),
    ...(people.length > 0 ? { assigneesWidget: { assigneeIds: people.map(userGid) } } : {}),
    ...(item.dueDate === undefined ? {} : { startAndDueDateWidget: { dueDate: item.dueDate, isFixed: true } }),
    ...(milestone === undefined ? {} : { milestoneWidget: { milestoneId: milestoneGid(milestone) } }),
  };
}

async function changedWidgets(names: Names, locator: Locator, patch: ItemPatch): Promise<Record<string, unknown>> {
  const home: Home = { kind: "group", path: locator.home };
  const [add, remove, people, milestone] = await Promise.all([
    labelIds(names, home, patch.addLabels ?? []),
    labelIds(names, home, patch.removeLabels ?? []),
    patch.assignees && personIds(names, patch.assignees),
    patch.milestone ? milestoneId(names, home, patch.milestone) : undefined,
  ]);
  const labels = { addLabelIds: add.map(labelGid), removeLabelIds: remove.map(labelGid) };
  return {
    ...(patch.body === undefined ? {} : { descriptionWidget: { description: patch.body } }),
    ...(add.length + remove.length > 0 ? { labelsWidget: labels } : {}),
    ...(people === undefined ? {} : { assigneesWidget: { assigneeIds: people.map(userGid) } }),
    // Dates that are not fixed are taken from the children, and what was sent is thrown away.
    ...(patch.dueDate === undefined ? {} : { startAndDueDateWidget: { dueDate: patch.dueDate, isFixed: true } }),
    ...(patch.milestone === undefined
      ? {}
      : { milestoneWidget: { milestoneId: milestone === undefined ? null : milestoneGid(milestone) } }),
  };
}

// Epics take the labels of groups only, and these are found by group.
function labelGid(id: number): string {
  return `gid://gitlab/GroupLabel/${id}`;
}

function userGid(id: number): string {
  return `gid://gitlab/User/${id}`;
}

function milestoneGid(id: number): string {
  return `gid://gitlab/Milestone/${id}`;
}
