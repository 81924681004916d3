import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { globSync } from "glob";
import { describe, expect, it } from "vitest";
import { acmeSeed } from "../../src/cli/demo/seed.ts";
import { storyFiles } from "../../src/cli/demo/workspace.ts";
import { factsOf } from "../../src/cli/live-plan.ts";
import { compile } from "../../src/compile/index.ts";
import { neededFiles } from "../../src/compile/needed.ts";
import { loadConfig, loadMigration } from "../../src/load/validate.ts";
import type { FlagResource, Resource } from "../../src/model/resource.ts";
import { homeOf, isListed, type TargetSnapshot } from "../../src/model/target.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import type { Asked } from "../../src/plan/imagine-input.ts";
import { planOffline } from "../../src/plan/offline.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { scopeOf } from "../../src/plan/scope.ts";
import type { MigrationFacts } from "../../src/plan/world.ts";
import { SONNET, standing } from "../journeys/texts.ts";
import { CONFIG, converge, facts, files, flag, lines, mainIssue, NOW, planOf, rollout } from "./build.ts";
import { memoryForge } from "./memory-forge.ts";
import { version } from "./versions.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const CATALOG =
  storyFiles("https://gitlab.example.com", "").find(([path]) => path.endsWith("/cutover.yaml"))?.[1] ?? "";
const NOTHING: Asked = { resources: [], migrations: [] };

function offline(base: Asked, wanted: Asked, config = CONFIG): Plan {
  const migrations = wanted.migrations.map(({ name, status, formerly, adopted }) => ({
    ...{ name, status, formerly, flags: [] },
    adopted: adopted.flatMap((one) => ("item" in one ? [one.item] : [])),
  }));
  const scope = scopeOf({ resources: wanted.resources, config, targets: new Map(), migrations });
  const input = { ...wanted, scope, url: "", user: "cutover", instant: NOW, workspace: "w" };
  return planOffline(input, base, { since: "1a2b3c4d" });
}

const asked = (resources: readonly Resource[], ...own: Partial<MigrationFacts>[]): Asked => ({
  resources,
  migrations: own.length === 0 ? [facts()] : own.map(facts),
});

/** A workspace from texts, and the targets as a new server of acme has them. */
function workspaceOf(config: string, ...migrations: readonly string[]): Workspace {
  const loaded = migrations.map((text, index) => loadMigration(text, `migrations/m${index}.yaml`));
  const { document, diagnostics } = loadConfig(config, "cutover.yaml");
  const documents = loaded.flatMap((one) => one.document ?? []);
  if (document === undefined || documents.length < loaded.length) {
    const problems = [...diagnostics, ...loaded.flatMap((one) => one.diagnostics)];
    throw new Error(problems.map(({ file, message }) => `${file}: ${message}`).join("\n"));
  }
  return { config: document, migrations: documents };
}

/** What can be read of a workspace of a fixture, in a tracker of acme; undefined where nothing can. */
function readable(folder: string): Workspace | undefined {
  const text = (file: string) => readFileSync(join(folder, file), "utf8");
  const { document: config } = loadConfig(text("cutover.yaml"), "cutover.yaml");
  const files = globSync("{migration,migrations/*}.yaml", { cwd: folder, posix: true });
  const migrations = files.flatMap((file) => loadMigration(text(file), file).document ?? []);
  if (config === undefined || migrations.length === 0) return undefined;
  const gitlab = { tracker: { group: "acme", project: "acme/ai" }, ...config.data.gitlab };
  return { config: { ...config, data: { ...config.data, gitlab } }, migrations };
}

function targetsOf(workspace: Workspace): ReadonlyMap<string, TargetSnapshot> {
  const projects = new Map((acmeSeed().projects ?? []).map(({ path, files: texts = {} }) => [path, texts]));
  const snapshots = [...neededFiles(workspace)].flatMap(([target, { paths, listing }]) => {
    const texts = projects.get(homeOf(workspace.config.data, target).project);
    if (texts === undefined) return [];
    const { folders = [] } = listing ?? {};
    const names = Object.keys(texts).filter(
      (path) => isListed(path) && folders.some((folder) => path.startsWith(`${folder}/`)),
    );
    const read = [...paths, ...(listing?.among(names) ?? [])];
    const known = new Map(read.map((path) => [path, texts[path] === undefined ? undefined : String(texts[path])]));
    return [{ target, files: known, ...(listing && { listed: new Set(names) }) }];
  });
  return new Map(snapshots.map((snapshot) => [snapshot.target, snapshot]));
}

