import { existsSync, readFileSync } from "node:fs";
import * as fs from "node:fs/promises";
import { dirname, join } from "node:path";
import { globSync } from "glob";
import { describe, expect, it } from "vitest";
import { CASES, casesOf } from "../../rules/cases.ts";
import { cutover, filesBelow } from "../harness.ts";
import { folder } from "./acme.ts";

/** One finding without its place and words: a fix beside it may change both. */
type Finding = string;

async function findings(cwd: string, argv: readonly string[]): Promise<{ all: Finding[]; fixable: number }> {
  const ran = await cutover(cwd, ["lint", "--format", "json", ...argv]);
  const { diagnostics } = JSON.parse(ran.out) as {
    diagnostics: { rule: string; file: string; fix?: object }[];
  };
  const all = diagnostics.map(({ rule, file }) => `${rule} ${file}`);
  return { all, fixable: diagnostics.filter(({ fix }) => fix !== undefined).length };
}

async function texts(cwd: string): Promise<Record<string, string>> {
  const files = await filesBelow(cwd);
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await fs.readFile(join(cwd, file), "utf8")] as const)),
  );
}

/** Findings of `after` that `before` lacks. */
function added(before: readonly Finding[], after: readonly Finding[]): Finding[] {
  const left = [...before];
  return after.filter((one) => {
    const at = left.indexOf(one);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

function dayOf(path: string): string[] {
  const file = join(path, "now.txt");
  return ["--as-of", existsSync(file) ? readFileSync(file, "utf8").trim() : "2026-05-20"];
}

const WAYS = [[["--fix"]], [["--fix", "--unsafe"]]] as const;

/** Whether something was fixed; fails where that made it worse, or where a second time makes a difference. */
async function isBetter(cwd: string, fix: readonly string[], argv: readonly string[]): Promise<boolean> {
  const before = await findings(cwd, argv);
  if (before.fixable === 0) return false;
  const original = await texts(cwd);
  await cutover(cwd, ["lint", ...fix, ...argv]);
  const once = await texts(cwd);
  const after = await findings(cwd, argv);
  expect(added(before.all, after.all)).toEqual([]);
  const isChanged = JSON.stringify(once) !== JSON.stringify(original);
  expect(after.all.length < before.all.length).toBe(isChanged);
  await cutover(cwd, ["lint", ...fix, ...argv]);
  expect(await texts(cwd)).toEqual(once);
  return isChanged;
}

describe.each(WAYS)("lint %j", (fix) => {
  let fixed = 0;

  it.each(casesOf("invalid"))("%s: %s gets better, never worse, and twice is once", async (rule, name) => {
    const path = join(CASES, rule, "invalid", name);
    const cwd = await folder({});
    await fs.cp(path, cwd, { recursive: true });
    if (await isBetter(cwd, fix, dayOf(path))) fixed += 1;
  });

  it.each(gatewayPairs())("the gateway files of %s alone, too", async (path) => {
    const cwd = await folder({});
    await fs.cp(join(CASES, path), join(cwd, "gateway"), { recursive: true });
    const named = ["gateway/models.yml", "gateway/unit_primitives.yml"];
    if (await isBetter(cwd, fix, [...named, "--as-of", "2026-05-20"])) fixed += 1;
  });

  it("has something to fix in some of them", () => {
    expect(fixed).toBeGreaterThan(3);
  });
});

/** Folders of cases that hold both files of a gateway. */
function gatewayPairs(): string[] {
  const models = globSync("*/invalid/**/models.yml", { cwd: CASES, posix: true }).sort();
  return models.map((file) => dirname(file)).filter((path) => existsSync(join(CASES, path, "unit_primitives.yml")));
}
