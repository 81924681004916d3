import { ForgeError, type Session } from "../port.ts";
import type { Client } from "./client.ts";
import { type Fields, fieldsOf, integer, listOf, optionalText, text } from "./shape.ts";

/** Whose objects are ours. */
export interface Identity {
  /** Empty without a token. */
  readonly user: string;
  /** Addresses that the user's own commits may carry, in lower case. */
  readonly emails: ReadonlySet<string>;
  /** Who looks, where that is another user: the server tells him neither all of our addresses nor all that is ours. */
  readonly onlooker?: Onlooker | undefined;
}

/** Whom the token belongs to. */
export interface TokenUser extends Identity {
  readonly id: number;
  /** Sees everything, with a role or without. */
  readonly isAdmin: boolean;
}

export type Onlooker = Pick<TokenUser, "user" | "id" | "isAdmin">;

const NOBODY: TokenUser = { user: "", emails: new Set(), id: 0, isAdmin: false };

/** The token's user; throws ForgeError "unauthenticated" for a token that the server does not take. */
export async function readIdentity({ hasToken, api }: Client): Promise<TokenUser> {
  if (!hasToken) return NOBODY;
  const user = fieldsOf(await api.users.showCurrentUser(), "GET /user");
  const emails = ["email", "commit_email", "public_email"].flatMap((key) => optionalText(user, key) ?? []);
  return {
    user: text(user, "username"),
    emails: lowerCase(emails),
    id: integer(user, "id"),
    isAdmin: user.values["is_admin"] === true,
  };
}

/**
 * Whose objects are ours where a name is given: with the spelling of the server, which takes user names in any case.
 * Throws ForgeError "missing" for a name that nobody has.
 */
export async function identityOf(client: Client, own: TokenUser, name: string | undefined): Promise<Identity> {
  if (name === undefined || isSameUser(name, own.user)) return own;
  const user = await findUser(client, name);
  if (user === undefined) {
    throw new ForgeError("missing", `nobody is named "@${name}" on ${client.url}`, "user names are those of profiles");
  }
  const { user: onlooker, id, isAdmin } = own;
  return { user: text(user, "username"), emails: knownEmails(client, user), onlooker: { user: onlooker, id, isAdmin } };
}

/** The name as the server writes it; undefined where nobody has it. */
export async function accountName(client: Client, name: string): Promise<string | undefined> {
  const user = await findUser(client, name);
  return user && text(user, "username");
}

function isSameUser(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export async function findUser({ api }: Client, username: string): Promise<Fields | undefined> {
  const found = listOf(await api.users.all({ username }), "GET /users");
  return found.find((user) => isSameUser(text(user, "username"), username));
}

/**
 * What can be known of another's addresses: the public one, those that GitLab makes up for who keeps his own private, and
 * those of service accounts and of the users behind tokens of projects and groups.
 */
function knownEmails({ url }: Client, user: Fields): ReadonlySet<string> {
  const { hostname } = new URL(url);
  const [id, name] = [integer(user, "id"), text(user, "username")];
  const made = [
    `${id}-${name}@users.noreply.${hostname}`,
    `${id}@users.noreply.${hostname}`,
    `${name}@noreply.${hostname}`,
  ];
  return lowerCase([...made, optionalText(user, "public_email") ?? ""]);
}

function lowerCase(emails: readonly string[]): ReadonlySet<string> {
  return new Set(emails.filter((email) => email !== "").map((email) => email.toLowerCase()));
}

/** Who we are and what is there. GitLab tells its version only to those who have a token. */
export async function readSession(client: Client, identity: Promise<Identity>): Promise<Session> {
  const accept = client.hasToken ? [] : [401];
  const [{ user }, answer] = await Promise.all([
    identity,
    client.http.read({ method: "GET", url: client.rest("metadata"), accept }),
  ]);
  const version = answer.status === 401 ? "" : text(fieldsOf(answer.body, "GET /metadata"), "version");
  return { user, version, sandbox: answer.headers["x-sandbox"] === "cutover" };
}