function wantedBy(workspace: Workspace): Asked {
  const { resources } = compile({ workspace, targets: targetsOf(workspace) });
  return { resources, migrations: factsOf(workspace) };
}

function idle(workspace: Workspace): void {
  const wanted = wantedBy(workspace);
  expect(lines(offline(wanted, wanted, workspace.config.data))).toEqual([]);
}

const STAGES = ["planned", "internal", "beta", "selectable", "rollout", "default"];
const STATUSES = ["draft", "active", "paused", "rolled_back", "complete", "cancelled"];

describe("a workspace that has not changed", () => {
  it.each(STAGES)("asks for nothing at stage %s, whatever its status", (stage) => {
    for (const [index, status] of STATUSES.entries())
      idle(workspaceOf(CATALOG, standing(stage, index % 3).replace("status: active", `status: ${status}`)));
  });

  const folders = globSync("{.,test/**,examples/**}/cutover.yaml", { cwd: root, ignore: "**/node_modules/**" })
    .map((file) => join(root, dirname(file)))
    .sort();
  it.each([0, 1, 2, 3, 4, 5])("asks for nothing in each workspace of this repository, part %i of 6", (part) => {
    const found = folders.filter((_folder, index) => index % 6 === part).flatMap((folder) => readable(folder) ?? []);
    for (const workspace of found) idle(workspace);
    expect(found.length).toBeGreaterThan(15);
  });

  it("asks for nothing with flags of the whole server, and with objects that were taken over", () => {
    const instance = CATALOG.replace(/flags: \{ backend: project, project: [^}]*\}/, "flags: { backend: instance }");
    expect(instance).not.toBe(CATALOG);
    idle(workspaceOf(instance, standing("rollout", 1)));
    const adopted = "adopted: [acme/ai#12, { feature: duo_chat, issue: acme/ai#13 }, { flag: duo_chat_sonnet_4_6 }]\n";
    idle(workspaceOf(CATALOG, standing("rollout", 1).replace("features:\n", `${adopted}\nfeatures:\n`)));
  });
});

/** Each step of a flag is a merge of its own. */
async function settled(forge: ReturnType<typeof memoryForge>, resources: readonly Resource[]): Promise<void> {
  for (const most of [0, 1, 2, 3]) {
    const sofar = resources.map((one) => (one.kind === "flag" ? flag(Math.min(one.step, most), keyed(one)) : one));
    await converge(forge, sofar, { policy: { blast_radius: 1 } });
  }
}

function keyed({ key, feature, name, issue }: FlagResource): Partial<FlagResource> {
  return { key, feature, name, issue };
}

