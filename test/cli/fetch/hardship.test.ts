import * as fs from "node:fs/promises";
import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { acmeSeed, MONOLITH, PEOPLE } from "../../../src/cli/demo/seed.ts";
import { startSandbox } from "../../../src/sandbox/server.ts";
import { standing } from "../../journeys/texts.ts";
import { cutover, filesBelow, folderWith, type Ran } from "../harness.ts";
import { CONFIG } from "./catalog.ts";

const HOUR_MS = 3_600_000;
const NOW = Date.parse("2026-05-20T09:00:00Z");

let close: (() => Promise<void>) | undefined;
afterEach(() => close?.());

/** A workspace, and a server whose monolith holds more files. */
async function acme(more: Readonly<Record<string, string>> = {}) {
  const { projects = [], ...seed } = acmeSeed();
  const server = await startSandbox({
    now: "2026-05-20T09:00:00Z",
    tier: "ultimate",
    seed: {
      ...seed,
      projects: projects.map((one) => (one.path === MONOLITH ? { ...one, files: { ...one.files, ...more } } : one)),
    },
  });
  const workspace = await folderWith({
    "cutover.yaml": CONFIG(server.url),
    "migrations/sonnet.yaml": standing("internal"),
  });
  close = async () => {
    await workspace.remove();
    await server.close();
  };
  const run = (argv: readonly string[], io: Parameters<typeof cutover>[2] = {}): Promise<Ran> =>
    cutover(workspace.path, argv, { env: { CUTOVER_TOKEN: PEOPLE.bot.token }, ...io });
  return { run, root: workspace.path, kept: join(workspace.path, ".cutover/targets") };
}

const ALL = ["ai-gateway", "docs", "monolith", "prompts"];

it("passes over code that is too large or no text, as in a checkout", async () => {
  const { run, kept } = await acme({ "ee/lib/huge.rb": "x".repeat(1_500_000), "ee/lib/small.rb": "x\n" });
  expect(await run(["fetch"])).toMatchObject({ code: 0, err: "" });
  const files = await filesBelow(join(kept, "monolith"));
  expect(files).toContain("ee/lib/small.rb");
  expect(files).not.toContain("ee/lib/huge.rb");
  expect((await run(["lint", "--require-targets"])).code).not.toBe(2);
});

it("refuses a page that is too large", async () => {
  const { run, root } = await acme({ "doc/huge.md": "x".repeat(1_500_000) });
  const text = await readFile(join(root, "cutover.yaml"), "utf8");
  await writeFile(
    join(root, "cutover.yaml"),
    text.replace(
      /docs: \{ .*$/m,
      `docs: { project: ${MONOLITH}, branch: master, format: markdown, path: doc/huge.md, region: migrations }`,
    ),
  );
  expect(await run(["fetch", "docs"])).toMatchObject({ code: 3, err: expect.stringContaining("is larger than 1 MB") });
});

it("lets several runs at once keep the same targets", async () => {
  const { run, kept } = await acme();
  for (const _round of ["nothing there", "something there"]) {
    const ends = await Promise.all([run(["fetch"]), run(["fetch"]), run(["fetch"])]);
    expect(ends.map(({ code, err }) => [code, err])).toEqual([
      [0, ""],
      [0, ""],
      [0, ""],
    ]);
    expect((await readdir(kept)).sort()).toEqual(ALL);
  }
  expect((await run(["lint", "--require-targets"])).code).not.toBe(2);
});

it("clears away what a killed run has left, and not what another run is at", async () => {
  const { run, kept } = await acme();
  const left = async (name: string, age: number) => {
    await mkdir(join(kept, name, "doc"), { recursive: true });
    await utimes(join(kept, name), (NOW - age) / 1000, (NOW - age) / 1000);
  };
  await left(".new-docs-0123abcd", 2 * HOUR_MS);
  await left(".old-docs-0123abcd", 2 * HOUR_MS);
  await left(".new-docs-89abcdef", HOUR_MS / 2);
  await left(".old-notes", 2 * HOUR_MS);
  expect((await run(["fetch"])).code).toBe(0);
  expect((await readdir(kept)).sort()).toEqual([".new-docs-89abcdef", ".old-notes", ...ALL]);
});

it.each(["writeFile", "rename"] as const)("leaves nothing half done where %s fails", async (call) => {
  const { run, kept } = await acme();
  await run(["fetch"]);
  const before = await filesBelow(kept);
  const full = async (path: string): Promise<void> => {
    throw Object.assign(new Error(`ENOSPC: no space left on device, '${path}'`), { code: "ENOSPC", path });
  };
  const ran = await run(["fetch"], { fs: { ...fs, [call]: full } });
  expect(ran).toMatchObject({ code: 3, err: expect.stringContaining("no space left") });
  expect(await filesBelow(kept)).toEqual(before);
});

it("says of files that were fetched long ago that they are of then", async () => {
  const { run } = await acme();
  await run(["fetch"]);
  const later = (hours: number) => ({ clock: { now: () => NOW + hours * HOUR_MS, sleep: async () => {} } });
  const said =
    "note: the files of ai-gateway, prompts, monolith, docs are as they were when they were fetched, the oldest on 2026-05-20T09:00Z: cutover fetch reads them anew\n";
  expect((await run(["lint"], later(23))).err).toBe("");
  expect((await run(["lint"], later(25))).err).toBe(said);
  expect((await run(["lint", "--quiet"], later(25))).err).toBe("");
  expect((await run(["plan", "--offline"], later(25))).err).toBe(said);
});
