import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCase } from "../../scripts/rules/open-case.ts";
import { LineIndex } from "../../src/diagnostics/line-index.ts";
import { mergeProblems } from "../../src/rules/engine/merge.ts";
import { runRules } from "../../src/rules/engine/run.ts";
import { rules } from "../../src/rules/registry.gen.ts";
import { CASES, casesOf } from "./cases.ts";

/** What a rule and compile say about a folder: `file:line:column severity rule message`, then its end and other places. */
async function lint(rule: string, kind: "valid" | "invalid", name: string): Promise<string> {
  const { input, problems, sources } = await openCase(join(CASES, rule, kind, name));
  const place = (file: string, offset: number) => {
    const { line, column } = new LineIndex(sources.get(file) ?? "").positionAt(offset);
    return `${line}:${column}`;
  };
  const found = runRules({
    ...input,
    rules: rules.filter(({ id }) => id === rule),
    ruleIds: rules.map(({ id }) => id),
  });
  return mergeProblems(found.diagnostics, problems)
    .map(({ file, range, severity, rule: id, message, related = [], hint, fix }) =>
      [
        `${file}:${place(file, range.start)} ${severity} ${id} ${message}`,
        `  until ${place(file, range.end)}`,
        ...related.map((one) => `  see ${one.file}:${place(one.file, one.range.start)} ${one.message}`),
        ...(hint === undefined ? [] : [`  hint ${hint}`]),
        ...(fix === undefined ? [] : [`  ${fix.safety} fix ${fix.title}`]),
      ].join("\n"),
    )
    .map((text) => `${text}\n`)
    .join("");
}

describe("invalid", () => {
  test.each(casesOf("invalid"))("%s: %s", async (rule, name) => {
    const found = await lint(rule, "invalid", name);
    expect(found).toContain(` ${rule} `);
    await expect(found).toMatchFileSnapshot(join(CASES, rule, "invalid", name, "expected.txt"));
  });
});

describe("valid", () => {
  test.each(casesOf("valid"))("%s: %s", async (rule, name) => {
    expect(await lint(rule, "valid", name)).toBe("");
  });
});
