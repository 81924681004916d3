import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { PEOPLE } from "../../src/cli/demo/seed.ts";
import { MIGRATION_FILE } from "../../src/cli/demo/workspace.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { type AcmeLive, acmeLive } from "./acme-live.ts";
import { cutover } from "./harness.ts";

const NEW = { username: "cutover-two", name: "Cutover", token: "acme-two", role: "maintainer", bot: true } as const;

let acme: AcmeLive | undefined;
afterAll(() => acme?.close());

/** Follows "Another account takes over" of docs/guides/recovery.md. */
it("another account takes over what the first one made", async () => {
  acme = await acmeLive();
  const { server, folder } = acme;
  server.seed({ users: [NEW], groups: [{ path: "acme", members: { [NEW.username]: "maintainer" } }] });
  expect((await acme.run("apply", "--yes")).code).toBe(0);
  const clock = { now: () => Date.parse("2026-11-23T10:00:00Z"), sleep: async () => {} };
  const run = (...argv: string[]) => cutover(folder, argv, { env: { CUTOVER_TOKEN: NEW.token }, clock });
  const plan = async () => {
    const { out, err } = await run("plan", "--format", "json");
    return out === "" ? expect.fail(err) : (JSON.parse(out) as Plan);
  };
  const as = async (method: string, path: string) => {
    const answer = await fetch(`${server.url}/api/v4/${path}`, {
      method,
      headers: { "private-token": PEOPLE.ana.token },
    });
    return answer.status === 204 ? undefined : ((await answer.json()) as { description: string; iid: number }[]);
  };

  const catalog = join(folder, "cutover.yaml");
  const text = await readFile(catalog, "utf8");
  await writeFile(catalog, text.replace(/^gitlab:\n/m, `gitlab:\n  users: { apply: "@${NEW.username}" }\n`));
  const refused = await plan();
  expect(refused.changes).toEqual([]);
  const used = refused.conflicts.filter(({ message }) => message.startsWith("branch "));
  expect(used.length).toBeGreaterThan(2);
  expect(new Set(used.map(({ fix }) => fix))).toEqual(new Set(["delete that branch, which closes the merge request"]));

  const issues = (await as("GET", "projects/acme%2Fai/issues?per_page=100")) ?? [];
  const ours = issues.filter(({ description }) => description.startsWith("<!-- cutover:1 issue/"));
  const names = ours.map(({ iid }) => JSON.stringify(`acme/ai#${iid}`));
  await appendFile(join(folder, MIGRATION_FILE), `adopted: [${names.join(", ")}]\n`);
  for (const { message } of used) {
    const [, branch = "", project = ""] = /^branch (\S+) is used by !\d+ in (\S+) of/.exec(message) ?? [];
    await as("DELETE", `projects/${encodeURIComponent(project)}/repository/branches/${encodeURIComponent(branch)}`);
  }
  const next = await plan();
  expect(next.conflicts).toEqual([]);
  expect(new Set(next.changes.map(({ kind, action }) => `${action} ${kind}`))).toEqual(new Set(["create file"]));
  const applied = await run("apply", "--yes");
  expect(applied.code, applied.out + applied.err).toBe(0);
  expect((await plan()).changes).toEqual([]);
  expect((await run("drift")).out).toBe("nothing differs\n");
}, 60_000);
