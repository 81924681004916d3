import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { acmeSeed, PEOPLE } from "../../src/cli/demo/seed.ts";
import { MIGRATION, storyFiles } from "../../src/cli/demo/workspace.ts";
import { parseMarker } from "../../src/model/marker.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { cutover, folderWith } from "./harness.ts";

const NOW = "2026-11-23T09:00:00Z";
const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

const folder = await folderWith(Object.fromEntries(storyFiles("http://127.0.0.1:1", MIGRATION)));
afterAll(() => folder.remove());
const workspace = `${folder.path}/migrations`;

const ARGV = ["apply", "--yes", "--as-of", NOW];

function environment(sandbox: Sandbox): Record<string, string> {
  return { CUTOVER_TOKEN: PEOPLE.bot.token, CUTOVER_GITLAB_URL: sandbox.url };
}

/** The demo's first apply in a process of its own, which is killed when the server has carried out request `last`. */
async function applyKilledAfter(sandbox: Sandbox, last: number): Promise<NodeJS.Signals | null> {
  let child: ChildProcess | undefined;
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    sandbox.onRequest(async (n) => {
      if (n !== last) return;
      child?.kill("SIGKILL");
      await ended;
    });
    child = spawn(process.execPath, [MAIN, ...ARGV], { cwd: workspace, env: environment(sandbox), stdio: "ignore" });
    child.once("exit", (_code, signal) => resolve(signal));
  });
  return ended;
}

async function withSandbox<T>(use: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox({ now: NOW, tier: "ultimate", seed: acmeSeed() });
  try {
    return await use(sandbox);
  } finally {
    await sandbox.close();
  }
}

async function get(sandbox: Sandbox, path: string): Promise<readonly Record<string, unknown>[]> {
  const response = await fetch(`${sandbox.url}/api/v4${path}`, { headers: { "PRIVATE-TOKEN": PEOPLE.bot.token } });
  expect(response.status).toBe(200);
  return (await response.json()) as readonly Record<string, unknown>[];
}

/** What stands on the server, without ids, addresses and times: they may differ from run to run. */
async function standing(sandbox: Sandbox): Promise<unknown> {
  const issues = await get(sandbox, "/projects/acme%2Fai/issues?per_page=100&state=all");
  const described = await Promise.all(
    issues.map(async (issue) => {
      const links = await get(sandbox, `/projects/acme%2Fai/issues/${issue.iid}/links`);
      const body = String(issue.description);
      return {
        key: parseMarker(body)?.key,
        title: issue.title,
        labels: issue.labels,
        epic: issue.epic_iid ?? null,
        links: links.map((link) => link.title).sort(),
        body: anonymous(body.replace(/^<!-- cutover:1 .* -->\s*/, "")),
      };
    }),
  );
  const flags = await get(sandbox, "/projects/acme%2Fmonolith/feature_flags?per_page=100");
  const requests = await Promise.all(
    ["acme%2Fai-gateway", "acme%2Fmonolith"].map(async (project) => {
      const found = await get(sandbox, `/projects/${project}/merge_requests?state=all&per_page=100`);
      const branches = await get(sandbox, `/projects/${project}/repository/branches?per_page=100`);
      return {
        requests: found.map((one) => [one.title, one.state, one.source_branch]).sort(),
        branches: branches.map((branch) => branch.name).sort(),
      };
    }),
  );
  const strategies = (flag: Record<string, unknown>) => JSON.stringify(flag.strategies).replace(/"id":\d+,?/g, "");
  return {
    issues: described.sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1)),
    flags: flags.map((flag) => [flag.name, flag.active, strategies(flag)]).sort(),
    requests,
  };
}

function anonymous(body: string): string {
  return body
    .replace(/https?:\/\/127\.0\.0\.1:\d+/g, "")
    .replace(/(issues|epics|merge_requests)\/\d+/g, "$1/N")
    .replace(/cutover:b (\S+) [0-9a-f]+/g, "cutover:b $1");
}

const control = existsSync(MAIN)
  ? await withSandbox(async (sandbox) => {
      const telling = [1];
      sandbox.onRequest((n, method) => void (method !== "GET" && telling.push(n)));
      const { code } = await cutover(workspace, ARGV, { env: environment(sandbox) });
      return { code, telling: [...new Set(telling)], standing: await standing(sandbox) };
    })
  : undefined;

describe("the demo's first apply", () => {
  it("is built, and goes through when nobody kills it", () => {
    expect(control?.code).toBe(0);
    expect(control?.telling.length).toBeGreaterThan(20);
  });

  // After a request that only reads, the server holds what it held after the last one that did not.
  it.each(control?.telling ?? [])(
    "killed after request %i is finished by the next, and nothing exists twice",
    async (last) => {
      await withSandbox(async (sandbox) => {
        expect(await applyKilledAfter(sandbox, last)).toBe("SIGKILL");
        // The lease of the killed run's lock ends a few minutes after it.
        const clock = { now: () => Date.now() + 600_000, sleep: async () => {} };
        const second = await cutover(workspace, ARGV, { env: environment(sandbox), clock });
        expect(second, second.err + second.out).toMatchObject({ code: 0 });
        expect(await standing(sandbox)).toEqual(control?.standing);
        const third = await cutover(workspace, ["plan", "--detailed-exitcode", "--as-of", NOW], {
          env: environment(sandbox),
        });
        expect(third, third.out).toMatchObject({ code: 0 });
      });
    },
  );
});
