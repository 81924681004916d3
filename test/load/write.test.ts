import { execFileSync } from "node:child_process";
import * as fs from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { FileSystem } from "../../src/load/file-system.ts";
import { writeFolder, writeWhole } from "../../src/load/write.ts";
import { filesBelow, folderWith } from "../cli/harness.ts";

const removals: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const { path, remove } = await folderWith(files);
  removals.push(remove);
  return path;
}

async function textAt(...path: readonly string[]): Promise<string> {
  return fs.readFile(join(...path), "utf8");
}

async function modeOf(path: string): Promise<string> {
  return ((await fs.stat(path)).mode & 0o777).toString(8);
}

describe("a file that is written whole", () => {
  it("leaves its neighbours alone, whatever they are called", async () => {
    const cwd = await folder({ "a.yaml": "old", "a.yaml.new": "mine", "victim.txt": "mine" });
    await fs.symlink("victim.txt", join(cwd, "b.yaml.new"));
    await writeWhole(fs, join(cwd, "a.yaml"), "new");
    await writeWhole(fs, join(cwd, "b.yaml"), "new");
    expect(
      await Promise.all(["a.yaml", "a.yaml.new", "victim.txt", "b.yaml"].map((file) => textAt(cwd, file))),
    ).toEqual(["new", "mine", "mine", "new"]);
    expect(await fs.readdir(cwd)).toEqual(["a.yaml", "a.yaml.new", "b.yaml", "b.yaml.new", "victim.txt"]);
  });

  it.each(["600", "640", "755", "666"])("keeps the mode %s", async (mode) => {
    const cwd = await folder({ "a.yaml": "old" });
    await fs.chmod(join(cwd, "a.yaml"), Number.parseInt(mode, 8));
    await writeWhole(fs, join(cwd, "a.yaml"), "new");
    expect([await modeOf(join(cwd, "a.yaml")), await textAt(cwd, "a.yaml")]).toEqual([mode, "new"]);
  });

  it.runIf(process.getuid?.() === 0)("keeps its owner", async () => {
    const cwd = await folder({ "a.yaml": "old" });
    await fs.chown(join(cwd, "a.yaml"), 4711, 4712);
    await writeWhole(fs, join(cwd, "a.yaml"), "new");
    expect(await fs.stat(join(cwd, "a.yaml"))).toMatchObject({ uid: 4711, gid: 4712 });
  });

  it("is the one behind a link, there or not, and the link stays", async () => {
    const cwd = await folder({ "real/a.yaml": "old" });
    await fs.symlink("real/a.yaml", join(cwd, "a.yaml"));
    await fs.symlink("real/later/b.yaml", join(cwd, "b.yaml"));
    await writeWhole(fs, join(cwd, "a.yaml"), "new");
    await writeWhole(fs, join(cwd, "b.yaml"), "new");
    for (const file of ["a.yaml", "b.yaml"]) {
      expect((await fs.lstat(join(cwd, file))).isSymbolicLink()).toBe(true);
      expect(await textAt(cwd, file)).toBe("new");
    }
    expect(await filesBelow(cwd)).toEqual(["real/a.yaml", "real/later/b.yaml"]);
  });

  it.each([251, 255])("may have a name of %i letters", async (length) => {
    const cwd = await folder({});
    await writeWhole(fs, join(cwd, "a".repeat(length)), "new");
    expect(await fs.readdir(cwd)).toEqual(["a".repeat(length)]);
  });

  it("leaves nothing behind when it fails, and names the file that was meant", async () => {
    const cwd = await folder({ "a.yaml": "old" });
    const full = async () => {
      throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC", path: "elsewhere" });
    };
    const disk: FileSystem = { ...fs, rename: full };
    await expect(writeWhole(disk, join(cwd, "a.yaml"), "new")).rejects.toMatchObject({ path: join(cwd, "a.yaml") });
    expect([await fs.readdir(cwd), await textAt(cwd, "a.yaml")]).toEqual([["a.yaml"], "old"]);
  });

  it("does not take a file that somebody else has made at the last moment", async () => {
    const cwd = await folder({ "a.yaml": "old", "victim.txt": "mine" });
    let beside = "";
    const disk: FileSystem = {
      ...fs,
      writeFile: async (path, data, options) => {
        beside = path;
        await fs.symlink("victim.txt", path);
        await fs.writeFile(path, data, options);
      },
    };
    await expect(writeWhole(disk, join(cwd, "a.yaml"), "new")).rejects.toMatchObject({ code: "EEXIST" });
    expect(await textAt(cwd, "victim.txt")).toBe("mine");
    expect((await fs.lstat(beside)).isSymbolicLink()).toBe(true);
  });

  it("is no folder and no pipe", async () => {
    const cwd = await folder({ "folder/a.yaml": "old" });
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    await expect(writeWhole(fs, join(cwd, "folder"), "new")).rejects.toThrow(/"\S+folder" is a folder/);
    await expect(writeWhole(fs, join(cwd, "pipe"), "new")).rejects.toThrow(/"\S+pipe" is a pipe/);
    await expect(writeWhole(fs, "/dev/null", "new")).rejects.toThrow(/a device/);
    await expect(writeWhole(fs, "/dev/stdout", "new")).rejects.toThrow(/a device/);
    await expect(writeWhole(fs, join(cwd, "folder/a.yaml/b"), "new")).rejects.toThrow(/a\.yaml" is no folder/);
    expect((await fs.lstat(join(cwd, "pipe"))).isFIFO()).toBe(true);
  });

  it.runIf(process.platform === "linux")("ends where no folder can be made", async () => {
    await expect(writeWhole(fs, "/proc/nowhere/a", "new")).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("a folder of generated files", () => {
  const files = new Map([
    ["issues/a.md", "new"],
    ["manifest.json", JSON.stringify({ files: ["issues/a.md", "manifest.json"], resources: [] })],
  ]);

  it.each([
    ["a file", "issues/a.md"],
    ["a folder", "issues"],
  ])("is not left through a link in place of %s", async (_, link) => {
    const cwd = await folder({ "mine/a.md": "mine", "out/manifest.json": files.get("manifest.json") ?? "" });
    await fs.mkdir(dirname(join(cwd, "out", link)), { recursive: true });
    await fs.symlink(join(cwd, link === "issues" ? "mine" : "mine/a.md"), join(cwd, "out", link));
    const none = new Map([["manifest.json", files.get("manifest.json") ?? ""]]);
    await expect(writeFolder(fs, join(cwd, "out"), files)).rejects.toThrow(/leads out of the folder/);
    await expect(writeFolder(fs, join(cwd, "out"), none)).rejects.toThrow(/leads out of the folder/);
    expect(await textAt(cwd, "mine/a.md")).toBe("mine");
  });

  it("may be reached through a link itself", async () => {
    const cwd = await folder({ "real/notes.txt": "mine" });
    await fs.symlink("real", join(cwd, "out"));
    await writeFolder(fs, join(cwd, "out"), files);
    expect(await filesBelow(join(cwd, "real"))).toEqual(["issues/a.md", "manifest.json", "notes.txt"]);
  });
});
