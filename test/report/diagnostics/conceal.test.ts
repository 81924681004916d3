import { expect, test } from "vitest";
import { readDocument } from "../../../src/load/document.ts";
import { concealed, concealedReport } from "../../../src/report/diagnostics/conceal.ts";

const TOKEN = `glpat-${"a1B2c3D4e5".repeat(2)}`;

test("secrets become dots, a unit each, and everything else stays where it is", () => {
  const text = `key: ${TOKEN} # 😀\r\nother: "${TOKEN}"\n`;
  expect(concealed(text)).toBe(text.replaceAll(TOKEN, "•".repeat(TOKEN.length)));
  expect(concealed("sha: sha256:0f4e6f1dd359b9d53c9689fcc7fb743651c0941ac805da63ee3b906305bd705c")).not.toContain("•");
});

test("a report holds none, wherever it was quoted", () => {
  const range = { start: 0, end: 1 };
  const edits = [{ file: "a", range, text: `"${TOKEN}"` }];
  const diagnostic = {
    ...{ rule: "schema", severity: "error" as const, message: `"${TOKEN}" is no user`, file: "a", range },
    hint: `not ${TOKEN}`,
    related: [{ file: "a", range, message: `said ${TOKEN}` }],
    fix: { title: `write "${TOKEN}"`, safety: "safe" as const, edits },
  };
  const report = concealedReport({
    diagnostics: [diagnostic],
    sources: new Map([["a", `owner: ${TOKEN}\n`]]),
    suppressed: [{ diagnostic, reason: `because ${TOKEN}` }],
  });
  expect(JSON.stringify({ ...report, sources: [...report.sources] })).not.toContain("a1B2");
});

test("documents keep their places, and their texts hold none, alone or beside what says that they are one", () => {
  const text = `items:\n  - title: ${TOKEN}\nkey: api_key = Zx9Qw8Er7Ty6Ui5\n`;
  const { source } = readDocument(text, "a");
  const { documents } = concealedReport({ diagnostics: [], sources: new Map(), documents: new Map([["a", source]]) });
  const shown = documents?.get("a");
  expect(shown?.text).toBe(concealed(text));
  expect(shown?.text).not.toMatch(/a1B2|Zx9/);
  expect(shown?.nodes).toBe(source.nodes);
});
