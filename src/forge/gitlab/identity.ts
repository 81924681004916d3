import type { Session } from "../port.ts";
import type { Client } from "./client.ts";
import { fieldsOf, optionalText, text } from "./shape.ts";

/** Whom the token belongs to. */
export interface Identity {
  /** Empty without a token. */
  readonly user: string;
  /** All addresses that the user's own commits may carry, in lower case. */
  readonly emails: ReadonlySet<string>;
}

const NOBODY: Identity = { user: "", emails: new Set() };

/** The token's user; throws ForgeError "unauthenticated" for a token that the server does not take. */
export async function readIdentity({ hasToken, api }: Client): Promise<Identity> {
  if (!hasToken) return NOBODY;
  const user = fieldsOf(await api.users.showCurrentUser(), "GET /user");
  const emails = ["email", "commit_email", "public_email"].flatMap(
    (key) => optionalText(user, key)?.toLowerCase() ?? [],
  );
  return { user: text(user, "username"), emails: new Set(emails) };
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
