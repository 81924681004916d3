import type { IncomingHttpHeaders } from "node:http";
import { authenticate, type Caller, checkScope } from "./auth.ts";
import { ApiError, badParameter } from "./errors.ts";
import { execute } from "./graphql/execute.ts";
import { mutationRoot } from "./graphql/mutations.ts";
import { withheld } from "./graphql/older.ts";
import { queryRoot } from "./graphql/queries.ts";
import { page } from "./pages.ts";
import { isObject, type Params, parseQuery } from "./params.ts";
import { type Context, type Method, match, type Reply } from "./router.ts";
import { ROUTES } from "./routes.ts";
import type { User } from "./state.ts";
import { advance, attempt, type Store } from "./store.ts";

export interface Call {
  method: string;
  /** Path and query as sent. */
  target: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Answer {
  reply: Reply;
  user: User | null;
  /** The stack of an error that is the sandbox's own fault. */
  problem?: string;
}

/** Carries a call out. One that fails leaves the state as it was, but for the second that every write takes. */
export function answer(store: Store, call: Call): Answer {
  const url = new URL(call.target, store.url);
  if (!url.pathname.startsWith("/api/")) return { reply: page(store, url.pathname), user: null };
  let user: User | null = null;
  try {
    const query = parseQuery(url.search.slice(1));
    const caller = authenticate(store.state, call.headers, query, call.method, url.pathname);
    user = caller.user;
    if (url.pathname === "/api/graphql") return { reply: graphql(store, caller, call), user };
    return { reply: rest(store, caller, call, url, query), user };
  } catch (error) {
    if (error instanceof ApiError) return { reply: refusal(error, url.pathname), user };
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { reply: { status: 500, body: { message: "500 Internal Server Error" } }, user, problem };
  }
}

/** GraphQL has errors of its own shape even where nothing was run. */
function refusal({ status, body }: ApiError, path: string): Reply {
  if (path !== "/api/graphql") return { status, body };
  return { status, body: { errors: [{ message: status === 401 ? "Invalid token" : JSON.stringify(body) }] } };
}

function rest(store: Store, { user, token }: Caller, call: Call, url: URL, query: Params): Reply {
  const found = url.pathname.startsWith("/api/v4/")
    ? match(ROUTES, call.method, url.pathname.slice("/api/v4".length))
    : null;
  if (!found) return { status: 404, body: { error: "404 Not Found" } };
  const writes = call.method !== "GET" && call.method !== "HEAD";
  checkScope(token, writes, url.pathname);
  const context: Context = {
    store,
    user,
    token,
    method: call.method as Method,
    path: found.path,
    query,
    params: { ...query, ...readBody(call) },
    headers: call.headers,
    target: call.target,
  };
  if (!writes) return found.route.handler(context);
  advance(store, 1);
  return attempt(store, () => found.route.handler(context));
}

/** JSON, or the fields of a form. */
function readBody({ headers, body }: Pick<Call, "headers" | "body">): Params {
  const text = body.toString("utf8");
  if (text.trim() === "") return {};
  if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return parseQuery(text);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw badParameter("message body does not match declared format");
  }
  return isObject(parsed) ? parsed : {};
}

/** Queries leave the clock alone; mutations are transactions of their own. */
function graphql(store: Store, caller: Caller, call: Call): Reply {
  if (call.method !== "POST") return { status: 404, body: { error: "404 Not Found" } };
  const body = readBody(call);
  if (/\bmutation\b/.test(String(body["query"]))) advance(store, 1);
  const viewer = { store, ...caller };
  return {
    status: 200,
    body: execute({ Query: queryRoot(viewer), Mutation: mutationRoot(viewer) }, body, withheld(store.state)),
  };
}
