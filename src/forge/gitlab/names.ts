import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { fieldsOf, integer, listOf, text } from "./shape.ts";

/** A project or group whose labels and milestones are meant, with those of the groups above it. */
export interface Home {
  readonly kind: "project" | "group";
  readonly path: string;
}

/**
 * Names that people write, looked up before they are sent: for a label that it does not know GitLab makes a new one.
 * All comparisons are exact. What was found is kept; what was not is asked for again.
 */
export interface Names {
  label(home: Home, title: string): Promise<number | undefined>;
  person(username: string): Promise<number | undefined>;
  milestone(home: Home, title: string): Promise<number | undefined>;
}

export function createNames(client: Client): Names {
  const known = new Map<string, number>();
  async function once(key: string, find: () => Promise<number | undefined>): Promise<number | undefined> {
    const id = known.get(key) ?? (await find());
    if (id !== undefined) known.set(key, id);
    return id;
  }
  return {
    label: (home, title) => once(`label ${home.path} ${title}`, () => findLabel(client, home, title)),
    person: (username) => once(`person ${username}`, () => findPerson(client, username)),
    milestone: (home, title) => once(`milestone ${home.path} ${title}`, () => findMilestone(client, home, title)),
  };
}

/** Ids in the order of the titles; throws ForgeError "refused" that names the first unknown one. */
export function labelIds(names: Names, home: Home, titles: readonly string[]): Promise<number[]> {
  return Promise.all(
    titles.map(async (title) => {
      const id = await names.label(home, title);
      if (id !== undefined) return id;
      throw new ForgeError(
        "refused",
        `label "${title}" does not exist in "${home.path}" or the groups above it`,
        "make it on GitLab or correct its spelling; labels are case-sensitive and cutover makes none",
      );
    }),
  );
}

/** Ids in the order of the user names; throws ForgeError "refused" that names the first unknown one. */
export function personIds(names: Names, usernames: readonly string[]): Promise<number[]> {
  return Promise.all(
    usernames.map(async (username) => {
      const id = await names.person(username);
      if (id !== undefined) return id;
      throw new ForgeError(
        "refused",
        `GitLab knows no user "@${username}"`,
        "user names are those of profile addresses, case-sensitive",
      );
    }),
  );
}

/** Throws ForgeError "refused" for a title that is unknown. */
export async function milestoneId(names: Names, home: Home, title: string): Promise<number> {
  const id = await names.milestone(home, title);
  if (id !== undefined) return id;
  throw new ForgeError("refused", `milestone "${title}" does not exist in "${home.path}" or the groups above it`);
}

async function findLabel(client: Client, home: Home, title: string): Promise<number | undefined> {
  const { http, rest } = client;
  const endpoint = `${home.kind}s/${encodeURIComponent(home.path)}/labels/${encodeURIComponent(title)}`;
  const call = `GET /${home.kind}s/:id/labels/:name`;
  const answer = await http.read({
    method: "GET",
    url: rest(endpoint, { includeAncestorGroups: true }),
    accept: [404],
  });
  const found = answer.status === 404 ? undefined : fieldsOf(answer.body, call);
  if (found === undefined || text(found, "name") === title) return found && integer(found, "id");
  // `2026-Q1` is read as the id 2026 there, so what came is another label; the list knows titles only.
  return findListedLabel(client, home, title);
}

async function findListedLabel({ http, rest }: Client, home: Home, title: string): Promise<number | undefined> {
  const call = `GET /${home.kind}s/:id/labels`;
  const endpoint = `${home.kind}s/${encodeURIComponent(home.path)}/labels`;
  const url = rest(endpoint, { includeAncestorGroups: true, search: title, perPage: 100 });
  const answer = await http.read({ method: "GET", url });
  const match = listOf(answer.body, call).find((label) => text(label, "name") === title);
  return match && integer(match, "id");
}

async function findPerson({ api }: Client, username: string): Promise<number | undefined> {
  // The search ignores case; an assignee that differs in case would be a difference for ever.
  const match = listOf(await api.users.all({ username }), "GET /users").find(
    (user) => text(user, "username") === username,
  );
  return match && integer(match, "id");
}

async function findMilestone({ http, rest }: Client, home: Home, title: string): Promise<number | undefined> {
  const endpoint = `${home.kind}s/${encodeURIComponent(home.path)}/milestones`;
  const answer = await http.read({ method: "GET", url: rest(endpoint, { title, includeAncestors: true }) });
  const found = listOf(answer.body, `GET /${home.kind}s/:id/milestones`);
  const match = found.find((milestone) => text(milestone, "title") === title);
  return match && integer(match, "id");
}
