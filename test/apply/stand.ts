import { createGitLabForge } from "../../src/forge/gitlab/index.ts";
import type { Forge } from "../../src/forge/port.ts";
import { type Fault, type Sandbox, type SandboxOptions, type Seed, startSandbox } from "../../src/sandbox/server.ts";
import { LABEL } from "../plan/build.ts";

export const MODELS = "models:\n  - id: old\n  - id: other\n";

const SEED: Seed = {
  users: [
    { username: "cutover", name: "Cutover", token: "token-of-cutover", role: "maintainer", bot: true },
    { username: "ana", name: "Ana", token: "token-of-ana", role: "maintainer" },
    { username: "bo", name: "Bo", role: "developer" },
    { username: "cleo", name: "Cleo", role: "developer" },
  ],
  groups: [
    {
      path: "acme",
      labels: [LABEL, "group::duo chat", "priority::1", "cutover::hold"],
      epics: [{ title: "Initiative" }],
    },
  ],
  projects: [
    { path: "acme/ai" },
    { path: "acme/gateway", files: { "models.yml": MODELS, "readme.md": "hello\n" } },
    { path: "acme/monolith", user_lists: { team: "1,2" } },
  ],
};

/** A GitLab of our own, the forge on it, and a person's hands. */
export interface Stand {
  readonly sandbox: Sandbox;
  readonly forge: Forge;
  readonly url: string;
  /** The forge of a process that is killed as soon as its n-th request was carried out: the answer never comes. */
  mortal(n: number): { readonly forge: Forge; readonly death: Promise<void> };
  /** A call of ana's to `/api/v4`. */
  person(method: string, path: string, body?: unknown): Promise<unknown>;
  fault(fault: Fault): Promise<void>;
  stop(): Promise<void>;
}

/** `own.seed` completes what stands there. */
export async function startStand(own: Partial<SandboxOptions> = {}): Promise<Stand> {
  const sandbox = await startSandbox({ tier: "ultimate", ...own, seed: { ...SEED, ...own.seed } });
  const clock = { now: Date.now, sleep: async () => {} };
  const call = async (path: string, method: string, body: unknown) => {
    const headers = { "private-token": "token-of-ana", "content-type": "application/json" };
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  const forgeOver = (over: typeof fetch) =>
    createGitLabForge({ url: sandbox.url, token: "token-of-cutover", fetch: over, clock });
  return {
    sandbox,
    url: sandbox.url,
    forge: forgeOver(fetch),
    mortal: (n) => {
      let left = n;
      let die = () => {};
      const death = new Promise<void>((resolve) => {
        die = resolve;
      });
      const forge = forgeOver(async (...request) => {
        if (left <= 0) return new Promise<Response>(() => {});
        left -= 1;
        const answer = await fetch(...request);
        if (left > 0) return answer;
        die();
        return new Promise<Response>(() => {});
      });
      return { forge, death };
    },
    person: (method, path, body) => call(`/api/v4/${path}`, method, body),
    fault: async (fault) => void (await call("/_sandbox/faults", "POST", fault)),
    stop: () => sandbox.close(),
  };
}
