import { ForgeError } from "../port.ts";
import { oneLine } from "./failure.ts";
import { type Http, withoutToken } from "./http.ts";
import { child, type Fields, fieldsOf, listOf, optionalChild, optionalText, texts } from "./shape.ts";

/** Values that are undefined are left out of the request. */
export type Variables = Readonly<Record<string, unknown>>;

export interface GraphQL {
  /** `data` of a query. */
  query(document: string, variables: Variables): Promise<Fields>;
  /** The payload of a mutation's one field, such as `workItemCreate`. */
  mutate(document: string, field: string, variables: Variables): Promise<Fields>;
}

const HIDDEN = /does not exist or you don't have permission/i;
const UNFINISHED = /time[d ]?out|internal server error/i;

/** GraphQL answers 200 for most of what goes wrong: both places that can hold errors are looked at. */
export function createGraphQL(http: Http, url: string, token: string | undefined): GraphQL {
  const target = new URL(`${url}/api/graphql`);
  const call = (document: string) => `POST /graphql ${/^\w+ (\w+)/.exec(document)?.[1] ?? ""}`;
  return {
    async query(document, variables) {
      const answer = await http.read({ method: "POST", url: target, body: { query: document, variables } });
      return told(() => dataOf(answer.body, call(document), false), token);
    },
    async mutate(document, field, variables) {
      const answer = await http.write({ method: "POST", url: target, body: { query: document, variables } });
      return told(() => payloadOf(answer.body, call(document), field), token);
    },
  };
}

/** What was read; an error that quotes the server does not quote the token. */
function told(read: () => Fields, token: string | undefined): Fields {
  try {
    return read();
  } catch (error) {
    throw error instanceof ForgeError ? withoutToken(error, token) : error;
  }
}

function payloadOf(body: unknown, call: string, field: string): Fields {
  const payload = child(dataOf(body, call, true), field);
  const [first, ...rest] = texts(payload, "errors");
  if (first !== undefined) throw refused(call, [first, ...rest].join("; "));
  return payload;
}

function dataOf(body: unknown, call: string, write: boolean): Fields {
  const answer = fieldsOf(body, call);
  if (answer.values["errors"] !== undefined) {
    const errors = listOf(answer.values["errors"], call, "errors").map((error) => optionalText(error, "message") ?? "");
    throw failed(call, errors.join("; "), write);
  }
  const data = optionalChild(answer, "data");
  if (data === undefined) throw failed(call, "no data", write);
  return { ...data, path: "" };
}

function failed(call: string, said: string, write: boolean): ForgeError {
  if (HIDDEN.test(said)) return refused(call, said);
  const plain = `${call} failed`;
  const message = `${plain}: ${oneLine(said)}`;
  if (!write) return new ForgeError("broken", message, undefined, plain);
  if (!UNFINISHED.test(said)) return refused(call, said);
  const hint = "it may have been done; look with `cutover plan` before doing it again";
  return new ForgeError("ambiguous", message, hint, plain);
}

function refused(call: string, said: string): ForgeError {
  const plain = `${call} was refused`;
  const isHidden = HIDDEN.test(said);
  const hint = isHidden ? "the token's user needs a higher role there, or it does not exist" : undefined;
  return new ForgeError(isHidden ? "forbidden" : "refused", `${plain}: ${oneLine(said)}`, hint, plain);
}
