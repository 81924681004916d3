import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { acmeSeed, PEOPLE } from "../../../src/cli/demo/seed.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/server.ts";
import { standing } from "../../journeys/texts.ts";
import { type Repository, startRepository } from "./repository.ts";

const MIGRATION = "migrations/sonnet.yaml";
const CATALOG = "cutover.yaml";

let repository: Repository;
let server: Sandbox | undefined;

beforeEach(async () => {
  repository = await startRepository();
});
afterEach(async () => {
  await repository.remove();
  await server?.close();
  server = undefined;
});

const at = (path: string) => join(repository.folder, path);

async function edit(path: string, ...pairs: readonly (readonly [string | RegExp, string])[]): Promise<void> {
  const text = await readFile(at(path), "utf8");
  const edited = pairs.reduce((all, [before, after]) => all.replace(before, after), text);
  if (edited === text) throw new Error(`nothing of ${path} is changed`);
  await writeFile(at(path), edited);
}

async function planned(...argv: string[]): Promise<{ plan: Plan; err: string }> {
  const { out, err, code } = await repository.run(["plan", "--offline", "--format", "json", ...argv]);
  if (code !== 0) throw new Error(err);
  return { plan: JSON.parse(out) as Plan, err };
}

/** Fetches from a new server of acme, which the catalog names from then on. */
async function fetched(env: Readonly<Record<string, string>>, ...argv: string[]): Promise<void> {
  server = await startSandbox({ now: "2026-11-23T09:00:00Z", tier: "ultimate", seed: acmeSeed() });
  await edit(CATALOG, [/url: http\S+/, `url: ${server.url}`]);
  const ran = await repository.run(["fetch", ...argv], { ...env, CUTOVER_TOKEN: PEOPLE.bot.token });
  if (ran.code !== 0) throw new Error(ran.err);
}

it("says that everything counts as new where the folder was another at the base", async () => {
  const since = (await repository.ask("rev-parse", "HEAD")).slice(0, 8);
  const elsewhere = join(repository.folder, "../models");
  await mkdir(elsewhere);
  await rename(at(CATALOG), join(elsewhere, CATALOG));
  await rename(at("migrations"), join(elsewhere, "migrations"));
  await rename(at(".cutover"), join(elsewhere, ".cutover"));
  await repository.commit();
  const ran = await repository.run(["plan", "--offline", "--changed-since", "HEAD^", "--workspace", "../models"]);
  expect(ran.err).toBe(`note: this folder holds no workspace at ${since}, and so everything counts as new\n`);
  expect(ran.out).toContain("offline: compared with nothing, so that everything counts as new");
  expect(ran.out).not.toContain(since);
});

it.each([MIGRATION, "migrations", CATALOG])("says that %s is a link at the base", async (path) => {
  await rename(at(path), at("real"));
  await symlink(path.includes("/") ? "../real" : "real", at(path));
  const since = (await repository.commit()).slice(0, 8);
  const { err, plan } = await planned("--changed-since", "HEAD");
  expect(err).toBe(`note: ${path} is a link at ${since}, and counts as absent there\n`);
  expect(plan.changes.some(({ action, kind }) => action === "create" && kind === "issue")).toBe(true);
});

it("compares merged results with the target branch, whose changes are not those of the merge request", async () => {
  const start = await repository.ask("rev-parse", "HEAD");
  await repository.ask("switch", "--create", "mine");
  await repository.commit();
  await repository.ask("switch", "main");
  await writeFile(at(MIGRATION), standing("selectable"));
  const target = await repository.commit();
  await repository.ask("merge", "--no-ff", "--message", "results", "mine");
  const env = { CI: "true", CI_MERGE_REQUEST_DIFF_BASE_SHA: start };
  const compared = async (more: Readonly<Record<string, string>>) => {
    const { out } = await repository.run(["plan", "--offline", "--format", "json"], { ...env, ...more });
    const { offline, changes } = JSON.parse(out) as Plan;
    return { since: offline?.since, isNone: changes.length === 0 };
  };
  expect(await compared({ CI_MERGE_REQUEST_TARGET_BRANCH_SHA: target })).toEqual({ since: target, isNone: true });
  expect(await compared({ CI_MERGE_REQUEST_TARGET_BRANCH_SHA: "" })).toEqual({ since: start, isNone: false });
});

