import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTwoFilesPatch } from "diff";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { type Edited, edited, FILES, type Texts } from "./harness.ts";

// A folder under cases/ is one case: migration.yaml (what stands before the first of its own keys is filled in here),
// models.yml and unit_primitives.yml where those of cases/_base will not do, and expected.diff.
const root = join(dirname(fileURLToPath(import.meta.url)), "cases");
const names = readdirSync(root)
  .filter((name) => name !== "_base")
  .sort();

const HEADER = `apiVersion: cutover/v1
kind: Upgrade
name: example
owner: "@ana"
summary: An example.
`;

function textOf(name: string, file: string): string {
  const own = join(root, name, file);
  return readFileSync(existsSync(own) ? own : join(root, "_base", file), "utf8");
}

function textsOf(name: string): Texts {
  return { models: textOf(name, FILES.models), features: textOf(name, FILES.features) };
}

function migrationOf(name: string): string {
  const text = readFileSync(join(root, name, "migration.yaml"), "utf8");
  return `${HEADER}${/^status:/m.test(text) ? "" : "status: active\n"}${text}`;
}

function patchOf(before: Texts, after: Texts): string {
  return (["models", "features"] as const)
    .filter((key) => before[key] !== after[key])
    .map((key) => createTwoFilesPatch(FILES[key], FILES[key], before[key], after[key], "", "", { context: 2 }))
    .join("\n");
}

function problemLine({ rule, range, message, related = [] }: Diagnostic, migration: string): string {
  const places = related.map(({ file, message: note }) => ` (${note} in ${file})`).join("");
  return `${rule} at ${JSON.stringify(migration.slice(range.start, range.end))}: ${message}${places}\n`;
}

function report(name: string, result: Edited): string {
  const migration = migrationOf(name);
  return patchOf(textsOf(name), result) + result.problems.map((problem) => problemLine(problem, migration)).join("");
}

function mapTexts({ models, features }: Texts, change: (text: string) => string): Texts {
  return { models: change(models), features: change(features) };
}

function withCarriageReturns(text: string): string {
  return text.replaceAll("\n", "\r\n");
}

function withoutFinalNewline(text: string): string {
  return text.replace(/\r?\n$/, "");
}

describe.each(names)("%s", (name) => {
  const before = textsOf(name);
  const migration = migrationOf(name);

  it("is edited as expected", async () => {
    await expect(report(name, edited(before, migration))).toMatchFileSnapshot(join(root, name, "expected.diff"));
  });

  it("is left alone the second time", () => {
    const once = edited(before, migration);
    if (once.problems.length > 0) return;
    expect(report(name, once)).toBe(patchOf(before, once));
    const twice = edited(once, migration);
    expect([twice.count, twice.problems]).toEqual([0, []]);
  });

  it.each([
    ["carriage returns", withCarriageReturns],
    ["no final newline", withoutFinalNewline],
    ["a byte order mark", (text: string) => `\ufeff${text}`],
  ])("is edited alike in files with %s", (_what, change) => {
    const { models, features, problems } = edited(mapTexts(before, change), migration);
    const plain = edited(before, migration);
    expect({ models, features }).toEqual(mapTexts(plain, change));
    expect(problems.map(({ message }) => message)).toEqual(plain.problems.map(({ message }) => message));
  });
});
