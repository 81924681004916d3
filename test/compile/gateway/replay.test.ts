import { execFile } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { edited, FILES, gatewayOf, type Texts, textsIn } from "./harness.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const replay = join(root, "../shared/gateway/replay");
const own = join(root, "test/fixtures/replay");
const isHere = existsSync(replay);

/** From the real history of the gateway's files; those that have no migration there have one under fixtures. */
const CASES = Array.from({ length: 33 }, (_none, index) => String(index + 1).padStart(2, "0"));

const folders = isHere ? readdirSync(join(replay, "cases")).sort() : [];
let tools = "";

beforeAll(() => {
  if (!isHere) return;
  // The scripts import `yaml`, so they have to lie where this repository's packages are found.
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  tools = mkdtempSync(join(cache, "replay-"));
  for (const file of ["compare.mjs", "lib.mjs"]) copyFileSync(join(replay, file), join(tools, file));
});

afterAll(() => {
  if (tools !== "") rmSync(tools, { recursive: true });
});

function folderOf(number: string): string {
  return folders.find((name) => name.startsWith(`${number}-`)) ?? number;
}

function migrationOf(folder: string): string {
  const theirs = join(replay, "cases", folder, "migration.yaml");
  return readFileSync(existsSync(theirs) ? theirs : join(own, folder, "migration.yaml"), "utf8");
}

interface Comparison {
  readonly equal: boolean;
  readonly remaining: readonly unknown[];
  readonly commentDifferences: readonly { readonly missing: readonly string[] }[];
  readonly referenceDiff: Readonly<Record<string, { readonly added: number; readonly removed: number }>>;
  readonly candidateDiff: Comparison["referenceDiff"];
}

const run = promisify(execFile);

async function compare(folder: string, texts: Texts): Promise<Comparison> {
  const candidate = join(tools, folder);
  mkdirSync(candidate, { recursive: true });
  writeFileSync(join(candidate, FILES.models), texts.models);
  writeFileSync(join(candidate, FILES.features), texts.features);
  const [before = "", after = ""] = ["before", "after"].map((side) => join(replay, "cases", folder, side));
  // Exit 1 says that they differ; what was printed says where.
  const { stdout } = await run("node", [join(tools, "compare.mjs"), before, after, candidate]).catch(
    (error: { stdout: string }) => error,
  );
  return JSON.parse(stdout);
}

function sizeOf(diff: Comparison["referenceDiff"][string] | undefined): number {
  return (diff?.added ?? 0) + (diff?.removed ?? 0);
}

describe.skipIf(!isHere)("real changes of the gateway's files (skipped where ../shared is absent)", () => {
  describe.each(CASES)("case %s", (number) => {
    const folder = folderOf(number);
    const before = isHere ? textsIn(join(replay, "cases", folder, "before")) : { models: "", features: "" };

    it.concurrent("gives what people made of it, with no larger a diff", async () => {
      const result = edited(before, migrationOf(folder));
      expect(result.problems).toEqual([]);
      const { equal, remaining, commentDifferences, referenceDiff, candidateDiff } = await compare(folder, result);
      expect(remaining).toEqual([]);
      expect(equal).toBe(true);
      expect(commentDifferences.flatMap(({ missing }) => missing)).toEqual([]);
      for (const file of Object.values(FILES))
        expect(sizeOf(candidateDiff[file])).toBeLessThanOrEqual(sizeOf(referenceDiff[file]));
    });

    it("leaves its own result and that of people alone", () => {
      const migration = migrationOf(folder);
      const again = edited(edited(before, migration), migration);
      const after = edited(textsIn(join(replay, "cases", folder, "after")), migration);
      expect([again.count, again.problems, after.count, after.problems]).toEqual([0, [], 0, []]);
    });
  });

  it.each(["05", "18"])("case %s: a lowered stage brings the default back", (number) => {
    const folder = folderOf(number);
    const before = textsIn(join(replay, "cases", folder, "before"));
    const migration = migrationOf(folder);
    const raised = edited(before, migration);
    expect(defaultsOf(raised)).not.toEqual(defaultsOf(before));
    const lowered = edited(raised, migration.replace("stage: default", "stage: selectable"));
    expect(lowered.problems).toEqual([]);
    expect(defaultsOf(lowered)).toEqual(defaultsOf(before));
  });

  it.each(folders)("%s: both states are read", (folder) => {
    for (const side of ["before", "after"]) {
      const texts = textsIn(join(replay, "cases", folder, side));
      const { models, features } = gatewayOf(texts);
      expect(models.entries.length).toBe(texts.models.match(/^ +(- )?gitlab_identifier:/gm)?.length);
      expect(features.entries.length).toBe(texts.features.match(/^ +- feature_setting:/gm)?.length);
      expect(features.entries.every(({ defaults }) => defaults.length === 1)).toBe(true);
    }
  });
});

function defaultsOf(texts: Texts): Record<string, readonly string[]> {
  return Object.fromEntries(gatewayOf(texts).features.entries.map(({ name, defaults }) => [name, defaults]));
}
