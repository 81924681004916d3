import type { IncomingHttpHeaders } from "node:http";
import { ApiError, unauthorized } from "./errors.ts";
import type { State, User } from "./state.ts";

function tokenOf(headers: IncomingHttpHeaders, query: Record<string, unknown>, path: string): string | null {
  const header = headers["private-token"];
  if (typeof header === "string") return header;
  const bearer = /^Bearer\s+(.+)$/i.exec(headers.authorization ?? "");
  if (bearer?.[1]) return bearer[1];
  // Terraform itself knows no other header.
  const basic = path.includes("/terraform/state/")
    ? /^Basic\s+(.+)$/i.exec(headers.authorization ?? "")?.[1]
    : undefined;
  if (basic !== undefined)
    return Buffer.from(basic, "base64")
      .toString()
      .replace(/^[^:]*:/, "");
  return typeof query["private_token"] === "string" ? query["private_token"] : null;
}

/** The user of the token; null without one. An unknown token is 401 even where nobody in particular could read. */
export function authenticate(
  state: State,
  headers: IncomingHttpHeaders,
  query: Record<string, unknown>,
  path: string,
): User | null {
  const token = tokenOf(headers, query, path);
  if (token === null) return null;
  const user = state.users.find((candidate) => candidate.token !== null && candidate.token === token);
  if (!user) throw unauthorized();
  return user;
}

/** To write takes `api`; `read_api` reads everything, `read_repository` the repository (of a `/api/v4` path) alone. */
export function checkScope(user: User | null, writes: boolean, path: string): void {
  if (!user || user.scopes.includes("api")) return;
  const reads =
    user.scopes.includes("read_api") || (user.scopes.includes("read_repository") && path.includes("/repository/"));
  if (!writes && reads) return;
  throw new ApiError(403, {
    error: "insufficient_scope",
    error_description: "The request requires higher privileges than provided by the access token.",
    scope: writes ? "api" : "api read_api",
  });
}
