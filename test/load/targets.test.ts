import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import disk from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readLocalTargets } from "../../src/load/targets.ts";
import type { Listing } from "../../src/model/target.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cutover-targets-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("target files are read with their byte order mark, so that their bytes stay", async () => {
  mkdirSync(join(root, "checkout/ai"), { recursive: true });
  writeFileSync(join(root, "checkout/ai/models.yml"), "\ufeffmodels: []\r\n");
  const { snapshots } = await readLocalTargets({
    fs: disk,
    root,
    targets: { gateway: { project: "acme/ai", format: "ai-gateway", path: "ai", checkout: "checkout" } },
    needed: new Map([["gateway", { paths: ["ai/models.yml", "ai/unit_primitives.yml"] }]]),
    checkouts: new Map(),
  });
  expect([...(snapshots.get("gateway")?.files ?? [])]).toEqual([
    ["ai/models.yml", "\ufeffmodels: []\r\n"],
    ["ai/unit_primitives.yml", undefined],
  ]);
});

describe("a folder that is listed", () => {
  const PATHS = ["p/chat/base/1.0.0.yml", "p/chat/base/2.0.0.yml", "p/chat/system/1.0.0.jinja", "q/other.yml"];
  const listed = async (folders: string[], among: Listing["among"] = () => []) => {
    for (const path of PATHS) {
      mkdirSync(dirname(join(root, "checkout", path)), { recursive: true });
      writeFileSync(join(root, "checkout", path), path);
    }
    symlinkSync(join(root, "checkout/q"), join(root, "checkout/p/chat/linked"));
    symlinkSync(join(root, "checkout/q/other.yml"), join(root, "checkout/p/chat/base/3.0.0.yml"));
    symlinkSync(root, join(root, "checkout/out"));
    const { snapshots } = await readLocalTargets({
      fs: disk,
      root,
      targets: { prompts: { project: "acme/ai", format: "prompts", path: "p", checkout: "checkout" } },
      needed: new Map([["prompts", { paths: ["q/other.yml"], listing: { folders, among } }]]),
      checkouts: new Map(),
    });
    return snapshots.get("prompts");
  };

  it("gives its YAML files at any depth, and reads those that are chosen", async () => {
    const snapshot = await listed(["p/chat", "p/absent"], (found) => found.filter((path) => path.includes("2.")));
    expect([...(snapshot?.listed ?? [])]).toEqual(["p/chat/base/1.0.0.yml", "p/chat/base/2.0.0.yml"]);
    expect([...(snapshot?.files ?? [])]).toEqual([
      ["q/other.yml", "q/other.yml"],
      ["p/chat/base/2.0.0.yml", "p/chat/base/2.0.0.yml"],
    ]);
  });

  it.each(["p/../../x", "out"])("never lies outside of the repository, as %s does", async (folder) => {
    await expect(listed([folder])).rejects.toThrow(/leaves its repository|leads out of its repository/);
  });
});
