import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import {
  CONTENTS,
  type Counter,
  contents,
  DOCS,
  type Files,
  html,
  idOf,
  json,
  limitOf,
  limits,
  notFound,
  RAW,
  type Reply,
  redirect,
  said,
} from "./github-reply.ts";

/** One request as it came. */
export interface GithubRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Undefined: it got no answer. */
  readonly status: number | undefined;
}

/** What goes wrong instead of an answer. */
export type Trouble =
  /** `resetsAt` in seconds since 1970. */
  | { readonly kind: "primary limit"; readonly resetsAt: number; readonly status?: 403 | 429 }
  /** Without `retryAfter` (seconds) only the words say what it is, as they sometimes do. */
  | { readonly kind: "secondary limit"; readonly retryAfter?: number; readonly status?: 403 | 429 }
  | { readonly kind: "bad credentials" }
  | { readonly kind: "forbidden"; readonly message?: string }
  | { readonly kind: "server error"; readonly status?: number }
  | { readonly kind: "unicorn" }
  /** As networks answer that want somebody to sign in first. */
  | { readonly kind: "login page" }
  | { readonly kind: "not modified" }
  /** Never answers. */
  | { readonly kind: "hang" }
  /** Ends the connection before the answer, or in the middle of it. */
  | { readonly kind: "cut"; readonly inBody?: boolean };

export interface GithubServer {
  /** What GITHUB_API_URL is set to. */
  readonly url: string;
  /** May be changed at any time: `owner/name` to its files. */
  readonly repositories: Map<string, Files>;
  /** All requests since the start, or since `forget`. */
  readonly requests: readonly GithubRequest[];
  /** Only this token is taken; undefined (the default) takes any, and none. */
  token: string | undefined;
  /** Renamed: requests for `from` are led to `to`, below the address of another server if one is given. */
  move(from: string, to: string, url?: string): void;
  /** The next `times` requests whose path holds `where` meet this trouble. */
  trouble(where: string, trouble: Trouble, times?: number): void;
  forget(): void;
  close(): Promise<void>;
}

interface State extends Counter {
  readonly repositories: Map<string, Files>;
  readonly requests: GithubRequest[];
  readonly moved: Map<string, { readonly to: string; readonly url: string | undefined }>;
  readonly troubles: { readonly where: string; readonly trouble: Trouble; left: number }[];
  token: string | undefined;
}

const ROUTE = /^\/repos\/([^/]+\/[^/]+)\/contents(?:\/(.*))?$/;
const BY_ID = /^\/repositories\/(\d+)\/contents(?:\/(.*))?$/;

/**
 * A server on this machine that answers as api.github.com does for `GET /repos/{owner}/{repo}/contents/{path}`: shapes and
 * headers as in https://docs.github.com/rest/repos/contents and https://docs.github.com/rest/using-the-rest-api.
 */
export async function startGithub(repositories: ReadonlyMap<string, Files>): Promise<GithubServer> {
  const state: State = {
    repositories: new Map(repositories),
    requests: [],
    moved: new Map(),
    troubles: [],
    token: undefined,
    used: 0,
  };
  const server = createServer((request, response) => serve(state, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    repositories: state.repositories,
    requests: state.requests,
    get token() {
      return state.token;
    },
    set token(value) {
      state.token = value;
    },
    move: (from, to, url) => state.moved.set(from, { to, url }),
    trouble: (where, trouble, times = Number.POSITIVE_INFINITY) => state.troubles.push({ where, trouble, left: times }),
    forget: () => state.requests.splice(0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Broken = "hang" | "cut" | "cut in body";

function serve(state: State, request: IncomingMessage, response: ServerResponse): void {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://github").pathname);
  const met = state.troubles.find(({ where, left }) => left > 0 && path.includes(where));
  if (met !== undefined) met.left -= 1;
  const reply = met === undefined ? answer(state, path, request) : troubled(met.trouble, state, request);
  const status = typeof reply === "string" ? undefined : reply.status;
  state.requests.push({ path, headers: request.headers, status });
  if (typeof reply === "string") breakOff(reply, response);
  else write(reply, request, response);
}

function write(reply: Reply, request: IncomingMessage, response: ServerResponse): void {
  const zipped = reply.status === 200 && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  response.writeHead(reply.status, { ...reply.headers, ...(zipped && { "content-encoding": "gzip" }) });
  response.end(zipped ? gzipSync(reply.body ?? "") : reply.body);
}

function breakOff(how: Broken, response: ServerResponse): void {
  if (how === "cut") response.socket?.destroy();
  if (how !== "cut in body") return;
  response.writeHead(200, { "content-type": RAW });
  response.write("half of the", () => response.socket?.destroy());
}

function troubled(trouble: Trouble, state: State, request: IncomingMessage): Reply | Broken {
  switch (trouble.kind) {
    case "primary limit":
      state.used = limitOf(request);
      return json(state, request, trouble.status ?? 403, {
        headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(trouble.resetsAt) },
        body: said(
          "API rate limit exceeded for 203.0.113.7. (But here's the good news: Authenticated requests get a higher rate limit. Check out the documentation for more details.)",
          `${DOCS}/overview/resources-in-the-rest-api#rate-limiting`,
        ),
      });
    case "secondary limit":
      return json(state, request, trouble.status ?? 403, {
        headers: trouble.retryAfter === undefined ? {} : { "retry-after": String(trouble.retryAfter) },
        body: said(
          "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
          "https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits",
        ),
      });
    case "bad credentials":
      return json(state, request, 401, { body: { ...said("Bad credentials", DOCS), status: "401" } });
    case "forbidden": {
      const message = trouble.message ?? "Resource not accessible by personal access token";
      return json(state, request, 403, { body: { ...said(message, CONTENTS), status: "403" } });
    }
    case "server error":
      return json(state, request, trouble.status ?? 502, { body: { message: "Server Error" } });
    case "unicorn":
      return html(503, "<!DOCTYPE html>\n<html><head><title>Unicorn! &middot; GitHub</title></head></html>\n");
    case "login page":
      return html(200, "<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head></html>\n");
    case "not modified":
      return { status: 304, headers: limits(state, request) };
    case "hang":
      return "hang";
    case "cut":
      return trouble.inBody ? "cut in body" : "cut";
  }
}

function answer(state: State, path: string, request: IncomingMessage): Reply | Broken {
  const { authorization, "user-agent": agent } = request.headers;
  if (agent === undefined) return html(403, "Request forbidden by administrative rules.\n");
  if (state.token !== undefined && authorization !== undefined && tokenIn(authorization) !== state.token) {
    return troubled({ kind: "bad credentials" }, state, request);
  }
  const [, named, below = ""] = ROUTE.exec(path) ?? [];
  const moved = named === undefined ? undefined : state.moved.get(named);
  if (moved !== undefined) return redirect(state, request, { ...moved, below });
  const [, id, belowId = ""] = BY_ID.exec(path) ?? [];
  const repository = named ?? [...state.repositories.keys()].find((one) => idOf(one) === id);
  const files = repository === undefined ? undefined : state.repositories.get(repository);
  if (repository === undefined || files === undefined) return notFound(state, request);
  return contents(state, request, { repository, files, path: named === undefined ? belowId : below });
}

function tokenIn(authorization: string): string {
  return authorization.replace(/^(?:token|bearer) +/i, "");
}
