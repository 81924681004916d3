import type { Locator, ObservedItem } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { nameOf } from "./items.ts";
import { child, type Fields, fieldsOf, flag, integer, optionalChild, optionalText, text, texts } from "./shape.ts";

const ONE = "GET /groups/:id/epics/:iid";

/** `groups/:id/epics`, or that of one epic. */
export function epicEndpoint(group: string, iid?: string): string {
  return `groups/${encodeURIComponent(group)}/epics${iid === undefined ? "" : `/${iid}`}`;
}

/** The epic as REST shows it; undefined where there is none or we may not see it. */
export async function readEpicFields({ http, rest }: Client, { home, id }: Locator): Promise<Fields | undefined> {
  const answer = await http.read({ method: "GET", url: rest(epicEndpoint(home, id)), accept: [404] });
  return answer.status === 404 ? undefined : fieldsOf(answer.body, ONE);
}

/** Global id of an epic: neither its iid nor the id of the work item that it is as well. */
export async function globalEpicId(client: Client, locator: Locator): Promise<number> {
  const epic = await readEpicFields(client, locator);
  if (epic !== undefined) return integer(epic, "id");
  throw new ForgeError("missing", `${nameOf(locator)} does not exist, or the token's user may not see it`);
}

/** An epic as REST shows it, which knows neither assignees nor a milestone of it. */
export async function itemFromEpic(client: Client, epic: Fields, home: string): Promise<ObservedItem> {
  return {
    kind: "epic",
    locator: { kind: "epic", home, id: String(integer(epic, "iid")) },
    url: text(epic, "web_url"),
    author: text(child(epic, "author"), "username"),
    title: text(epic, "title"),
    body: optionalText(epic, "description") ?? "",
    state: text(epic, "state") === "opened" ? "open" : "closed",
    confidential: flag(epic, "confidential"),
    moved: false,
    labels: texts(epic, "labels").sort(),
    assignees: [],
    dueDate: optionalText(epic, "due_date"),
    milestone: undefined,
    updatedAt: text(epic, "updated_at"),
    ...(await parentOf(client, epic, home)),
    related: [],
  };
}

/** An epic of the same group as a rule; the path of another group has to be asked for. */
async function parentOf(
  client: Client,
  epic: Fields,
  home: string,
): Promise<Pick<ObservedItem, "parent" | "hiddenParent">> {
  if ((epic.values["parent_id"] ?? null) === null) return { parent: undefined };
  const link = optionalText(optionalChild(epic, "_links") ?? { ...epic, values: {} }, "parent") ?? "";
  const [, group, iid] = /\/groups\/(\d+)\/epics\/(\d+)$/.exec(link) ?? [];
  if (group === undefined || iid === undefined) return { hiddenParent: true };
  const path = Number(group) === integer(epic, "group_id") ? home : await pathOf(client, group);
  return path === undefined ? { hiddenParent: true } : { parent: { kind: "epic", home: path, id: iid } };
}

/** Many epics hang under one of the same other group, and GitLab counts how often a group is asked for. */
const paths = new WeakMap<Client, Map<string, Promise<string | undefined>>>();

function pathOf(client: Client, group: string): Promise<string | undefined> {
  const known = paths.get(client) ?? new Map<string, Promise<string | undefined>>();
  paths.set(client, known);
  const asked = known.get(group) ?? readPath(client, group);
  known.set(group, asked);
  asked.catch(() => known.delete(group));
  return asked;
}

async function readPath({ http, rest }: Client, group: string): Promise<string | undefined> {
  const url = rest(`groups/${group}`, { withProjects: false });
  const answer = await http.read({ method: "GET", url, accept: [403, 404] });
  return answer.status < 300 ? text(fieldsOf(answer.body, "GET /groups/:id"), "full_path") : undefined;
}
