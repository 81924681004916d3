import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import * as fs from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { cutover, filesBelow, folderWith } from "../cli/harness.ts";
import { gatewayTexts } from "./gateway-text.ts";
import { journeyOf, migrationText } from "./journey.ts";
import { randomOf } from "./random.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const built = join(root, "dist/main.js");
const YEAR = 366 * 24 * 60 * 60 * 1000;
const NOW = Date.parse("2026-05-20T09:00:00Z");

const CONFIG = `apiVersion: cutover/v1
kind: Config
gitlab: { tracker: { group: acme, project: acme/ai } }
targets:
  gateway: { project: acme/ai-gateway, format: ai-gateway, path: models, checkout: gateway }
`;

/** A workspace over generated files: two migrations, one of them under way. */
function workspaceFiles(): Record<string, string> {
  const random = randomOf(11);
  const texts = gatewayTexts(random, "today");
  const first = journeyOf(texts, "first", random);
  const taken = new Set([...first.legs.map(({ feature }) => feature), ...first.fresh.map(({ line }) => line)]);
  const second = journeyOf(texts, "second", random, taken);
  const stages = new Map(first.legs.map(({ feature }) => [feature, "internal"] as const));
  return {
    "cutover.yaml": CONFIG,
    "migrations/first.yaml": migrationText(first, { status: "active", stages, retire: "keep" }),
    "migrations/second.yaml": migrationText(second, { status: "active", stages: new Map(), retire: "keep" }),
    "gateway/models/models.yml": texts.models,
    "gateway/models/unit_primitives.yml": texts.features,
  };
}

let generated: Awaited<ReturnType<typeof folderWith>>;
const folders: (readonly [string, () => string])[] = [
  ["the repository's own workspace, over examples/acme", () => root],
  ["a workspace over generated files", () => generated.path],
];

beforeAll(async () => {
  generated = await folderWith(workspaceFiles());
});

afterAll(() => generated.remove());

/** Everything that is below a folder that `make` has filled, by path. */
async function contentsOf(make: (out: string) => Promise<unknown>): Promise<ReadonlyMap<string, string>> {
  const { path, remove } = await folderWith({});
  try {
    await make(path);
    const names = await filesBelow(path);
    return new Map(
      await Promise.all(names.map(async (name) => [name, await fs.readFile(join(path, name), "utf8")] as const)),
    );
  } finally {
    await remove();
  }
}

async function compiledAt(folder: string, now: number): Promise<ReadonlyMap<string, string>> {
  return contentsOf(async (out) => {
    // Neither the clock that is handed in nor the machine's own may be looked at.
    vi.useFakeTimers({ toFake: ["Date"], now });
    const clock = { now: () => now, sleep: async () => {} };
    const { code, err } = await cutover(folder, ["compile", "--out", out], { clock });
    expect([code, err]).toEqual([0, ""]);
  });
}

async function compiledWith(
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, string>> {
  const run = promisify(execFile);
  return contentsOf((out) =>
    run(process.execPath, [built, "compile", "--out", out], {
      cwd: folder,
      env: { PATH: process.env["PATH"] ?? "", ...env },
    }),
  );
}

afterEach(() => {
  vi.useRealTimers();
});

describe.each(folders)("compile of %s", (_title, folder) => {
  it("gives the same bytes in two runs, and a year later", async () => {
    const first = await compiledAt(folder(), NOW);
    expect(first.size).toBeGreaterThan(4);
    expect([...first.keys()]).toContain("manifest.json");
    expect(await compiledAt(folder(), NOW)).toEqual(first);
    expect(await compiledAt(folder(), NOW + YEAR)).toEqual(first);
  });

  it.skipIf(!existsSync(built))("gives the same bytes in other time zones and languages (needs a build)", async () => {
    const first = await compiledWith(folder(), { TZ: "UTC", LC_ALL: "C" });
    expect(first.size).toBeGreaterThan(4);
    for (const env of [
      { TZ: "Asia/Kathmandu", LC_ALL: "de_DE.UTF-8", LANG: "de_DE.UTF-8" },
      { TZ: "America/Los_Angeles", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" },
    ])
      expect(await compiledWith(folder(), env)).toEqual(first);
  });
});

it("the runs in other time zones and languages do see them", async () => {
  const script = "console.log(new Date(0).getHours(), (1234.5).toLocaleString())";
  const seen = async (TZ: string, LC_ALL: string) =>
    (await promisify(execFile)(process.execPath, ["-e", script], { env: { TZ, LC_ALL } })).stdout;
  expect(await seen("UTC", "C")).not.toBe(await seen("Asia/Kathmandu", "de_DE.UTF-8"));
  expect(await seen("Asia/Kathmandu", "de_DE.UTF-8")).toBe("5 1.234,5\n");
});
