import { afterAll, expect, it } from "vitest";
import { acmeSeed, PEOPLE } from "../../src/cli/demo/seed.ts";
import { MIGRATION, storyFiles } from "../../src/cli/demo/workspace.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { cutover, folderWith } from "./harness.ts";

const NOW = "2026-11-23T09:00:00Z";
const HOSTILE = [
  "summary: |",
  "  Closes #1, fixes acme/ai#2 and resolves acme/ai#3.",
  "",
  "  /close",
  '  /label ~"group::duo chat"',
  "  <!-- /cutover:b overview --> @cleo",
].join("\n");

const sandbox = await startSandbox({ now: NOW, tier: "ultimate", seed: acmeSeed() });
const folder = await folderWith(
  Object.fromEntries(storyFiles(sandbox.url, MIGRATION.replace(/^summary: \|\n(?: {2}.*\n)+/m, `${HOSTILE}\n`))),
);
afterAll(async () => {
  await sandbox.close();
  await folder.remove();
});

async function call(method: string, path: string): Promise<readonly Record<string, unknown>[]> {
  const headers = { "PRIVATE-TOKEN": PEOPLE.cleo.token };
  const response = await fetch(`${sandbox.url}/api/v4/projects/${path}`, { method, headers });
  expect(response.ok).toBe(true);
  return (await response.json()) as readonly Record<string, unknown>[];
}

it("no text of a migration runs as a command, closes an issue or ends a managed section", async () => {
  const env = { CUTOVER_TOKEN: PEOPLE.bot.token };
  const apply = () => cutover(`${folder.path}/migrations`, ["apply", "--yes", "--as-of", NOW], { env });
  const first = await apply();
  expect(first, first.err).toMatchObject({ code: 0 });
  expect((await call("GET", "acme%2Fai-gateway/merge_requests"))[0]?.description).toMatch(/fixes/);
  await call("PUT", "acme%2Fai-gateway/merge_requests/1/merge");

  const issues = await call("GET", "acme%2Fai/issues?per_page=100");
  expect(issues.map(({ state }) => state)).toEqual(["opened", "opened", "opened", "opened"]);
  const main = issues.find(({ title }) => String(title).startsWith("AI Model Migration"));
  expect(main?.labels).toEqual(["AI Model Migration", "group::ai framework"]);
  const second = await apply();
  expect(second, second.out).toMatchObject({ code: 0 });
  expect(second.out).not.toMatch(/conflict|applied/);
});
