import { createGitLabForge } from "../../src/forge/gitlab/index.ts";
import type { Forge } from "../../src/forge/port.ts";
import type { Locator } from "../../src/model/observed.ts";
import { type Fault as SandboxFault, type Seed, startSandbox } from "../../src/sandbox/server.ts";
import type { Adapter, Asker, Fault, Stand } from "./conformance/stand.ts";
import { WORLD } from "./world.ts";

const TOKENS: Record<Asker, string | undefined> = {
  cutover: "token-of-bot",
  guest: "token-of-guest",
  nobody: undefined,
  stranger: "token-of-nobody",
};
const ANA = "token-of-ana";

const SEED: Seed = {
  users: [
    { username: WORLD.bot, name: "Cutover", token: TOKENS.cutover, role: "maintainer", bot: true },
    { username: WORLD.ana, name: WORLD.anaName, token: ANA, role: "maintainer" },
    { username: WORLD.bo, name: "Bo Chen", role: "developer" },
    { username: "gus", name: "Gus", token: TOKENS.guest, role: "guest" },
  ],
  groups: [
    {
      path: WORLD.group,
      labels: [WORLD.labels.managed, WORLD.labels.group, WORLD.labels.other],
      milestones: [{ title: WORLD.milestone }],
    },
  ],
  projects: [
    { path: WORLD.tracker, issue_templates: { Default: "/close\n\nFill this in." } },
    { path: WORLD.gateway, visibility: "public", files: { [WORLD.file[0]]: WORLD.file[1], "old.yml": "old: true\n" } },
    { path: WORLD.monolith, user_lists: { [WORLD.list]: "1,2,3" } },
  ],
};

const FAULTS: Record<Fault, Omit<SandboxFault, "match">> = {
  lost: { kind: "status", status: 502, body: "<html>Bad Gateway</html>" },
  dropped: { kind: "drop-before" },
  throttled: { kind: "rate-limit" },
  "throttled-in-text": { kind: "throttle" },
};
const ISSUES = "^/api/v4/projects/acme%2Fai/issues$";

interface Options {
  readonly epics: boolean;
  readonly version: string | undefined;
}

async function start({ epics, version }: Options): Promise<Stand> {
  const tier = epics ? "ultimate" : "free";
  const seed: Seed = epics
    ? { ...SEED, groups: SEED.groups?.map((group) => ({ ...group, epics: [{ title: "Initiative" }] })) }
    : SEED;
  const sandbox = await startSandbox({ tier, seed, ...(version !== undefined && { version }) });
  let waited = 0;
  let writes = 0;
  const clock = {
    now: Date.now,
    async sleep(milliseconds: number) {
      waited += milliseconds;
    },
  };

  async function call(method: string, path: string, body: unknown, token = ANA): Promise<unknown> {
    const headers = { "private-token": token, "content-type": "application/json" };
    const response = await fetch(`${sandbox.url}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  }
  const person = (method: string, path: string, body: unknown = {}) => call(method, `/api/v4/${path}`, body);
  const requestPath = ({ home, id }: Locator) => `projects/${encodeURIComponent(home)}/merge_requests/${id}`;

  return {
    forge: (as = "cutover"): Forge =>
      createGitLabForge({
        url: sandbox.url,
        token: TOKENS[as],
        fetch,
        clock,
        onRequest: ({ write, status }) => {
          if (write && status !== 429) writes += 1;
        },
      }),
    waited: () => waited,
    writes: () => writes,
    async fault(kind, on) {
      const match = { method: "POST", path: on === "issue" ? ISSUES : "^/api/graphql$" };
      await call("POST", "/_sandbox/faults", { ...FAULTS[kind], match });
    },
    async commit(project, branch, path, text, as) {
      const actions = [{ action: "update", file_path: path, content: text }];
      const body = {
        branch,
        commit_message: "By hand",
        ...(as === undefined ? {} : { author_email: `${WORLD.bot}@example.com`, author_name: "Cutover" }),
        actions,
        start_branch: (await hasBranch(project, branch)) ? branch : "main",
      };
      await person("POST", `projects/${encodeURIComponent(project)}/repository/commits`, body);
    },
    async mergeProposal(locator) {
      await person("PUT", `${requestPath(locator)}/merge`);
    },
    async closeProposal(locator) {
      await person("PUT", requestPath(locator), { state_event: "close" });
    },
    async deleteBranch(project, branch) {
      await person(
        "DELETE",
        `projects/${encodeURIComponent(project)}/repository/branches/${encodeURIComponent(branch)}`,
      );
    },
    async label({ home, id }, label) {
      await person("PUT", `projects/${encodeURIComponent(home)}/issues/${id}`, { add_labels: label });
    },
    async addForeignStrategy(project, flag) {
      const strategy = { name: "userWithId", parameters: { userIds: "7,8" }, scopes: [{ environment_scope: "*" }] };
      await person("PUT", `projects/${encodeURIComponent(project)}/feature_flags/${flag}`, { strategies: [strategy] });
    },
    stop: () => sandbox.close(),
  };

  async function hasBranch(project: string, branch: string): Promise<boolean> {
    const path = `/api/v4/projects/${encodeURIComponent(project)}/repository/branches/${encodeURIComponent(branch)}`;
    return (await fetch(`${sandbox.url}${path}`, { headers: { "private-token": ANA } })).ok;
  }
}

/** GitLab as the sandbox plays it; `version` is that of an older server, whose epics are no work items. */
export function gitlab(version?: string): Adapter {
  return {
    name: version === undefined ? "GitLab" : `GitLab ${version}`,
    ...(version !== undefined && { epicsLack: ["assignees", "milestone"] as const }),
    start: ({ epics }) => start({ epics, version }),
    // Port 9 is "discard": nothing listens there.
    nowhere: () =>
      createGitLabForge({
        url: "http://127.0.0.1:9",
        token: "t",
        fetch,
        clock: { now: Date.now, sleep: async () => {} },
      }),
  };
}
