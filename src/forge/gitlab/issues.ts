import type { ItemPatch, NewItem } from "../../model/effect.ts";
import type { Locator, ObservedItem } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { isOlderSchema } from "./epic-way.ts";
import { itemFromIssue, itemFromWorkItem, NO_RELATIONS, nameOf } from "./items.ts";
import { missing } from "./missing.ts";
import { type Home, labelIds, milestoneId, type Names, personIds } from "./names.ts";
import { epicsByRest, readIssueRelations } from "./rest-epics-relations.ts";
import { fieldsOf, integer, listOf } from "./shape.ts";
import { verifyItem, verifyLink } from "./verify.ts";
import { type Filter, readWorkItems, selecting } from "./work-items.ts";

const ONE = "GET /projects/:id/issues/:iid";
const TOO_MUCH = /exceeds max complexity/;

/**
 * All issues of a project that match, oldest first: 100 per call with everything that belongs to them, or in more calls
 * where the server does not know the one query or does not tell all in it.
 */
export function listIssues(client: Client, home: string, filter: Filter): Promise<ObservedItem[]> {
  return byQueryOrRest(
    client,
    home,
    async () => (await readWorkItems(client, { home, place: "project", ...selecting(filter) })).map(itemFromWorkItem),
    () => listByRest(client, home, filter),
  );
}

/** Up to 100 issues of a project; those that are not there, or that we may not see, are left out. */
export function readIssues(client: Client, home: string, iids: readonly string[]): Promise<ObservedItem[]> {
  return byQueryOrRest(
    client,
    home,
    async () => ((await missing(readWorkItems(client, { home, place: "project", iids }))) ?? []).map(itemFromWorkItem),
    async () => {
      const shown = await Promise.all(iids.map((id) => showIssue(client, { kind: "issue", home, id })));
      return shown.flatMap((issue) => issue ?? []);
    },
  );
}

export async function readIssue(client: Client, { home, id }: Locator): Promise<ObservedItem | undefined> {
  return (await readIssues(client, home, [id]))[0];
}

/** By REST alone where it alone knows the parents, and where the server refuses the query. */
async function byQueryOrRest<T>(
  client: Client,
  home: string,
  byQuery: () => Promise<T>,
  byRest: () => Promise<T>,
): Promise<T> {
  if (await epicsByRest(client, home)) return byRest();
  try {
    return await byQuery();
  } catch (error) {
    if (isOlderSchema(error) || (error instanceof ForgeError && TOO_MUCH.test(error.message))) return byRest();
    throw error;
  }
}

/** Pages by keyset: offsets shift while issues are made. */
async function listByRest(client: Client, home: string, filter: Filter): Promise<ObservedItem[]> {
  const { author, labels, not } = selecting(filter);
  const answer = await client.api.issues.all({
    projectId: home,
    ...(author !== undefined && { authorUsername: author }),
    ...(labels !== undefined && { labels: labels.join(",") }),
    // Names inside of brackets are sent as they stand.
    ...(not !== undefined && { not: { author_username: not.authorUsername.join(",") } }),
    state: "all",
    scope: "all",
    pagination: "keyset",
    orderBy: "created_at",
    sort: "asc",
    perPage: 100,
  });
  const issues = listOf(answer, "GET /projects/:id/issues");
  const relations = await readIssueRelations(client, home, issues);
  return issues.map((issue) => {
    const iid = String(integer(issue, "iid"));
    const found = relations.get(iid);
    if (found !== undefined) return itemFromIssue(issue, home, found);
    throw new ForgeError("conflict", `${home}#${iid} went away while it was read`, "run the command again");
  });
}

async function showIssue(client: Client, { home, id }: Locator): Promise<ObservedItem | undefined> {
  const issue = await missing(client.api.issues.show(Number(id), { projectId: home }));
  if (issue === undefined) return undefined;
  const fields = fieldsOf(issue, ONE);
  const relations = await missing(readIssueRelations(client, home, [fields]));
  return itemFromIssue(fields, home, relations?.get(id) ?? NO_RELATIONS);
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
  const issue = fieldsOf(answer, "PUT /projects/:id/issues/:iid");
  const relations = await readIssueRelations(client, locator.home, [issue]);
  const updated = itemFromIssue(issue, locator.home, relations.get(locator.id) ?? NO_RELATIONS);
  verifyItem(updated, { ...patch, labels: patch.addLabels, withoutLabels: patch.removeLabels });
  return updated;
}

/** Links two issues; a link that is there already, of whatever type, is what was wanted. */
export async function linkIssues({ api }: Client, from: Locator, to: Locator): Promise<void> {
  try {
    const link = await api.issueLinks.create(from.home, Number(from.id), to.home, Number(to.id));
    verifyLink(from, to, fieldsOf(link, "POST /projects/:id/issues/:iid/links"));
  } catch (error) {
    // Not every 409: one of a lock says that nothing was done.
    if (error instanceof ForgeError && error.kind === "conflict" && /already assigned/i.test(error.message)) return;
    if (error instanceof ForgeError && error.kind === "missing") {
      throw new ForgeError(
        "missing",
        `${nameOf(from)} or ${nameOf(to)} does not exist, or the token's user may not see it`,
      );
    }
    throw error;
  }
}
