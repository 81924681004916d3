import type { ItemPatch, NewItem } from "../../model/effect.ts";
import type { Locator, ObservedItem } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { itemFromIssue, NO_RELATIONS, nameOf } from "./items.ts";
import { missing } from "./missing.ts";
import { type Home, labelIds, milestoneId, type Names, personIds } from "./names.ts";
import { fieldsOf, integer, listOf } from "./shape.ts";
import { verifyItem } from "./verify.ts";
import { type Filter, readRelations } from "./work-items.ts";

const ONE = "GET /projects/:id/issues/:iid";

/** All issues of a project that match, oldest first. Pages by keyset: offsets shift while issues are made. */
export async function listIssues(client: Client, home: string, filter: Filter): Promise<ObservedItem[]> {
  const answer = await client.api.issues.all({
    projectId: home,
    ...("label" in filter ? { labels: filter.label } : { authorUsername: filter.author }),
    state: "all",
    scope: "all",
    pagination: "keyset",
    orderBy: "created_at",
    sort: "asc",
    perPage: 100,
  });
  const issues = listOf(answer, "GET /projects/:id/issues");
  const relations = await readRelations(
    client,
    home,
    issues.map((issue) => String(integer(issue, "iid"))),
  );
  return issues.map((issue) => {
    const found = relations.get(String(integer(issue, "iid")));
    if (found !== undefined) return itemFromIssue(issue, home, found);
    throw new ForgeError(
      "conflict",
      `${home}#${integer(issue, "iid")} went away while it was read`,
      "run the command again",
    );
  });
}

export async function readIssue(client: Client, { home, id }: Locator): Promise<ObservedItem | undefined> {
  const [issue, relations] = await Promise.all([
    missing(client.api.issues.show(Number(id), { projectId: home })),
    missing(readRelations(client, home, [id])),
  ]);
  return issue && itemFromIssue(fieldsOf(issue, ONE), home, relations?.get(id) ?? NO_RELATIONS);
}

/** An issue without parent and links: those are written one by one, as GitLab may lose the issue's answer over them. */
export async function createIssue(client: Client, names: Names, item: NewItem): Promise<ObservedItem> {
  const home: Home = { kind: "project", path: item.home };
  const [assigneeIds, milestone] = await Promise.all([
    personIds(names, item.assignees),
    item.milestone === undefined ? undefined : milestoneId(names, home, item.milestone),
    labelIds(names, home, item.labels),
  ]);
  const answer = await client.api.issues.create(item.home, item.title, {
    description: item.body,
    confidential: item.confidential,
    labels: item.labels.join(","),
    dueDate: item.dueDate,
    milestoneId: milestone,
    ...(assigneeIds.length === 0 ? {} : { assigneeIds }),
  });
  const created = itemFromIssue(fieldsOf(answer, "POST /projects/:id/issues"), item.home, NO_RELATIONS);
  verifyItem(created, { ...item, state: "open" });
  return item.state === "closed" ? updateIssue(client, names, created.locator, { state: "closed" }) : created;
}

export async function updateIssue(
  client: Client,
  names: Names,
  locator: Locator,
  patch: ItemPatch,
): Promise<ObservedItem> {
  const home: Home = { kind: "project", path: locator.home };
  const [assigneeIds, milestone] = await Promise.all([
    patch.assignees && personIds(names, patch.assignees),
    patch.milestone ? milestoneId(names, home, patch.milestone) : undefined,
    labelIds(names, home, patch.addLabels ?? []),
  ]);
  const answer = await client.api.issues.edit(locator.home, Number(locator.id), {
    title: patch.title,
    description: patch.body,
    stateEvent: patch.state && (patch.state === "closed" ? "close" : "reopen"),
    addLabels: patch.addLabels?.join(","),
    removeLabels: patch.removeLabels?.join(","),
    // 0 is nobody and no milestone; an empty list would be read as not given.
    assigneeIds: assigneeIds?.length === 0 ? [0] : assigneeIds,
    milestoneId: patch.milestone === null ? 0 : milestone,
    dueDate: patch.dueDate === null ? "" : patch.dueDate,
  });
  const relations = await readRelations(client, locator.home, [locator.id]);
  const call = "PUT /projects/:id/issues/:iid";
  const updated = itemFromIssue(fieldsOf(answer, call), locator.home, relations.get(locator.id) ?? NO_RELATIONS);
  verifyItem(updated, { ...patch, labels: patch.addLabels, withoutLabels: patch.removeLabels });
  return updated;
}

/** Links two issues; a link that is there already, of whatever type, is what was wanted. */
export async function linkIssues({ api }: Client, from: Locator, to: Locator): Promise<void> {
  try {
    await api.issueLinks.create(from.home, Number(from.id), to.home, Number(to.id));
  } catch (error) {
    if (error instanceof ForgeError && error.kind === "conflict") return;
    if (error instanceof ForgeError && error.kind === "missing") {
      throw new ForgeError(
        "missing",
        `${nameOf(from)} or ${nameOf(to)} does not exist, or the token's user may not see it`,
      );
    }
    throw error;
  }
}
