import { oneLine, withoutToken } from "../answer.ts";
import { ForgeError } from "../port.ts";
import type { Http } from "./http.ts";
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
      return dataOf(answer.body, { call: call(document), write: false, token });
    },
    async mutate(document, field, variables) {
      const answer = await http.write({ method: "POST", url: target, body: { query: document, variables } });
      return payloadOf(answer.body, { call: call(document), write: true, token }, field);
    },
  };
}

interface Asked {
  readonly call: string;
  readonly write: boolean;
  /** Never told, though a server may quote what it was sent. */
  readonly token: string | undefined;
}

function payloadOf(body: unknown, asked: Asked, field: string): Fields {
  const payload = child(dataOf(body, asked), field);
  const errors = texts(payload, "errors");
  if (errors.length > 0) throw refused(asked.call, withoutToken(errors.join("; "), asked.token));
  return payload;
}

function dataOf(body: unknown, { call, write, token }: Asked): Fields {
  const answer = fieldsOf(body, call);
  if (answer.values["errors"] !== undefined) {
    const errors = listOf(answer.values["errors"], call, "errors").map((error) => optionalText(error, "message") ?? "");
    throw failed(call, withoutToken(errors.join("; "), token), write);
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
