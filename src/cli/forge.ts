import type { Forge, Session } from "../forge/port.ts";
import type { Instant } from "../model/duration.ts";
import type { Workspace } from "../model/workspace.ts";
import { EXIT, UserError } from "./exit.ts";
import type { Io } from "./io.ts";
import { loudClock } from "./loud-clock.ts";

/** The forge that the workspace names, before anything was asked of it. */
export interface ForgeAccess {
  readonly forge: Forge;
  readonly url: string;
  readonly hasToken: boolean;
  /** Variable that the token comes from. */
  readonly variable: string | undefined;
}

/** What a command is going to do there: each has a token of its own, so that none can do more than it has to. */
export type Role = "read" | "write" | "note";

/** Loads the adapter and hands it address and token; both come from the environment or cutover.yaml. */
export async function openForge(io: Io, workspace: Workspace, role: Role): Promise<ForgeAccess> {
  const url = addressOf(io, workspace);
  const variable = variableFor(io, role);
  const token = variable && io.env[variable];
  const { createGitLabForge } = await import("../forge/gitlab/index.ts");
  const { fetch, signal } = io;
  const clock = loudClock(io);
  return { forge: createGitLabForge({ url, token, fetch, clock, signal }), url, hasToken: Boolean(token), variable };
}

const VARIABLES: Readonly<Record<Role, readonly string[]>> = {
  read: ["CUTOVER_PLAN_TOKEN", "CUTOVER_TOKEN", "GITLAB_TOKEN"],
  write: ["CUTOVER_TOKEN", "GITLAB_TOKEN"],
  note: ["CUTOVER_NOTE_TOKEN"],
};

/** Variables with a token for GitHub, of which the first that is set counts. */
export const GITHUB_TOKENS = ["CUTOVER_GITHUB_TOKEN", "GITHUB_TOKEN"] as const;

/** Whether the environment holds a token for what a command is going to do. */
export function hasTokenFor(io: Io, role: Role): boolean {
  return variableFor(io, role) !== undefined;
}

/** Shorter ones are no token, and may stand in any word. */
const SHORTEST_TOKEN = 8;

/**
 * A text of the environment as others may read it. GitLab fills variables into variables, so that `$CUTOVER_TOKEN` in a
 * reason is the token by now.
 */
export function withoutTokens({ env }: Io, text: string): string {
  const tokens = [...new Set([...Object.values(VARIABLES).flat(), ...GITHUB_TOKENS])].flatMap(
    (name) => env[name]?.trim() ?? [],
  );
  return tokens
    .filter((token) => token.length >= SHORTEST_TOKEN)
    .reduce((shown, token) => shown.replaceAll(token, "[token]"), text);
}

/** Why everything is held, as the environment says. */
export function holdOf(io: Io): string | undefined {
  const { CUTOVER_HOLD: reason } = io.env;
  return reason === undefined ? undefined : withoutTokens(io, reason);
}

/** An empty variable, as CI hands out one that is not set, is no token. */
function variableFor({ env }: Io, role: Role): string | undefined {
  return VARIABLES[role].find((name) => env[name] !== undefined && env[name].trim() !== "");
}

/** Who writes has to say who he is. */
export function requireToken({ hasToken, url }: ForgeAccess): void {
  if (hasToken) return;
  throw new UserError(
    EXIT.failed,
    `no token for ${url}`,
    "set CUTOVER_TOKEN to an access token: scope read_api is enough for plan (there CUTOVER_PLAN_TOKEN goes before it), apply and rollout need api",
  );
}

/** The instant a command works with; another time than now is for reading, and for the sandbox. */
export function instantOf(io: Io, asOf: Instant | undefined, session: Session): Instant {
  if (asOf === undefined) return io.clock.now();
  if (session.sandbox) return asOf;
  throw new UserError(EXIT.usage, "--as-of is for lint and for the sandbox; a real server is planned with the clock");
}

/**
 * CUTOVER_GITLAB_URL wins, since whoever sets the environment also sets the token. In CI a merge request may change
 * cutover.yaml, so there its address has to be the server's own: a token goes neither to another host nor, on that one,
 * to another program or over a connection that others can read.
 */
function addressOf(io: Io, workspace: Workspace): string {
  // CI hands out a variable that is not set as an empty one.
  const [chosen, server] = [io.env.CUTOVER_GITLAB_URL || undefined, io.env.CI_SERVER_URL || undefined];
  const written = workspace.config.data.gitlab?.url;
  const url = chosen ?? written ?? server;
  if (url === undefined) {
    throw new UserError(
      EXIT.usage,
      "no GitLab address",
      "set gitlab.url in cutover.yaml, for example https://gitlab.example.com",
    );
  }
  if (/\/\/[^/?#]*@/.test(url)) {
    throw new UserError(
      EXIT.usage,
      `gitlab.url "${url.replace(/\/\/[^/?#]*@/, "//…@")}" holds a user name or a password`,
      "take everything before the @ out of it; an access token goes into CUTOVER_TOKEN",
    );
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UserError(EXIT.usage, `gitlab.url "${url}" is not an http or https address`);
  }
  if (chosen === undefined && server !== undefined && placeOf(server) !== placeOf(url)) {
    throw new UserError(
      EXIT.usage,
      `gitlab.url "${url}" in cutover.yaml is not the server of this pipeline, "${server}"`,
      "set CUTOVER_GITLAB_URL in the pipeline's variables if another server is meant",
    );
  }
  return url.replace(/\/+$/, "");
}

/** Scheme, host, port and path, each as the server itself would see them. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}