describe("a workspace that has changed", () => {
  it("asks for what a plan of the real thing would, once all before was done", async () => {
    await fc.assert(
      fc.asyncProperty(version, version, async (before, after) => {
        const forge = memoryForge();
        await settled(forge, before);
        const live = await planOf(forge, after);
        const found = offline(asked(before), asked(after));
        expect(found.changes.map(({ id }) => id).sort()).toEqual(live.changes.map(({ id }) => id).sort());
      }),
      { numRuns: 40 },
    );
  });

  it("says so of files, which count as proposed while the target does not hold them", async () => {
    const wanted = (step: number, after: string) => [
      mainIssue(),
      rollout({ flag: "flag/sonnet/duo_chat" }),
      flag(step, { after: ["file/sonnet/gateway"] }),
      files([{ path: "models.yml", before: "a\n", after }]),
    ];
    expect(lines(offline(asked(wanted(0, "b\n")), asked(wanted(0, "b\n"))))).toEqual([]);
    expect(lines(offline(asked(wanted(0, "b\n")), asked(wanted(1, "b\n"))))).toEqual([
      "waiting: step 1 of flag duo_chat_sonnet waits for the merge request of file/sonnet/gateway in acme/gateway",
    ]);
    expect(lines(offline(asked(wanted(1, "b\n")), asked(wanted(1, "c\n"))))).toEqual([
      "update: rebuild the merge request of file/sonnet/gateway in acme/gateway: its branch does not give what is wanted at the head",
    ]);
    const merged = wanted(0, "a\n");
    expect(lines(offline(asked(merged), asked(wanted(0, "b\n"))))).toEqual([
      "create: open a merge request in acme/gateway: 1 file",
    ]);
  });

  it("knows the links that the target's files hold already", () => {
    const edit = (text: string) =>
      files([
        {
          path: "flag.yml",
          before: "name: chat\nrollout_issue_url: https://gitlab.example.com/acme/ai/-/issues/7\n",
          after: `name: ${text}\nrollout_issue_url: cutover:issue/sonnet\n`,
        },
      ]);
    const all = (text: string) => [mainIssue(), edit(text)];
    expect(lines(offline(asked(all("chat")), asked(all("chat"))))).toEqual([]);
    const { changes } = offline(asked(all("chat")), asked(all("chat_new")));
    expect(changes).toHaveLength(1);
    expect(changes[0]?.diffs[0]?.hunks).toContain("-name: chat\n+name: chat_new\n");
    expect(changes[0]?.diffs[0]?.hunks).not.toContain("cutover:");
  });

  it("names nothing by a number or an address that nobody knows", () => {
    const before = wantedBy(workspaceOf(CATALOG, standing("internal")));
    const after = wantedBy(workspaceOf(CATALOG, standing("default", 1).replace("The new model", "Another model")));
    const plan = offline(before, after);
    expect(plan.changes.length).toBeGreaterThan(3);
    expect(plan.things).toEqual({});
    const shown = JSON.stringify(plan.changes.map(({ desired: _desired, ...change }) => change));
    expect(shown).not.toMatch(/"url":/);
    expect(shown).not.toMatch(/[#!][0-9?]/);
    expect(lines(plan).join("\n")).not.toMatch(/[#&!]/);
  });

  it("takes over what is named, follows names, and leaves what nobody names", () => {
    const all = [mainIssue(), rollout({ flag: "flag/sonnet/duo_chat" }), flag(1)];
    const adopting = facts({ adopted: [{ item: "acme/ai#12" }] });
    expect(
      lines(offline(NOTHING, { resources: all, migrations: [adopting] })).filter((line) => line.includes("#")),
    ).toEqual([expect.stringMatching(/^update: take over acme\/ai#12: /)]);
    const renamed = all.map((one) => ({ ...one, key: one.key.replace("sonnet", "opus"), migration: "opus" }));
    const names = lines(
      offline(asked([mainIssue()]), {
        resources: renamed.slice(0, 1),
        migrations: [facts({ name: "opus", formerly: "sonnet" })],
      }),
    );
    expect(names.filter((line) => line.startsWith("create"))).toEqual([]);
    expect(lines(offline(asked(all), { resources: [], migrations: [] }))).toEqual([
      "unmanaged: issue/sonnet (issue/sonnet) is unmanaged: there is no migration sonnet; it is left as it is",
      "unmanaged: issue/sonnet/duo_chat (issue/sonnet/duo_chat) is unmanaged: there is no migration sonnet; it is left as it is",
      expect.stringMatching(/^unmanaged: flag duo_chat_sonnet/),
    ]);
  });

  it("takes who says that a migration is complete at their word", () => {
    const remove = { task: "announce", definedIn: [] };
    const before = [mainIssue(), rollout({ flag: "flag/sonnet/duo_chat" }), flag(3)];
    const after = [
      mainIssue({ state: "closed" }),
      rollout({ flag: "flag/sonnet/duo_chat", state: "closed" }),
      flag(3, { remove }),
    ];
    const plan = offline(asked(before), asked(after, { status: "complete" }));
    expect(plan.changes.map(({ id }) => id)).toEqual([
      "flag/sonnet/duo_chat:remove",
      "issue/sonnet/duo_chat:close",
      "issue/sonnet:close",
    ]);
  });

  it("is new as a whole where there was nothing", () => {
    const after = wantedBy(workspaceOf(CATALOG, SONNET.replace("status: draft", "status: active")));
    expect(offline(NOTHING, after).changes.every(({ action }) => action === "create" || action === "relate")).toBe(
      true,
    );
  });
});
