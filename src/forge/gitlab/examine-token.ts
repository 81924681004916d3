import type { Server, TokenFacts, Trouble } from "../../doctor/facts.ts";
import { parseInstant } from "../../model/duration.ts";
import { ForgeError } from "../port.ts";
import type { Answer } from "./call.ts";
import type { Client } from "./client.ts";
import { failureOf } from "./failure.ts";
import { fieldsOf, optionalText, texts } from "./shape.ts";

/** A header tells whole seconds. */
const SECOND = 1000;

/** The first request of all: whether a GitLab is there, its version, its clock, and whether it takes the token at all. */
export async function probe(client: Client): Promise<Server & { readonly refusal?: Trouble }> {
  const sent = client.clock.now();
  const answer = await client.http.read({ method: "GET", url: client.rest("metadata"), accept: [401, 403] });
  const ahead = aheadOf(answer, sent, client.clock.now());
  const sandbox = answer.headers["x-sandbox"] === "cutover";
  // 403 is a token of a scope that does not read this; what its scopes are it may tell all the same.
  if (answer.status === 403) return { version: "", sandbox, ahead };
  if (answer.status !== 401) return { version: versionIn(answer), sandbox, ahead };
  if (!client.hasToken) return { version: "", sandbox, ahead };
  return { version: "", sandbox, ahead, refusal: refusalOf(answer) };
}

/** Whatever else stands at an address, a sign-in page say, answers without a version. */
function versionIn({ body }: Answer): string {
  if (typeof body === "object" && body !== null && "version" in body && typeof body.version === "string")
    return body.version;
  throw new ForgeError("missing", "GET /metadata answered without a version");
}

/** In words of ours: a server may echo what it was sent. */
function refusalOf({ status, body }: Answer): Trouble {
  const { plain, message } = failureOf({ call: "GET /metadata", write: false, status, body });
  const why = /expired|revoked/i.exec(message)?.[0].toLowerCase();
  return { kind: "unauthenticated", reason: why === undefined ? plain : `${plain}: ${why}` };
}

/** The header was written at some time between sending and getting the answer. */
function aheadOf({ headers }: Answer, sent: number, got: number): Server["ahead"] {
  const date = Date.parse(headers["date"] ?? "");
  if (Number.isNaN(date)) return undefined;
  return { by: date + SECOND / 2 - (sent + got) / 2, give: (got - sent + SECOND) / 2 };
}

/** What a token says of itself, whatever its scopes are. */
export async function readToken({ http, rest }: Client): Promise<TokenFacts> {
  const answer = await http.read({ method: "GET", url: rest("personal_access_tokens/self") });
  const token = fieldsOf(answer.body, "GET /personal_access_tokens/self");
  return { scopes: texts(token, "scopes"), expires: parseInstant(optionalText(token, "expires_at")) };
}
