import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { overlay } from "../../src/load/overlay.ts";

let root = "";
beforeEach(async () => {
  root = await fs.mkdtemp(join(tmpdir(), "cutover-overlay-"));
  await fs.writeFile(join(root, "there.yaml"), "on disk\n");
  await fs.symlink("there.yaml", join(root, "link.yaml"));
});
afterEach(() => fs.rm(root, { recursive: true, force: true }));

const laid = (file: string, text: string) => overlay(fs, new Map([[join(root, file), Buffer.from(text)]]));

it("gives a file another content and size, and leaves the disk alone", async () => {
  const layered = await laid("there.yaml", "in memory\n");
  expect(Buffer.from(await layered.readFile(join(root, "there.yaml"))).toString()).toBe("in memory\n");
  const stats = await layered.stat(join(root, "there.yaml"));
  expect([stats.size, stats.isFile(), stats.isDirectory()]).toEqual([10, true, false]);
  expect(await fs.readFile(join(root, "there.yaml"), "utf8")).toBe("on disk\n");
  expect((await layered.stat(root)).isDirectory()).toBe(true);
});

it("knows a file by the path that a link leads to", async () => {
  const layered = await laid("link.yaml", "in memory\n");
  const real = await layered.realpath(join(root, "link.yaml"));
  expect(Buffer.from(await layered.readFile(real)).toString()).toBe("in memory\n");
});

it("adds files that are not on the disk", async () => {
  const layered = await laid("new.yaml", "new\n");
  const entries = await layered.readdir(root, { withFileTypes: true });
  expect(entries.map((entry) => [entry.name, entry.isFile(), entry.isSymbolicLink()]).sort()).toEqual([
    ["link.yaml", false, true],
    ["new.yaml", true, false],
    ["there.yaml", true, false],
  ]);
  const real = await layered.realpath(join(root, "new.yaml"));
  expect(real).toBe(join(await fs.realpath(root), "new.yaml"));
  expect((await layered.lstat(real)).size).toBe(4);
});
