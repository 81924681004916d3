import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import disk from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readLocalTargets } from "../../src/load/targets.ts";

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
    needed: new Map([["gateway", ["ai/models.yml", "ai/unit_primitives.yml"]]]),
    checkouts: new Map(),
  });
  expect([...(snapshots.get("gateway")?.files ?? [])]).toEqual([
    ["ai/models.yml", "\ufeffmodels: []\r\n"],
    ["ai/unit_primitives.yml", undefined],
  ]);
});
