import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import disk from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FileSystem } from "../../src/load/file-system.ts";
import { findWorkspace, loadWorkspace } from "../../src/load/workspace.ts";

const CONFIG = "apiVersion: cutover/v1\nkind: Config\n";
const MIGRATION = `apiVersion: cutover/v1
kind: Upgrade
name: claude-sonnet-4-6
status: active
owner: "@ana"
summary: Chat moves.
offerings:
  claude_sonnet_4_6: { max_context_tokens: 1_000_000 }
`;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cutover-load-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Writes files below the workspace; a path that ends with / is an empty folder. */
function write(files: Record<string, string | Uint8Array>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(path.endsWith("/") ? join(root, path) : dirname(join(root, path)), { recursive: true });
    if (!path.endsWith("/")) writeFileSync(join(root, path), content);
  }
}

/** Findings as `file: message`. */
async function findings(fs: FileSystem = disk): Promise<string[]> {
  const { diagnostics } = await loadWorkspace({ fs, root });
  return diagnostics.map(({ rule, file, message }) => `${rule} ${file}: ${message}`);
}

describe("loadWorkspace", () => {
  it("reads the catalog and the migrations, sorted by file", async () => {
    write({
      "cutover.yaml": CONFIG,
      "migrations/b.yml": MIGRATION,
      "migrations/a.yaml": MIGRATION,
      "migrations/.hidden.yaml": "- no",
      "migrations/notes.md": "- no",
      "migrations/old/c.yaml": "- no",
    });
    const { workspace, diagnostics, sources } = await loadWorkspace({ fs: disk, root });
    expect(diagnostics).toEqual([]);
    expect(workspace?.migrations.map(({ file }) => file)).toEqual(["migrations/a.yaml", "migrations/b.yml"]);
    expect(workspace?.migrations[0]?.data.offerings?.["claude_sonnet_4_6"]?.max_context_tokens).toBe(1_000_000);
    expect([...sources.keys()]).toEqual(["cutover.yaml", "migrations/a.yaml", "migrations/b.yml"]);
  });

  it("reads a folder whose name looks like a pattern", async () => {
    root = join(root, "[a]{b}*");
    write({ "cutover.yaml": CONFIG, "migrations/a.yaml": MIGRATION });
    expect(await findings()).toEqual([]);
  });

  it("keeps the sound migrations and tells what is wrong with all others at once", async () => {
    write({
      "cutover.yaml": CONFIG,
      "migrations/a.yaml": MIGRATION.replace("active", "activ"),
      "migrations/b.yaml": MIGRATION.replace('"@ana"', "@ana"),
      "migrations/c.yaml": MIGRATION,
    });
    const { workspace } = await loadWorkspace({ fs: disk, root });
    expect(workspace?.migrations.map(({ file }) => file)).toEqual(["migrations/c.yaml"]);
    expect(await findings()).toEqual([
      'schema migrations/a.yaml: unknown status "activ"; did you mean "active"? (allowed: draft, active, paused, rolled_back, complete, cancelled)',
      'syntax migrations/b.yaml: a plain value cannot begin with "@"; put it in quotes, as in "@ana"',
    ]);
  });

  it("keeps the texts of the others: what they declare is not unknown", async () => {
    const broken = MIGRATION.replace("active", "activ");
    write({ "cutover.yaml": CONFIG, "migrations/a.yaml": broken, "migrations/c.yaml": MIGRATION });
    const { workspace } = await loadWorkspace({ fs: disk, root });
    expect(workspace?.unread).toEqual([broken]);
  });

  it("notices a migration whose ending is in upper case", async () => {
    write({ "cutover.yaml": CONFIG, "migrations/M.YAML": MIGRATION, "migrations/c.yaml": MIGRATION });
    const { workspace } = await loadWorkspace({ fs: disk, root });
    expect(workspace?.migrations.map(({ file }) => file)).toEqual(["migrations/c.yaml"]);
    expect(await findings()).toEqual([
      "workspace migrations/M.YAML: migrations/M.YAML is not read; the name of a migration ends with .yaml or .yml, in lower case",
    ]);
  });

  it("looks at the migrations although the catalog is of no use", async () => {
    write({ "cutover.yaml": "kind: [", "migrations/a.yaml": "" });
    const { workspace } = await loadWorkspace({ fs: disk, root });
    expect(workspace).toBeUndefined();
    expect(await findings()).toEqual([
      'syntax cutover.yaml: this "[" is not closed with "]"',
      "schema migrations/a.yaml: the file is empty",
    ]);
  });
});

describe("what is no workspace", () => {
  it("a missing cutover.yaml", async () => {
    write({ "migrations/a.yaml": MIGRATION });
    expect(await findings()).toEqual(["workspace cutover.yaml: cannot read cutover.yaml: there is no such file"]);
  });

  it("a missing folder of migrations, an empty one, and a file in its place", async () => {
    write({ "cutover.yaml": CONFIG });
    expect(await findings()).toEqual(["workspace migrations: the folder migrations is missing"]);
    write({ "migrations/": "", "migrations/notes.md": "" });
    expect(await findings()).toEqual([
      "workspace migrations: the folder migrations holds no migration (*.yaml, *.yml)",
    ]);
    rmSync(join(root, "migrations"), { recursive: true });
    write({ migrations: "" });
    expect(await findings()).toEqual(["workspace migrations: cannot read the folder migrations: it is no folder"]);
  });

  it("every such finding has a hint or says what was expected", async () => {
    write({ "cutover.yaml": CONFIG, "migrations/": "" });
    const { diagnostics } = await loadWorkspace({ fs: disk, root });
    expect(diagnostics[0]?.hint).toBe("cutover new writes one, into a file such as migrations/claude-sonnet-4-6.yaml");
  });
});

