import type { Params } from "./params.ts";
import type { AccessToken, User } from "./state.ts";
import type { Store } from "./store.ts";

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What a handler knows of a request. `path` holds the decoded `:parameters` of the route, `params` query and body. */
export interface Context {
  store: Store;
  user: User | null;
  /** What the user sent. */
  token: AccessToken | null;
  method: Method;
  path: Record<string, string>;
  params: Params;
  query: Params;
  headers: Record<string, string | string[] | undefined>;
  /** The request's own address, undecoded, for Link headers. */
  target: string;
}

/** An answer. `body` is sent as JSON, `text` as it stands with its content type; neither makes an empty body. */
export interface Reply {
  status: number;
  body?: unknown;
  text?: string | Buffer;
  type?: string;
  headers?: Record<string, string>;
}

export type Handler = (context: Context) => Reply;

export interface Route {
  method: Method;
  /** Such as `/projects/:id/issues`; a parameter is one segment, in which `/` comes as `%2F`. */
  pattern: string;
  /** Answered without a token of a user; otherwise the handler or its lookups decide. */
  handler: Handler;
}

export function route(method: Method, pattern: string, handler: Handler): Route {
  return { method, pattern, handler };
}

/** The route of a raw (still encoded) path with its parameters, or null. Routes are tried in order. */
export function match(
  routes: readonly Route[],
  method: string,
  rawPath: string,
): { route: Route; path: Record<string, string> } | null {
  const segments = rawPath.split("/");
  for (const candidate of routes) {
    if (candidate.method !== method) continue;
    const path = matchPattern(candidate.pattern, segments);
    if (path) return { route: candidate, path };
  }
  return null;
}

function matchPattern(pattern: string, segments: string[]): Record<string, string> | null {
  const parts = pattern.split("/");
  if (parts.length !== segments.length) return null;
  const path: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    if (!part.startsWith(":")) {
      if (part !== segment) return null;
      continue;
    }
    const value = decode(segment);
    if (value === null || value === "") return null;
    path[part.slice(1)] = value;
  }
  return path;
}

/** The text without its percent signs, or null where they are broken. */
export function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

export function ok(body: unknown): Reply {
  return { status: 200, body };
}

export function created(body: unknown): Reply {
  return { status: 201, body };
}

export function noContent(): Reply {
  return { status: 204 };
}
