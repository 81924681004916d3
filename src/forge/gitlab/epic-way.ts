import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { EPIC_TYPE, EPIC_TYPE_AND_PARENTS } from "./queries.ts";
import { child, children, type Fields, optionalChild, text } from "./shape.ts";
import { namespaceOf } from "./work-items.ts";

/**
 * How a server keeps the epics of one group: as work items of this type, as the older epics of REST, or not at all.
 * `nested` is false where its licence has no epics under epics, as far as the server tells.
 */
export type EpicWay =
  | { readonly as: "work-items"; readonly type: string; readonly nested: boolean }
  | { readonly as: "rest" | "none" };

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
  if (type !== undefined) return { as: "work-items", type: text(type, "id"), nested: isNested(type) };
  return { as: (await hasRestEpics(client, group)) ? "rest" : "none" };
}

async function workItemType(client: Client, group: string): Promise<Fields | undefined> {
  const asked = (query: string) => unlessOlder(client.graphql.query(query, { home: group }));
  const data = (await asked(EPIC_TYPE_AND_PARENTS)) ?? (await asked(EPIC_TYPE));
  if (data === undefined) return undefined;
  const types = children(child(namespaceOf(data, group), "workItemTypes"), "nodes");
  return types.find((node) => text(node, "name") === "Epic");
}

/** What a server does not tell it is not known to lack. */
function isNested(type: Fields): boolean {
  if (type.values["widgetDefinitions"] === undefined) return true;
  const parents = children(type, "widgetDefinitions").flatMap((one) => optionalChild(one, "allowedParentTypes") ?? []);
  return (
    parents.length === 0 || parents.flatMap((one) => children(one, "nodes")).some((one) => text(one, "name") === "Epic")
  );
}

async function unlessOlder<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
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
