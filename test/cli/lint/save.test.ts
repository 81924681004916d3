import * as fs from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { FileSystem } from "../../../src/load/file-system.ts";
import { cutover } from "../harness.ts";
import { ACME, CONFIG, folder, migration, textAt } from "./acme.ts";

const FILES = ["cutover.yaml", "migrations/chat.yaml", "migrations/more.yaml"];
const COMMENT = "# cutover-ignore cutoff-buffer until 2026-12-01: agreed\n";
/** Three files with a comment that has nothing to ignore. */
const THREE = {
  ...ACME,
  "cutover.yaml": `${COMMENT}${CONFIG}`,
  "migrations/chat.yaml": `${migration("chat")}${COMMENT}visibility: public\n`,
  "migrations/more.yaml": `${migration("more", "code_review").replace("status: active", "status: draft")}${COMMENT}visibility: public\n`,
};

async function fixedIn(cwd: string): Promise<string[]> {
  const texts = await Promise.all(FILES.map(async (file) => [file, await textAt(cwd, file)] as const));
  return texts.filter(([, text]) => !text.includes(COMMENT)).map(([file]) => file);
}

/** Answers as the system does to a user without rights; tests may run as root. */
function denied(path: string): Error {
  return Object.assign(new Error(`EACCES: permission denied, '${path}'`), { code: "EACCES", path });
}

it("--fix writes all of them when nothing is in the way", async () => {
  const cwd = await folder(THREE);
  const ran = await cutover(cwd, ["lint", "--fix", "--unsafe"]);
  expect(ran.err).toMatch(/^fixed cutover\.yaml:1:/);
  expect(await fixedIn(cwd)).toEqual(FILES);
});

it.each([
  ["a file", "migrations/more.yaml"],
  ["the folder of a file", "migrations"],
])("--fix writes nothing when %s may not be written to", async (_, readOnly) => {
  const cwd = await folder(THREE);
  const access: FileSystem["access"] = async (path, mode) => {
    if (path === join(cwd, readOnly)) throw denied(path);
    await fs.access(path, mode);
  };
  const ran = await cutover(cwd, ["lint", "--fix", "--unsafe"], { fs: { ...fs, access } });
  expect(ran).toMatchObject({ code: 3, out: "" });
  expect(ran.err).toBe(
    `note: nothing was fixed; not fixed: ${FILES.join(", ")}\ncutover: no permission for "${join(cwd, readOnly)}"\n`,
  );
  expect(await fixedIn(cwd)).toEqual([]);
});

it("--fix says how far it has come when it cannot go on", async () => {
  const cwd = await folder(THREE);
  const rename: FileSystem["rename"] = async (from, to) => {
    if (to === join(cwd, "migrations/chat.yaml")) throw denied(from);
    await fs.rename(from, to);
  };
  const ran = await cutover(cwd, ["lint", "--fix", "--unsafe"], { fs: { ...fs, rename } });
  expect(ran).toMatchObject({ code: 3, out: "" });
  expect(ran.err).toBe(
    `note: fixed: cutover.yaml; not fixed: migrations/chat.yaml, migrations/more.yaml\n` +
      `cutover: no permission for "${join(cwd, "migrations/chat.yaml")}"\n`,
  );
  expect(await fixedIn(cwd)).toEqual(["cutover.yaml"]);
  expect((await fs.readdir(join(cwd, "migrations"))).sort()).toEqual(["chat.yaml", "more.yaml"]);
});

it("--fix stops between two files when it is interrupted", async () => {
  const cwd = await folder(THREE);
  const interrupt = new AbortController();
  const rename: FileSystem["rename"] = async (from, to) => {
    await fs.rename(from, to);
    interrupt.abort();
  };
  const ran = await cutover(cwd, ["lint", "--fix", "--unsafe"], { fs: { ...fs, rename }, signal: interrupt.signal });
  expect(ran).toMatchObject({ code: 3, out: "" });
  expect(ran.err).toMatch(/^note: fixed: cutover\.yaml; not fixed: migrations\/chat\.yaml, migrations\/more\.yaml\n/);
  expect(ran.err).toMatch(/\ncutover: interrupted; .*\n$/);
  expect(await fixedIn(cwd)).toEqual(["cutover.yaml"]);
});

it.each([
  ["between lint and fix", 2],
  ["between fix and write", 3],
])("--fix leaves alone what somebody changes %s", async (_, read) => {
  const cwd = await folder(THREE);
  const path = join(cwd, "migrations/chat.yaml");
  let reads = 0;
  const readFile: FileSystem["readFile"] = async (one) => {
    if (one === path) reads += 1;
    if (one === path && reads === read) await fs.appendFile(path, "# mine\n");
    return fs.readFile(one);
  };
  const ran = await cutover(cwd, ["lint", "--fix", "--unsafe"], { fs: { ...fs, readFile } });
  expect(ran).toMatchObject({ code: 3, out: "" });
  expect(ran.err).toBe(
    "cutover: migrations/chat.yaml was changed while it was being fixed; nothing was written\n  hint: run it again\n",
  );
  expect(await fixedIn(cwd)).toEqual([]);
  expect(await textAt(path)).toBe(`${THREE["migrations/chat.yaml"]}# mine\n`);
});
