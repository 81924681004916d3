import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isMap, parseDocument } from "yaml";
import { type Case, openCase, tryCase } from "../../scripts/rules/open-case.ts";
import { compile } from "../../src/compile/index.ts";
import { neededFiles } from "../../src/compile/needed.ts";
import { overlay } from "../../src/load/overlay.ts";
import { readLocalTargets } from "../../src/load/targets.ts";
import { DEADLINES_FILE } from "../../src/model/deadline.ts";
import type { Workspace } from "../../src/model/workspace.ts";
import { runRules } from "../../src/rules/engine/run.ts";
import { rules } from "../../src/rules/registry.gen.ts";
import { CASES, casesOf } from "./cases.ts";

/** Folders whose migrations write the ends of offerings themselves, each offering's one alone. */
const WRITTEN = (["valid", "invalid"] as const)
  .flatMap((kind) => casesOf(kind).map(([rule, name]) => join(rule, kind, name)))
  .filter((folder) => !existsSync(join(CASES, folder, DEADLINES_FILE)))
  .flatMap((folder) => leftToLock(folder) ?? []);

interface Left {
  readonly folder: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The files in which the days stand in a lock file; undefined where nothing is to be left, or one offering has two ends. */
function leftToLock(folder: string): Left | undefined {
  const migrations = join(CASES, folder, "migrations");
  const days = new Map<string, string>();
  const files = new Map<string, Uint8Array>();
  for (const name of existsSync(migrations) ? readdirSync(migrations) : []) {
    const document = parseDocument(readFileSync(join(migrations, name), "utf8"));
    const replaces = document.get("replaces");
    // What a cancelled migration says of an end counts for nothing; in the lock file it would be a fact.
    if (!isMap(replaces) || document.get("status") === "cancelled") continue;
    for (const [id, cutoff] of Object.entries(document.toJS().replaces).map(([id, one]) => [id, cutoffIn(one)])) {
      if (id === undefined || cutoff === undefined) continue;
      if ((days.get(id) ?? cutoff) !== cutoff) return undefined;
      days.set(id, cutoff);
      document.deleteIn(["replaces", id, "cutoff"]);
    }
    files.set(join(migrations, name), Buffer.from(String(document)));
  }
  if (days.size === 0) return undefined;
  const offerings = [...days].map(([id, cutoff]) => [
    id,
    { host: "anthropic", model: id, cutoff, precision: "exact", source: "model-eol" },
  ]);
  const lock = { version: 1, offerings: Object.fromEntries(offerings), policies: [], facts: [] };
  files.set(join(CASES, folder, DEADLINES_FILE), Buffer.from(JSON.stringify(lock)));
  return { folder, files };
}

function cutoffIn(replacement: unknown): string | undefined {
  if (typeof replacement !== "object" || replacement === null || !("cutoff" in replacement)) return undefined;
  const { cutoff } = replacement;
  return typeof cutoff === "string" && /^\d{4}-\d\d-\d\d$/.test(cutoff) ? cutoff : undefined;
}

/** What all rules say, without places; that a lock file is there at all is what `uncovered-cutoff` begins with. */
function findings({ input, problems }: Pick<Case, "input" | "problems">): string[] {
  const found = runRules({ ...input, rules: rules.filter(({ id }) => id !== "uncovered-cutoff") }).diagnostics;
  return [...problems, ...found]
    .map(({ rule, severity, message, hint = "" }) => `${severity} ${rule} ${message} ${hint}`)
    .map((text) => text.replaceAll(" (model-eol)", ""))
    .sort();
}

/** What should exist outside, without the places that it comes from. */
async function resources(root: string, workspace: Workspace): Promise<string> {
  const { targets } = workspace.config.data;
  const needed = neededFiles(workspace);
  const { snapshots } = await readLocalTargets({ fs, root, targets, needed, checkouts: new Map() });
  const { resources: wanted, manifests, files } = compile({ workspace, targets: snapshots });
  return JSON.stringify([wanted, manifests, files], (key, value) => (/^causes?$/.test(key) ? undefined : value), 1);
}

describe("a migration that leaves a sure day to the lock file is taken as one that writes it", () => {
  it("in cases enough", () => expect(WRITTEN.length).toBeGreaterThan(30));

  it.each(WRITTEN)("$folder", async ({ folder, files }) => {
    const root = join(CASES, folder);
    const written = await openCase(root);
    const left = await tryCase(root, written.input.instant, await overlay(fs, files));
    if (left.input === undefined) throw new Error(JSON.stringify(left.problems));
    expect(left.input.workspace.deadlines).toBeDefined();
    expect(findings({ ...left, input: left.input })).toEqual(findings(written));
    expect(await resources(root, left.input.workspace)).toBe(await resources(root, written.input.workspace));
  });
});
