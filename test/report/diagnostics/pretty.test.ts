import { expect, test } from "vitest";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { lineOf, renderPretty } from "../../../src/report/diagnostics/pretty.ts";
import { SAMPLE } from "./sample.ts";

const PLAIN = { color: false };

test("shows place, rule, frame, the other place, the hint and the count", () => {
  expect(renderPretty(SAMPLE, PLAIN)).toMatchInlineSnapshot(`
    "migrations/claude-sonnet-4-6.yaml:8:3: error[unknown-reference]: unknown feature "duo_chatt"; did you mean "duo_chat"?
        7 | features:
      > 8 |   duo_chatt: { stage: planned }
          |   ^^^^^^^^^
      see cutover.yaml:3:1: features are declared here
      hint: features are listed in cutover.yaml

    1 error in 1 file
    "
  `);
});

test("counts by severity and file", () => {
  const range = { start: 0, end: 1 };
  const one = (severity: Diagnostic["severity"], file: string): Diagnostic => ({
    rule: "r",
    severity,
    message: `${severity} in ${file}`,
    file,
    range,
  });
  const last = (...diagnostics: Diagnostic[]) =>
    renderPretty({ diagnostics, sources: new Map() }, PLAIN).trimEnd().split("\n").at(-1);
  expect(last(one("error", "a"), one("error", "b"), one("warning", "a"))).toBe("2 errors, 1 warning in 2 files");
  expect(last(one("warning", "a"), one("info", "a"))).toBe("1 warning, 1 note in 1 file");
  expect(last()).toBe("no problems found");
});

test("a file without a text has no frame", () => {
  const text = renderPretty({ ...SAMPLE, sources: new Map() }, PLAIN);
  expect(text.split("\n").slice(0, 2)).toEqual([
    'migrations/claude-sonnet-4-6.yaml:1:1: error[unknown-reference]: unknown feature "duo_chatt"; did you mean "duo_chat"?',
    "  see cutover.yaml:1:1: features are declared here",
  ]);
});

test("colour is a switch and changes nothing else", () => {
  const colored = renderPretty(SAMPLE, { color: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what colour is made of
  expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(renderPretty(SAMPLE, PLAIN));
  expect(colored).toContain("\u001b[31merror[unknown-reference]\u001b[39m");
});

test("what a message quotes cannot break the line or drive the terminal", () => {
  const diagnostic: Diagnostic = {
    rule: "r",
    severity: "error",
    message: 'unknown feature "a\nb\u001b[2J\u202e"',
    file: "a.yaml",
    range: { start: 0, end: 0 },
  };
  expect(lineOf(diagnostic, new Map())).toBe('a.yaml:1:1: error[r]: unknown feature "a\\nb\ufffd[2J\ufffd"');
});
