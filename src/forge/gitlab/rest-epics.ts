import type { ItemPatch, NewItem } from "../../model/effect.ts";
import type { Locator, ObservedItem } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { nameOf } from "./items.ts";
import { type Home, labelIds, type Names } from "./names.ts";
import { epicEndpoint, itemFromEpic, readEpicFields } from "./rest-epics-shape.ts";
import { readRows } from "./rest-pages.ts";
import { type Fields, fieldsOf, optionalText } from "./shape.ts";
import { verifyItem } from "./verify.ts";
import { type Filter, selecting } from "./work-items.ts";

// Epics as servers have them that know none as work items. GitLab keeps these calls until version 5 of its API.

const ALL = "GET /groups/:id/epics";

/** Without those of the groups below, which GitLab lists as well unless told not to. */
export async function listRestEpics(client: Client, group: string, filter: Filter): Promise<ObservedItem[]> {
  const { author, labels, not } = selecting(filter);
  const rows = await readRows(client, epicEndpoint(group), ALL, {
    authorUsername: author,
    labels: labels?.join(","),
    // Names inside of brackets are sent as they stand.
    ...(not !== undefined && { not: { author_username: not.authorUsername.join(",") } }),
    includeDescendantGroups: false,
    orderBy: "created_at",
    sort: "asc",
  });
  return Promise.all(rows.map((epic) => itemFromEpic(client, epic, group)));
}

export async function readRestEpic(client: Client, locator: Locator): Promise<ObservedItem | undefined> {
  const epic = await readEpicFields(client, locator);
  return epic && itemFromEpic(client, epic, locator.home);
}

export async function createRestEpic(client: Client, names: Names, item: NewItem): Promise<ObservedItem> {
  refuseLacking(item.home, item);
  await labelIds(names, homeOf(item.home), item.labels);
  const answer = await client.http.write({
    method: "POST",
    url: client.rest(epicEndpoint(item.home)),
    body: {
      title: item.title,
      description: item.body,
      confidential: item.confidential,
      // Never null nor a name that is not there: null takes all labels away, and an unknown one is made.
      ...(item.labels.length > 0 && { labels: item.labels.join(",") }),
      ...dueDate(item.dueDate),
    },
  });
  const created = await itemFromEpic(client, fieldsOf(answer.body, "POST /groups/:id/epics"), item.home);
  verifyItem(created, { ...item, state: "open" });
  return item.state === "closed" ? updateRestEpic(client, names, created.locator, { state: "closed" }) : created;
}

export async function updateRestEpic(
  client: Client,
  names: Names,
  locator: Locator,
  patch: ItemPatch,
): Promise<ObservedItem> {
  refuseLacking(nameOf(locator), patch);
  const [before] = await Promise.all([
    patch.dueDate === undefined ? undefined : readEpicFields(client, locator),
    labelIds(names, homeOf(locator.home), [...(patch.addLabels ?? []), ...(patch.removeLabels ?? [])]),
  ]);
  const answer = await client.http.write({
    method: "PUT",
    url: client.rest(epicEndpoint(locator.home, locator.id)),
    body: {
      title: patch.title,
      description: patch.body,
      state_event: patch.state && (patch.state === "closed" ? "close" : "reopen"),
      add_labels: listed(patch.addLabels),
      remove_labels: listed(patch.removeLabels),
      ...dueDate(patch.dueDate),
    },
  });
  const epic = fieldsOf(answer.body, "PUT /groups/:id/epics/:iid");
  const updated = await itemFromEpic(client, epic, locator.home);
  // GitLab may answer 200 and have changed nothing.
  verifyItem(updated, { ...patch, labels: patch.addLabels, withoutLabels: patch.removeLabels });
  if (before !== undefined) verifyStart(locator, before, epic);
  return updated;
}

/** Dates that are not fixed are taken from the children, and what was sent is thrown away. */
function dueDate(date: string | null | undefined): Record<string, unknown> {
  return date === undefined ? {} : { due_date_fixed: date ?? "", due_date_is_fixed: true };
}

/** Start and due date share one switch: what fixes the one may have thrown the other away. */
function verifyStart(locator: Locator, before: Fields, after: Fields): void {
  if (optionalText(before, "start_date") === optionalText(after, "start_date")) return;
  const hint = "start and due date of an epic are fixed together; set the start date again on GitLab";
  throw new ForgeError("conflict", `the start date of ${nameOf(locator)} changed along with its due date`, hint);
}

function refuseLacking(name: string, { assignees, milestone }: Pick<ItemPatch, "assignees" | "milestone">): void {
  const asked = [...((assignees ?? []).length > 0 ? ["assignees"] : []), ...(milestone ? ["a milestone"] : [])];
  if (asked.length === 0) return;
  throw new ForgeError("refused", `${name}: epics of this server cannot have ${asked.join(" and ")}`);
}

function listed(labels: readonly string[] | undefined): string | undefined {
  return labels === undefined || labels.length === 0 ? undefined : labels.join(",");
}

function homeOf(group: string): Home {
  return { kind: "group", path: group };
}
