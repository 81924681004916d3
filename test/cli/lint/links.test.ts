import * as fs from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cutover } from "../harness.ts";
import { ACME, folder, migration, places, UNSELECTABLE } from "./acme.ts";

const TYPO = migration("chat").replace("duo_chat:", "duo_chatt:");
const FEATURES = "gateway/ai_gateway/model_selection/unit_primitives.yml";
const FOUND = ["migrations/chat.yaml:9:3 unknown-reference"];

/** A workspace in the folder `real`, and a link to it beside; answers the folder around both. */
async function linked(): Promise<string> {
  const files = { ...ACME, "migrations/chat.yaml": TYPO, [FEATURES]: UNSELECTABLE };
  const cwd = await folder(Object.fromEntries(Object.entries(files).map(([file, text]) => [`real/${file}`, text])));
  await fs.symlink("real", join(cwd, "link"));
  await fs.symlink("real/migrations", join(cwd, "moved"));
  return cwd;
}

async function found(cwd: string, ...argv: readonly string[]): Promise<string[]> {
  const ran = await cutover(cwd, ["lint", "--format", "json", ...argv]);
  expect(ran.err).toBe("");
  return places(ran.out);
}

it.each(["link/migrations/chat.yaml", "link/migrations", "moved/chat.yaml", "moved"])(
  "%s is a path of the workspace that it leads to",
  async (path) => {
    const cwd = await linked();
    expect(await found(join(cwd, "real"), join(cwd, path))).toEqual(FOUND);
  },
);

it("a workspace may be named by a link, and its files by either name", async () => {
  const cwd = await linked();
  expect(await found(cwd, "--workspace", "link", "real/migrations/chat.yaml")).toEqual(FOUND);
  expect(await found(cwd, "--workspace", "real", "link/migrations/chat.yaml")).toEqual(FOUND);
  expect(await found(cwd, "--workspace", "link", "link/migrations/chat.yaml")).toEqual(FOUND);
  expect(await found(cwd, "--workspace", "link", "real")).toEqual(await found(cwd, "--workspace", "real"));
});

it("a target's file is found through a link too, and judged as one that was named", async () => {
  const cwd = await linked();
  expect(await found(join(cwd, "real"), join(cwd, "link", FEATURES))).toEqual([
    `${FEATURES}:14:9 default-not-selectable`,
  ]);
});

it("what a link leads out to stays outside", async () => {
  const cwd = await linked();
  await fs.mkdir(join(cwd, "other"));
  await fs.symlink("other", join(cwd, "out"));
  const ran = await cutover(join(cwd, "real"), ["lint", join(cwd, "out")]);
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining("is outside the workspace") });
  const missing = await cutover(join(cwd, "real"), ["lint", join(cwd, "link/migrations/nowhere.yaml")]);
  expect(missing).toMatchObject({ code: 2, err: expect.stringContaining("there is no ") });
});
