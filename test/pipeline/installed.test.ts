import { execFile, execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { MIGRATION, MIGRATION_FILE, TYPO } from "../../src/cli/demo/workspace.ts";
import { git, gitlabCi, type Pipeline, repositoryWith } from "./gitlab-ci.ts";
import { hasRsync } from "./rsync.ts";
import { ROOT, read } from "./spec.ts";
import { workspaceFiles } from "./workspace.ts";

/** Nobody answers there, so no target can be read. */
const NOWHERE = "http://127.0.0.1:9";

describe.skipIf(!hasRsync)("a repository with the workspace in a folder and Cutover in its package-lock.json", () => {
  let root = "";
  let folder = "";
  let pipeline: Pipeline;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "cutover-installed-"));
    folder = join(root, "ai");
    await mkdir(folder);
    const files = { ...workspaceFiles(NOWHERE), [MIGRATION_FILE]: MIGRATION.replace(...TYPO) };
    const below = Object.entries(files).map(([path, text]) => [`ops/models/${path}`, text]);
    const include = { local: "/templates/cutover.yml", inputs: { workspace: "ops/models" } };
    await install(root, folder);
    await repositoryWith(folder, { ...Object.fromEntries(below), ".gitlab-ci.yml": stringify({ include: [include] }) });
    const commit = await git(folder, "rev-parse", "HEAD");
    pipeline = { source: "merge_request_event", iid: 1, branch: "work", base: commit, commit };
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it("installs what is pinned, and names files from its root", async () => {
    const { code, log } = await gitlabCi(folder, pipeline, "cutover:lint");
    expect(code, log).toBe(1);
    expect(log).toContain("without the files of the targets, rules that need them are skipped");
    expect(JSON.parse(await readFile(join(folder, "cutover-lint.json"), "utf8"))).toMatchObject([
      { location: { path: "ops/models/migrations/claude-sonnet-4-6.yaml", lines: { begin: 55 } } },
    ]);
  });

  it("lints a workspace that has no migration", async () => {
    await git(folder, "rm", "-rq", "ops/models/migrations");
    await git(folder, "commit", "-qm", "none is left");
    const { code, log } = await gitlabCi(folder, pipeline, "cutover:lint");
    expect(code, log).toBe(0);
    expect(log).not.toContain("is missing");
    expect(JSON.parse(await readFile(join(folder, "cutover-lint.json"), "utf8"))).toEqual([]);
  });

  it("says what is missing where nothing is pinned", async () => {
    await rm(join(folder, "package-lock.json"));
    const { log } = await gitlabCi(folder, pipeline, "cutover:lint");
    expect(log).toMatch(/no package-lock.json that pins Cutover(.*\n)*.*FAIL 2/);
  });
});

/** What a release has in its package, without the packages that are bundled into it, and a lock file that pins it. */
async function install(root: string, folder: string): Promise<void> {
  const packed = join(root, "package");
  const { name, version, type, bin } = JSON.parse(read("package.json"));
  await mkdir(packed);
  await writeFile(join(packed, "package.json"), JSON.stringify({ name, version, type, bin }));
  execFileSync(process.execPath, ["scripts/build.mjs", join(packed, "dist")], { cwd: ROOT });
  const npm = (cwd: string, ...argv: string[]) => promisify(execFile)("npm", argv, { cwd });
  await npm(packed, "pack");
  await cp(join(packed, `${name}-${version}.tgz`), join(folder, "cutover.tgz"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ devDependencies: { [name]: "file:cutover.tgz" } }));
  await npm(folder, "install", "--package-lock-only", "--offline", "--no-audit", "--no-fund");
}
