import type { Locator } from "../../model/observed.ts";
import type { Client } from "./client.ts";
import { epicWay, isOlderSchema } from "./epic-way.ts";
import type { Relations } from "./items.ts";
import { missing } from "./missing.ts";
import { type Fields, fieldsOf, integer, listOf, optionalChild, text } from "./shape.ts";
import { readRelations } from "./work-items.ts";

const LINKS = "GET /projects/:id/issues/:iid/links";

/** Parents and links of issues of one project, by iid. Where epics are no work items, REST alone knows the parents. */
export async function readIssueRelations(
  client: Client,
  home: string,
  issues: readonly Fields[],
): Promise<Map<string, Relations>> {
  const iids = issues.map((issue) => String(integer(issue, "iid")));
  if (!(await epicsByRest(client, home))) return readRelations(client, home, iids);
  const links = await readAllLinks(client, home, iids);
  const relations = issues.map((issue, index): [string, Relations] => {
    const iid = iids[index] ?? "";
    return [iid, { parent: parentOfIssue(issue), related: links.get(iid) ?? [] }];
  });
  return new Map(relations);
}

/** Whether the group of a project keeps its epics where GraphQL does not see them. */
export async function epicsByRest(client: Client, project: string): Promise<boolean> {
  // Members of a project need not see its group.
  return (await missing(epicWay(client, groupOf(project))))?.as === "rest";
}

/** GraphQL tells the links of a hundred issues at once; without it every issue costs a call. */
async function readAllLinks(
  client: Client,
  home: string,
  iids: readonly string[],
): Promise<Map<string, readonly Locator[]>> {
  try {
    const relations = await readRelations(client, home, iids);
    return new Map([...relations].map(([iid, { related }]) => [iid, related]));
  } catch (error) {
    if (!isOlderSchema(error)) throw error;
    return new Map(await Promise.all(iids.map(async (iid) => [iid, await readLinks(client, home, iid)] as const)));
  }
}

/** The epic of an issue; undefined where it has none, or the licence none to show. */
export function parentOfIssue(issue: Fields): Locator | undefined {
  const epic = optionalChild(issue, "epic");
  // Of the group there is a number and, in the address, the path.
  const home = epic && /\/groups\/(.+)\/-\/epics\/\d+$/.exec(text(epic, "url"))?.[1];
  return epic && home !== undefined ? { kind: "epic", home, id: String(integer(epic, "iid")) } : undefined;
}

async function readLinks({ http, rest }: Client, home: string, iid: string): Promise<Locator[]> {
  const url = rest(`projects/${encodeURIComponent(home)}/issues/${iid}/links`);
  const links = listOf((await http.read({ method: "GET", url })).body, LINKS);
  return links.map((link) => {
    const full = text(fieldsOf(link.values["references"], LINKS, "references"), "full");
    return { kind: "issue", home: full.slice(0, full.lastIndexOf("#")), id: String(integer(link, "iid")) };
  });
}

function groupOf(project: string): string {
  return project.slice(0, Math.max(0, project.lastIndexOf("/")));
}
