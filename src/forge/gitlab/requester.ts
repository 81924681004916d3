import type { Issues } from "@gitbeaker/rest";
import { ForgeError } from "../port.ts";
import type { Answer, Method } from "./call.ts";
import type { Http } from "./http.ts";

// Gitbeaker exports these types only through a package that it does not re-export.
export type RequesterFn = NonNullable<ConstructorParameters<typeof Issues>[0]["requesterFn"]>;
type Options = Parameters<ReturnType<RequesterFn>["get"]>[1];
type Query = Readonly<Record<string, unknown>>;

/**
 * What gitbeaker sends its requests through. Its own one repeats a POST ten times within 0.2 s after a 502, which on
 * GitLab makes ten issues, and does not know Retry-After.
 */
export function createRequester(http: Http): RequesterFn {
  return ({ url }) => {
    const send = (method: Method) =>
      async function request<T>(endpoint: string, options: Options = {}) {
        const target = urlOf(url, endpoint, options?.searchParams);
        const body = options.body === undefined || method === "GET" ? undefined : snakeKeys(options.body);
        const answer = await (method === "GET" ? http.read : http.write)({ method, url: target, body });
        refuseSamePage(answer, target);
        return { body: answer.body as T, headers: { ...answer.headers }, status: answer.status };
      };
    return { get: send("GET"), post: send("POST"), put: send("PUT"), patch: send("PATCH"), delete: send("DELETE") };
  };
}

/** `endpoint` below `base`, with Rails' spelling of lists and objects in the query. */
export function urlOf(base: string, endpoint: string, query: Query = {}): URL {
  // The names in paths come from files; `..` would address something else once the URL is normalised.
  if (endpoint.split("/").some((part) => part === "." || part === "..")) {
    throw new ForgeError("refused", `"${endpoint}" holds a name that cannot be part of an address: "." or ".."`);
  }
  const url = new URL(endpoint, base.endsWith("/") ? base : `${base}/`);
  for (const [key, value] of Object.entries(query)) appendQuery(url.searchParams, snake(key), value);
  return url;
}

function appendQuery(into: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) for (const entry of value) appendQuery(into, `${name}[]`, entry);
  else if (typeof value === "object")
    for (const [key, entry] of Object.entries(value)) appendQuery(into, `${name}[${key}]`, entry);
  else into.append(name, String(value));
}

// Of a Link header gitbeaker uses the query alone, on our own origin, so the token never goes to where a link points.
// A page that names itself as the next one would be asked for without end.
function refuseSamePage({ headers }: Answer, asked: URL): void {
  const next = /<([^>]+)>;\s*rel="next"/.exec(headers["link"] ?? "")?.[1];
  if (next === undefined) return;
  if (!URL.canParse(next, asked.href))
    throw new ForgeError("broken", `GET ${asked.pathname} names a next page without an address`);
  if (new URL(next, asked).search === asked.search)
    throw new ForgeError("broken", `GET ${asked.pathname} names itself as its next page`);
}

function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [snake(key), snakeKeys(entry)]));
}

function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
