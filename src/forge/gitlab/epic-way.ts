import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { EPIC_TYPE } from "./queries.ts";
import { child, children, text } from "./shape.ts";
import { namespaceOf } from "./work-items.ts";

/** How a server keeps the epics of one group: as work items of this type, as the older epics of REST, or not at all. */
export type EpicWay = { readonly as: "work-items"; readonly type: string } | { readonly as: "rest" | "none" };

const known = new WeakMap<Client, Map<string, Promise<EpicWay>>>();
// What an older schema says to a query that names what came later.
const OLDER = /doesn't exist on type|doesn't accept argument|has an invalid value/;

/**
 * Found by asking the server, once for each group: its version alone tells neither the licence nor what was switched on.
 * Throws ForgeError "missing" for a group that does not exist.
 */
export function epicWay(client: Client, group: string): Promise<EpicWay> {
  const ways = known.get(client) ?? new Map<string, Promise<EpicWay>>();
  known.set(client, ways);
  const asked = ways.get(group) ?? ask(client, group);
  ways.set(group, asked);
  // What failed once is asked again.
  asked.catch(() => ways.delete(group));
  return asked;
}

async function ask(client: Client, group: string): Promise<EpicWay> {
  const type = await workItemType(client, group);
  if (type !== undefined) return { as: "work-items", type };
  return { as: (await hasRestEpics(client, group)) ? "rest" : "none" };
}

async function workItemType(client: Client, group: string): Promise<string | undefined> {
  try {
    const namespace = namespaceOf(await client.graphql.query(EPIC_TYPE, { home: group }), group);
    const type = children(child(namespace, "workItemTypes"), "nodes").find((node) => text(node, "name") === "Epic");
    return type && text(type, "id");
  } catch (error) {
    if (isOlderSchema(error)) return undefined;
    throw error;
  }
}

/** Whether a query was refused because the server's schema is older than what it names. */
export function isOlderSchema(error: unknown): boolean {
  return error instanceof ForgeError && OLDER.test(error.message);
}

/** 403 is a licence without epics; 404 an edition without them, or no such group. */
async function hasRestEpics({ http, rest }: Client, group: string): Promise<boolean> {
  const path = `groups/${encodeURIComponent(group)}`;
  const answer = await http.read({
    method: "GET",
    url: rest(`${path}/epics`, { perPage: 1 }),
    accept: [403, 404],
  });
  if (answer.status !== 404) return answer.status < 300;
  await http.read({ method: "GET", url: rest(path, { withProjects: false }) });
  return false;
}