it("tells of merge requests that are closed, for which fetch keeps what the base needs", async () => {
  const since = await repository.ask("rev-parse", "HEAD");
  await edit(MIGRATION, ["status: active", "status: cancelled"]);
  const closings = async () => {
    const { plan } = await planned("--changed-since", "HEAD");
    const closed = plan.changes.flatMap(({ kind, action, key }) =>
      kind === "file" && action === "close" ? [key] : [],
    );
    return { closed: closed.sort(), leftOut: plan.offline?.leftOut };
  };
  const all = ["ai-gateway", "monolith", "prompts"].map((target) => `file/sonnet/${target}`);
  await fetched({});
  expect(await closings()).toEqual({ closed: [all[0]], leftOut: ["docs", "monolith", "prompts"] });
  await fetched({}, "--changed-since", "main");
  expect(await closings()).toEqual({ closed: all, leftOut: undefined });
  await fetched({ CI_MERGE_REQUEST_DIFF_BASE_SHA: "0123456789012345678901234567890123456789" });
  expect((await closings()).closed).toEqual([all[0]]);
  await fetched({ CI_MERGE_REQUEST_DIFF_BASE_SHA: since });
  expect((await closings()).closed).toEqual(all);
});

it("counts everything as new in a target that is somewhere else now", async () => {
  await edit(CATALOG, [/docs: \{ project: [^,]*/, "docs: { project: acme/ai"]);
  await rm(at(".cutover/targets/docs"), { recursive: true });
  await mkdir(at("../ai-docs/doc"), { recursive: true });
  await edit(CATALOG, ["region: feature-models", "region: feature-models, checkout: ../ai-docs"]);
  await writeFile(
    at("../ai-docs/doc/models.md"),
    "<!-- cutover:region feature-models -->\n<!-- /cutover:region feature-models -->\n",
  );
  const { plan } = await planned("--changed-since", "HEAD");
  expect(plan.changes.map(({ id }) => id)).toContain("file/sonnet/docs:create");
  expect(plan.offline?.leftOut).toBeUndefined();
});

it("says that what was held back is done too", async () => {
  const rest = "what it has kept back until now is done too, and is not told here";
  const held = async () =>
    (await planned("--changed-since", "HEAD")).plan.notices.flatMap(({ kind, message }) =>
      kind === "held" ? [message] : [],
    );
  await edit(MIGRATION, ["status: active", "status: paused"]);
  await repository.commit();
  expect(await held()).toEqual([]);
  await edit(MIGRATION, ["status: paused", "status: active"]);
  expect(await held()).toEqual([`sonnet is not paused any more: ${rest}`]);
  const text = await readFile(at(CATALOG), "utf8");
  await writeFile(at(CATALOG), `${text}policy: { hold: { reason: incident 4711 } }\n`);
  await repository.commit();
  expect(await held()).toEqual([]);
  await writeFile(at(CATALOG), text);
  expect(await held()).toEqual([`policy.hold: incident 4711 holds no more: ${rest}`]);
});

const LOCK = "deadlines.lock.json";
const lockOf = (cutoff: string) => `{
  "version": 1,
  "offerings": {
    "old_model": {"host":"anthropic","model":"m","cutoff":"${cutoff}","precision":"exact","source":"model-eol","url":"https://example.com/ends"}
  },
  "policies": [],
  "facts": []
}
`;
const AWAY = `apiVersion: cutover/v1
kind: Deprecation
name: away
status: active
owner: "@ana"
summary: Away from it.
references: { announcement: https://example.com/a, documentation: https://example.com/b }
replaces: { old_model: {} }
features: { duo_chat: { stage: planned } }
`;

it("compares with the lock file of the base, and not with that of now", async () => {
  await writeFile(at("migrations/away.yaml"), AWAY);
  await writeFile(at(LOCK), lockOf("2027-03-31"));
  await repository.commit();
  const same = await planned("--changed-since", "HEAD");
  expect(same.plan.changes).toEqual([]);
  await writeFile(at(LOCK), lockOf("2027-04-30"));
  const { plan } = await planned("--changed-since", "HEAD");
  expect(plan.changes.map(({ key }) => key)).toEqual(["epic/away"]);
  expect(JSON.stringify(plan.changes)).toContain('"2027-03-03"');
  expect(JSON.stringify(plan.changes)).toContain('"2027-04-02"');
});

it("says that a lock file which was a link counts as absent", async () => {
  await writeFile(at("migrations/away.yaml"), AWAY);
  await writeFile(at("other.json"), lockOf("2027-03-31"));
  await symlink("other.json", at(LOCK));
  const since = (await repository.commit()).slice(0, 8);
  await rm(at(LOCK));
  await writeFile(at(LOCK), lockOf("2027-03-31"));
  const { plan, err } = await planned("--changed-since", "HEAD");
  expect(err).toContain(`note: ${LOCK} is a link at ${since}, and counts as absent there\n`);
  expect(plan.changes.map(({ key }) => key)).toEqual(["epic/away"]);
});
