import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openCase } from "../../scripts/rules/open-case.ts";
import { applyFixes, isFixable } from "../../src/rules/engine/apply-fixes.ts";
import { runRules } from "../../src/rules/engine/run.ts";
import { rules } from "../../src/rules/registry.gen.ts";
import { CASES } from "./cases.ts";

const ID = "unused-catalog-entry";
const CASE = join(CASES, ID, "invalid", "one-of-each");

async function findingsIn(root: string) {
  const { input } = await openCase(root);
  const ruleIds = rules.map(({ id }) => id);
  return runRules({ ...input, rules: rules.filter(({ id }) => [ID, "unknown-reference"].includes(id)), ruleIds })
    .diagnostics;
}

test("an entry goes with its comments, and nothing else goes", async () => {
  const text = readFileSync(join(CASE, "cutover.yaml"), "utf8");
  const found = await findingsIn(CASE);
  const fixables = found.filter((one) => isFixable(one, true)) as Parameters<typeof applyFixes>[1];
  const fixed = applyFixes(new Map([["cutover.yaml", text]]), fixables).texts.get("cutover.yaml") ?? "";
  const gone = text.split("\n").filter((line) => !fixed.split("\n").includes(line));
  expect(gone).toEqual([
    "  # they left in spring",
    "  # and took their features along",
    '  search: { role: feature_team, members: ["@eve"] }',
    "  errors: { source: prometheus, query: errors, max: 0.01 } # of all",
    "  beta_testers:",
    "    user_list: beta-testers",
    "  slow:",
    "      - { percentage: 10, soak: 7d }",
    "      - { percentage: 100, soak: 7d }",
  ]);

  const root = mkdtempSync(join(tmpdir(), "cutover-fixed-"));
  try {
    cpSync(CASE, root, { recursive: true });
    writeFileSync(join(root, "cutover.yaml"), fixed);
    const left = await findingsIn(root);
    expect(left.map(({ message, fix }) => [message, fix])).toEqual([['no ramp uses gate "support"', undefined]]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
