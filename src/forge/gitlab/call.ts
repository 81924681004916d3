import type { Body } from "./body.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Call {
  readonly method: Method;
  /** Absolute, on the server's origin; with its query. */
  readonly url: URL;
  readonly body?: unknown;
  readonly as?: Body;
  /** Statuses to be returned instead of thrown. */
  readonly accept?: readonly number[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, text, or undefined where there is none. */
  readonly body: unknown;
}

/** What came of one attempt: an answer of whatever status, or the error of a connection that broke. */
export type Attempt = { readonly answer: Answer } | { readonly error: unknown };

/** Such as `GET /projects/acme/ai/issues`, readable, without the query. */
export function nameOf(call: Pick<Call, "method" | "url">): string {
  const path = call.url.pathname.replace(/^.*?\/api(\/v4)?\//, "/");
  return `${call.method} ${decodeURIComponent(path)}`;
}