describe("files that cannot be read", () => {
  const others = { "cutover.yaml": CONFIG, "migrations/ok.yaml": MIGRATION };

  it("a folder with the name of a file", async () => {
    write({ ...others, "migrations/x.yaml/": "" });
    expect(await findings()).toEqual(["workspace migrations/x.yaml: migrations/x.yaml is a folder; expected a file"]);
  });

  it("a file of 10 MB, which is not even opened", async () => {
    write({ ...others, "migrations/x.yaml": "a".repeat(10_000_000) });
    const opened: string[] = [];
    const readFile = (path: string) => {
      opened.push(path);
      return disk.readFile(path);
    };
    const watched: FileSystem = { ...disk, readFile };
    expect(await findings(watched)).toEqual([
      "workspace migrations/x.yaml: the file has 10.0 MB; files over 1 MB are not read",
    ]);
    expect(opened).not.toContain(join(root, "migrations/x.yaml"));
  });

  it("text that is not UTF-8", async () => {
    write({ ...others, "migrations/x.yaml": new Uint8Array([0x61, 0x3a, 0x0a, 0xe9, 0x0a]) });
    expect(await findings()).toEqual(["workspace migrations/x.yaml: line 2 is not UTF-8 text"]);
  });

  it("links that lead nowhere or in a circle", async () => {
    write(others);
    symlinkSync("nowhere.yaml", join(root, "migrations/a.yaml"));
    symlinkSync("b.yaml", join(root, "migrations/b.yaml"));
    expect(await findings()).toEqual([
      "workspace migrations/a.yaml: cannot read migrations/a.yaml: there is no such file",
      "workspace migrations/b.yaml: cannot read migrations/b.yaml: its symbolic links run in a circle",
    ]);
  });

  it("what leads out of the workspace, and holds what nobody may see", async () => {
    const beside = mkdtempSync(join(tmpdir(), "cutover-beside-"));
    writeFileSync(join(beside, "secret.yaml"), "password: hunter2\n");
    write({ ...others, "real/b.yaml": MIGRATION });
    symlinkSync(join(beside, "secret.yaml"), join(root, "migrations/a.yaml"));
    symlinkSync("../real/b.yaml", join(root, "migrations/b.yaml"));
    const { sources } = await loadWorkspace({ fs: disk, root });
    expect(await findings()).toEqual([
      "workspace migrations/a.yaml: migrations/a.yaml leads out of the workspace, and what stands there is not read",
    ]);
    expect([...sources.keys()]).toContain("migrations/b.yaml");
    expect([...sources.values()].join("")).not.toContain("hunter2");
    rmSync(beside, { recursive: true });
  });

  it("what is no regular file", async () => {
    write(others);
    symlinkSync("/dev/zero", join(root, "migrations/zero.yaml"));
    expect(await findings()).toEqual(["workspace migrations/zero.yaml: migrations/zero.yaml is no regular file"]);
  });

  // The superuser may read everything, so that a refusal has to be staged there.
  it("what may not be read", async () => {
    write({ ...others, "migrations/x.yaml": MIGRATION });
    chmodSync(join(root, "migrations/x.yaml"), 0);
    const refuse = (path: string) => path.endsWith("x.yaml");
    expect(await findings(refusing("readFile", refuse))).toEqual([
      "workspace migrations/x.yaml: cannot read migrations/x.yaml: permission denied",
    ]);
    chmodSync(join(root, "migrations"), 0);
    const found = await findings(refusing("readdir", (path) => path.endsWith("migrations")));
    chmodSync(join(root, "migrations"), 0o755);
    expect(found).toEqual(["workspace migrations: cannot read the folder migrations: permission denied"]);
  });
});

/** The real disk, but for one call that is refused where the test says so. */
function refusing(call: "readFile" | "readdir" | "stat", refuse: (path: string) => boolean): FileSystem {
  const refusal = async (path: string) => {
    throw Object.assign(new Error(`EACCES: permission denied, '${path}'`), { code: "EACCES" });
  };
  const real = disk[call] as (path: string, ...rest: unknown[]) => Promise<never>;
  return {
    ...disk,
    [call]: (path: string, ...rest: unknown[]) => (refuse(path) ? refusal(path) : real(path, ...rest)),
  };
}

describe("findWorkspace", () => {
  it("takes the folder itself, else the nearest above", async () => {
    write({ "cutover.yaml": CONFIG, "a/b/": "", "a/c/cutover.yaml": CONFIG });
    expect(await findWorkspace({ fs: disk, start: root, upwards: true })).toBe(root);
    expect(await findWorkspace({ fs: disk, start: join(root, "a/b"), upwards: true })).toBe(root);
    expect(await findWorkspace({ fs: disk, start: join(root, "a/c"), upwards: true })).toBe(join(root, "a/c"));
    expect(await findWorkspace({ fs: disk, start: join(root, "a/not/there"), upwards: true })).toBe(root);
  });

  it("looks no further where it must not", async () => {
    write({ "cutover.yaml": CONFIG, "a/": "" });
    expect(await findWorkspace({ fs: disk, start: join(root, "a"), upwards: false })).toBeUndefined();
    expect(await findWorkspace({ fs: disk, start: join(root, "cutover.yaml"), upwards: false })).toBeUndefined();
  });

  it("finds what it may not look at, so that reading it can say why", async () => {
    const fs = refusing("stat", () => true);
    expect(await findWorkspace({ fs, start: root, upwards: true })).toBe(root);
    expect((await findings(fs))[0]).toBe("workspace cutover.yaml: cannot read cutover.yaml: permission denied");
  });
});
