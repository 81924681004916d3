import { ForgeError } from "../port.ts";
import type { Answer } from "./call.ts";
import type { Client } from "./client.ts";
import { findUser } from "./identity.ts";
import { type Fields, fieldsOf, integer, listOf, text } from "./shape.ts";

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
  /** Those of many names that are not known, found by lists of a hundred where these are fewer calls than the names. */
  unknownLabels(home: Home, titles: readonly string[]): Promise<string[]>;
  unknownPeople(home: Home, usernames: readonly string[]): Promise<string[]>;
  unknownMilestones(home: Home, titles: readonly string[]): Promise<string[]>;
}

/** How one sort of names is found: by a list of all in a place, or one by one. */
interface Sort {
  readonly list: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly nameOf: (row: Fields) => string;
  readonly keyOf: (home: Home, name: string) => string;
  readonly find: (client: Client, home: Home, name: string) => Promise<number | undefined>;
}

const LABEL: Sort = {
  list: "labels",
  query: { includeAncestorGroups: true },
  nameOf: (row) => text(row, "name"),
  keyOf: ({ path }, title) => `label ${path} ${title}`,
  find: findLabel,
};
/** Most of those who are named are members, but nobody has to be one. */
const PERSON: Sort = {
  list: "members/all",
  query: {},
  nameOf: (row) => text(row, "username"),
  // User names are the same in any case.
  keyOf: (_home, username) => `person ${username.toLowerCase()}`,
  find: (client, _home, username) => findPerson(client, username),
};
const MILESTONE: Sort = {
  list: "milestones",
  query: { includeAncestors: true },
  nameOf: (row) => text(row, "title"),
  keyOf: ({ path }, title) => `milestone ${path} ${title}`,
  find: findMilestone,
};
// As many calls for single names as a list may need where nothing is known of how long it is.
const FEW = 2;
const ANYWHERE: Home = { kind: "project", path: "" };

export function createNames(client: Client): Names {
  const known = new Map<string, number>();
  async function one(sort: Sort, home: Home, name: string): Promise<number | undefined> {
    const key = sort.keyOf(home, name);
    const id = known.get(key) ?? (await sort.find(client, home, name));
    if (id !== undefined) known.set(key, id);
    return id;
  }
  async function unknown(sort: Sort, home: Home, names: readonly string[]): Promise<string[]> {
    const once = [...new Set(names)];
    const left = () => once.filter((name) => !known.has(sort.keyOf(home, name)));
    if (left().length > FEW) {
      const add = (name: string, id: number) => void known.set(sort.keyOf(home, name), id);
      const isWhole = await readList(client, home, sort, { add, left: () => left().length });
      if (isWhole && sort !== PERSON) return left();
    }
    const found = await Promise.all(left().map(async (name) => [name, await one(sort, home, name)] as const));
    return found.flatMap(([name, id]) => (id === undefined ? [name] : []));
  }
  return {
    label: (home, title) => one(LABEL, home, title),
    person: (username) => one(PERSON, ANYWHERE, username),
    milestone: (home, title) => one(MILESTONE, home, title),
    unknownLabels: (home, titles) => unknown(LABEL, home, titles),
    unknownPeople: (home, usernames) => unknown(PERSON, home, usernames),
    unknownMilestones: (home, titles) => unknown(MILESTONE, home, titles),
  };
}

/**
 * Reads a list until all names are found, or until the rest of it is longer than the rest of the names: a project may have
 * thousands of labels and members. True where it was read to its end. A list that may not be read is none.
 */
async function readList(
  client: Client,
  home: Home,
  { list, query, nameOf }: Sort,
  wanted: { readonly add: (name: string, id: number) => void; readonly left: () => number },
): Promise<boolean> {
  const endpoint = `${home.kind}s/${encodeURIComponent(home.path)}/${list}`;
  for (let page = 1; ; page += 1) {
    const url = client.rest(endpoint, { ...query, perPage: 100, page });
    const answer = await client.http.read({ method: "GET", url, accept: [401, 403, 404] });
    if (answer.status >= 300) return false;
    for (const row of listOf(answer.body, `GET /${home.kind}s/:id/${list}`))
      wanted.add(nameOf(row), integer(row, "id"));
    const more = pagesAfter(answer, page);
    if (more === 0 || wanted.left() === 0 || more > wanted.left()) return more === 0;
  }
}

/** Unknown above 10,000 rows, which is more than anybody looks through. */
function pagesAfter({ headers }: Answer, page: number): number {
  if ((headers["x-next-page"] ?? "") === "") return 0;
  const pages = Number(headers["x-total-pages"] ?? "");
  return Number.isInteger(pages) && pages > 0 ? pages - page : Number.POSITIVE_INFINITY;
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

async function findPerson(client: Client, username: string): Promise<number | undefined> {
  const match = await findUser(client, username);
  return match && integer(match, "id");
}

async function findMilestone({ http, rest }: Client, home: Home, title: string): Promise<number | undefined> {
  const endpoint = `${home.kind}s/${encodeURIComponent(home.path)}/milestones`;
  const answer = await http.read({ method: "GET", url: rest(endpoint, { title, includeAncestors: true }) });
  const found = listOf(answer.body, `GET /${home.kind}s/:id/milestones`);
  const match = found.find((milestone) => text(milestone, "title") === title);
  return match && integer(match, "id");
}
