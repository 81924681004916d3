import type { Locator } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { locatorOf, nameOf, type Relations, relationsOf, sameLocator } from "./items.ts";
import { ISSUE_RELATIONS, UPDATE_WORK_ITEM, WORK_ITEMS } from "./queries.ts";
import { child, children, type Fields, flag, optionalChild, optionalText, text } from "./shape.ts";
import { verifyParent } from "./verify.ts";

/** What a scan is for: objects that one user made, or those with a label, where asked without those of one user. */
export type Filter = { readonly author: string } | { readonly label: string; readonly notAuthor?: string | undefined };

/** What selects work items of one group or project; what is left out does not filter. */
export interface Selection {
  readonly home: string;
  /** Default: a group. */
  readonly place?: keyof typeof WORK_ITEMS;
  readonly types?: readonly string[];
  readonly labels?: readonly string[];
  readonly author?: string;
  readonly not?: { readonly authorUsername: readonly string[] };
  readonly iids?: readonly string[];
}

const PAGE = 100;

/** A filter as part of a selection. */
export function selecting(filter: Filter): Pick<Selection, "author" | "labels" | "not"> {
  if ("author" in filter) return { author: filter.author };
  const { label, notAuthor } = filter;
  return { labels: [label], ...(notAuthor !== undefined && { not: { authorUsername: [notAuthor] } }) };
}

/** All work items that match, page by page to the end. */
export async function readWorkItems(
  client: Client,
  { place = "group", ...selection }: Selection,
  document = WORK_ITEMS[place],
): Promise<Fields[]> {
  const found: Fields[] = [];
  for (let after: string | undefined; ; ) {
    const data = await client.graphql.query(document, { ...selection, after });
    const page = child(namespaceOf(data, selection.home), "workItems");
    found.push(...children(page, "nodes"));
    const info = child(page, "pageInfo");
    const cursor = optionalText(info, "endCursor");
    if (!flag(info, "hasNextPage")) return found;
    if (cursor === undefined || cursor === after)
      throw new ForgeError("broken", `${data.call} gives no cursor for its next page`);
    after = cursor;
  }
}

/** One work item, undefined where there is none or we may not see it. */
export async function readWorkItem(client: Client, { kind, home, id }: Locator): Promise<Fields | undefined> {
  const items = await readWorkItems(client, { home, place: kind === "epic" ? "group" : "project", iids: [id] });
  return items.find((item) => locatorOf(item).kind === kind);
}

/** The same; throws ForgeError "missing" instead. */
export async function requireWorkItem(client: Client, locator: Locator): Promise<Fields> {
  const item = await readWorkItem(client, locator);
  if (item !== undefined) return item;
  throw new ForgeError("missing", `${nameOf(locator)} does not exist, or the token's user may not see it`);
}

/** Parents and links of the issues of one project, by iid. */
export async function readRelations(
  client: Client,
  home: string,
  iids: readonly string[],
): Promise<Map<string, Relations>> {
  const found = new Map<string, Relations>();
  for (let start = 0; start < iids.length; start += PAGE) {
    const selection = { home, iids: iids.slice(start, start + PAGE) };
    for (const item of await readWorkItems(client, selection, ISSUE_RELATIONS))
      found.set(text(item, "iid"), relationsOf(item));
  }
  return found;
}

/** Puts an item under a parent, taking it from another one. Throws ForgeError "forbidden" where that did not happen. */
export async function setParent(client: Client, from: Locator, to: Locator): Promise<void> {
  const [item, parent] = await Promise.all([requireWorkItem(client, from), requireWorkItem(client, to)]);
  if (sameLocator(relationsOf(item).parent, to)) return;
  const input = { id: text(item, "id"), hierarchyWidget: { parentId: text(parent, "id") } };
  const payload = await client.graphql.mutate(UPDATE_WORK_ITEM, "workItemUpdate", { input });
  verifyParent(from, to, relationsOf(child(payload, "workItem")).parent);
}

/** The group or project of an answer; throws ForgeError "missing" where it is null. */
export function namespaceOf(data: Fields, home: string): Fields {
  const namespace = optionalChild(data, "namespace");
  if (namespace !== undefined) return namespace;
  throw new ForgeError(
    "missing",
    `"${home}" does not exist, or the token's user may not see it`,
    "gitlab.tracker in cutover.yaml names the group and the project of epics and issues",
  );
}
