import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openCase } from "../../scripts/rules/open-case.ts";
import { findings, rulePages } from "../../scripts/rules/pages.ts";
import { rules } from "../../src/rules/registry.gen.ts";
import { CASES, foldersIn } from "./cases.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ids = rules.map(({ id }) => id);

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}

describe("the folders say the same", () => {
  test("every file of src/rules is a rule of that name, in the registry", () => {
    const files = filesIn("src/rules").filter((file) => file !== "registry.gen.ts");
    expect(files).toEqual(ids.map((id) => `${id}.ts`));
  });

  test("every folder of test/rules belongs to a rule", () => {
    expect(foldersIn()).toEqual(ids);
  });

  test("docs/rules holds what would be generated now, and nothing else", async () => {
    const pages = await rulePages();
    expect(filesIn("docs/rules")).toEqual([...pages.keys()].sort());
    for (const [file, text] of pages) expect(readFileSync(join(ROOT, "docs/rules", file), "utf8"), file).toBe(text);
  });
});

describe.each(rules)("$id", (rule) => {
  test("has two wrong cases and a right one", () => {
    expect(foldersIn(rule.id, "invalid").length).toBeGreaterThanOrEqual(2);
    expect(foldersIn(rule.id, "valid").length).toBeGreaterThanOrEqual(1);
  });

  test("shows each of its texts in some wrong case", async () => {
    const messages = new Set<string>();
    const texts = new Set<string>();
    for (const name of foldersIn(rule.id, "invalid")) {
      const { input } = await openCase(join(CASES, rule.id, "invalid", name));
      for (const { message, diagnostic } of rule.run({ ...input, ruleIds: ids })) {
        messages.add(message);
        for (const one of diagnostic.related ?? []) texts.add(one.message);
        if (diagnostic.hint !== undefined) texts.add(diagnostic.hint);
        if (diagnostic.fix !== undefined) texts.add(diagnostic.fix.title);
      }
    }
    expect([...messages].sort()).toEqual(Object.keys(rule.messages).sort());
    const unseen = Object.values(rule.notes).filter((note) => ![...texts].some((text) => fits(text, note)));
    expect(unseen).toEqual([]);
  });

  test("says its texts in one line, lower case, without a full stop", () => {
    for (const text of [rule.summary, ...Object.values(rule.messages), ...Object.values(rule.notes)]) {
      expect(text).not.toMatch(/\n|\.$|^[A-Z](?!itLab)/);
    }
  });

  test("finds exactly itself in its wrong example, and nothing in the right one", async () => {
    const found = await findings(rule, rule.docs.wrong);
    expect(found.length).toBeGreaterThan(0);
    for (const line of found) expect(line).toContain(`[${rule.id}]`);
    expect(await findings(rule, rule.docs.right)).toEqual([]);
  });
});

/** Whether a text could have been made from a template. */
function fits(text: string, template: string): boolean {
  const parts = template.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(text);
}
