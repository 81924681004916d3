import { afterEach } from "vitest";
import type { Fault, Sandbox, SandboxOptions, Seed } from "../../src/sandbox/server.ts";
import { startSandbox } from "../../src/sandbox/server.ts";

/** One user of every role in a private project under a private group. Ana's token is `ana`, and so on. */
export const SEED: Seed = {
  users: [
    { username: "root", name: "Root", token: "root", admin: true },
    { username: "olga", name: "Olga", token: "olga" },
    { username: "maja", name: "Maja", token: "maja" },
    { username: "ana", name: "Ana", token: "ana" },
    { username: "pia", name: "Pia", token: "pia" },
    { username: "gus", name: "Gus", token: "gus" },
    { username: "bot", name: "Bot", token: "bot", bot: true },
    { username: "stranger", name: "Stranger", token: "stranger" },
    { username: "reader", name: "Reader", token: "reader", scopes: ["read_api"] },
  ],
  groups: [
    {
      path: "acme",
      labels: ["group-label"],
      milestones: [{ title: "18.9" }],
      members: { olga: "owner", maja: "maintainer", ana: "developer", pia: "planner", gus: "guest", bot: "maintainer" },
    },
  ],
  projects: [
    {
      path: "acme/ai",
      labels: ["bug", "stage::beta", "stage::default"],
      files: { "models.yml": "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n", "docs/readme.md": "hello\n" },
      members: { reader: "developer" },
    },
    { path: "acme/open", visibility: "public" },
  ],
};

export interface Answer {
  status: number;
  headers: Headers;
  // The answers of a REST API are looked into freely; a wrong shape shows as a failed expectation.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  body: any;
}

export interface Client {
  sandbox: Sandbox;
  /** A call to `/api/v4` by a user's token (none: null). */
  call(user: string | null, method: string, path: string, body?: unknown): Promise<Answer>;
  graphql(user: string | null, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  fault(fault: Fault): Promise<void>;
}

const running: Sandbox[] = [];

afterEach(async () => {
  for (const sandbox of running.splice(0)) {
    const log = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as { problem?: string }[];
    await sandbox.close();
    const problems = log.flatMap((entry) => entry.problem ?? []);
    if (problems.length > 0) throw new Error(`the sandbox itself broke: ${problems.join("\n")}`);
  }
});

export async function start(options: SandboxOptions = { seed: SEED }): Promise<Client> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  const send = async (user: string | null, method: string, url: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(url, {
      method,
      headers: { "content-type": "application/json", ...(user === null ? {} : { "private-token": user }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
  return {
    sandbox,
    call: (user, method, path, body) => send(user, method, `${sandbox.url}/api/v4${path}`, body),
    graphql: (user, query, variables) => send(user, "POST", `${sandbox.url}/api/graphql`, { query, variables }),
    fault: async (fault) => {
      await send(null, "POST", `${sandbox.url}/_sandbox/faults`, fault);
    },
  };
}

export const AI = "/projects/acme%2Fai";
