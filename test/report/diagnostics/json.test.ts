import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderJson } from "../../../src/report/diagnostics/json.ts";
import { SAMPLE } from "./sample.ts";

test("is what docs/lint-json.md shows", () => {
  const page = readFileSync(new URL("../../../docs/lint-json.md", import.meta.url), "utf8");
  expect(renderJson(SAMPLE)).toBe(/```json\n([\s\S]*?)```/.exec(page)?.[1]);
});

test("says that nothing is wrong", () => {
  const { version, diagnostics, summary } = JSON.parse(renderJson({ diagnostics: [], sources: new Map() }));
  expect({ version, diagnostics, summary }).toEqual({
    version: 1,
    diagnostics: [],
    summary: { errors: 0, warnings: 0, notes: 0, files: 0, suppressed: 0 },
  });
});

test("a file that could not be read is shown at its beginning, never at 0:0", () => {
  const [first] = SAMPLE.diagnostics;
  const [found] = JSON.parse(renderJson({ diagnostics: first ? [first] : [], sources: new Map() })).diagnostics;
  expect([found.start, found.end]).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 1 },
  ]);
});

test("columns count UTF-16 code units, lines end with CRLF too", () => {
  const text = 'summary: "🚀"\r\nowner: "@ana"\r\n';
  const range = { start: text.indexOf("@ana"), end: text.indexOf("@ana") + 4 };
  const diagnostic = { rule: "x", severity: "info", message: "m", file: "a.yaml", range } as const;
  const { diagnostics, summary } = JSON.parse(
    renderJson({ diagnostics: [diagnostic], sources: new Map([["a.yaml", text]]) }),
  );
  expect(diagnostics[0]).toMatchObject({ start: { line: 2, column: 9 }, end: { line: 2, column: 13 }, related: [] });
  expect(summary).toEqual({ errors: 0, warnings: 0, notes: 1, files: 1, suppressed: 0 });
});
