import type { IncomingHttpHeaders } from "node:http";
import { ApiError, unauthorized } from "./errors.ts";
import type { AccessToken, State, User } from "./state.ts";

/** Who asks, and with what. Both are null for nobody in particular. */
export interface Caller {
  user: User | null;
  token: AccessToken | null;
}

interface Sent {
  value: string;
  /** Whether the token of a CI job may come this way, one of a person may. */
  takes: { job: boolean; other: boolean };
}

const OTHER = { job: false, other: true };

function sentToken(headers: IncomingHttpHeaders, query: Record<string, unknown>, path: string): Sent | null {
  const header = headers["private-token"];
  if (typeof header === "string") return { value: header, takes: OTHER };
  const job = headers["job-token"];
  if (typeof job === "string") return { value: job, takes: { job: true, other: false } };
  const bearer = /^Bearer\s+(.+)$/i.exec(headers.authorization ?? "");
  if (bearer?.[1]) return { value: bearer[1], takes: OTHER };
  // Terraform itself knows no other header.
  const basic = isTerraform(path) ? /^Basic\s+(.+)$/i.exec(headers.authorization ?? "")?.[1] : undefined;
  if (basic !== undefined) {
    const value = Buffer.from(basic, "base64")
      .toString()
      .replace(/^[^:]*:/, "");
    return { value, takes: { job: true, other: true } };
  }
  return typeof query["private_token"] === "string" ? { value: query["private_token"], takes: OTHER } : null;
}

function isTerraform(path: string): boolean {
  return path.includes("/terraform/state/");
}

/** The user of the token; null without one. An unknown token is 401 even where nobody in particular could read. */
export function authenticate(
  state: State,
  headers: IncomingHttpHeaders,
  query: Record<string, unknown>,
  method: string,
  path: string,
): Caller {
  const sent = sentToken(headers, query, path);
  if (sent === null) return { user: null, token: null };
  const token = state.tokens.find(({ value }) => value === sent.value);
  const user = state.users.find((candidate) => candidate.id === token?.userId);
  if (!token || !user || !(token.job ? sent.takes.job : sent.takes.other)) throw unauthorized();
  if (token.revoked) throw badToken("Token was revoked. You have to re-authorize from the user.");
  if (isExpired(state, token)) {
    throw badToken("Token is expired. You can either do re-authorization or token refresh.");
  }
  // Where a job's token does not count, whoever sends it is nobody.
  return token.job && !jobMay(method, path) ? { user: null, token: null } : { user, token };
}

export function isExpired({ now }: State, { expiresAt }: AccessToken): boolean {
  return expiresAt !== null && expiresAt <= now.slice(0, 10);
}

function badToken(description: string): ApiError {
  return new ApiError(401, { error: "invalid_token", error_description: description });
}

// https://docs.gitlab.com/ci/jobs/ci_job_token/ and what the interface's routes say of themselves.
const READ_BY_JOBS =
  /^\/api\/v4\/projects\/[^/]+\/(?:issues|merge_requests(?:\/\d+\/notes)?|repository\/files\/[^/]+\/raw$)(?:\/\d+)?$/;

function jobMay(method: string, path: string): boolean {
  return isTerraform(path) || ((method === "GET" || method === "HEAD") && READ_BY_JOBS.test(path));
}

/** To write takes `api`; `read_api` reads everything, `read_repository` the repository (of a `/api/v4` path) alone. */
export function checkScope(token: AccessToken | null, writes: boolean, path: string): void {
  if (!token || token.job || token.scopes.includes("api")) return;
  const { scopes } = token;
  // Every token may ask what it is itself.
  const reads =
    scopes.includes("read_api") ||
    (scopes.includes("read_repository") && path.includes("/repository/")) ||
    (scopes.includes("read_user") && /\/api\/v4\/users?(?:\/|$)/.test(path)) ||
    path === "/api/v4/personal_access_tokens/self";
  if (!writes && reads) return;
  throw new ApiError(403, {
    error: "insufficient_scope",
    error_description: "The request requires higher privileges than provided by the access token.",
    scope: writes ? "api" : "api read_api",
  });
}
