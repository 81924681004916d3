import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonProblem } from "../../src/load/json-text.ts";
import { loadEvaluation } from "../../src/load/validate.ts";

/** What is said of a text, with the characters at fault. */
function said(text: string): string {
  const problem = jsonProblem(text);
  if (problem === undefined) return "";
  const { start, end } = problem.range;
  return `${start} ${JSON.stringify(text.slice(start, end))} ${problem.message.replace(/.*: expected/, "expected")}`;
}

describe("a text that is no JSON", () => {
  it.each([
    ['{"a": 1,}', '8 "}" expected a key in double quotes, found "}"'],
    ['{"a": [1, 2,]}', '12 "]" expected a value, found "]"'],
    ['{"a": 1 "b": 2}', '8 "\\"b\\"" expected "," or "}", found "\\"b\\""'],
    ["{a: 1}", '1 "a" expected a key in double quotes or "}", found "a"'],
    ["{'a': 1}", '1 "\'a\'" expected a key in double quotes or "}", found "\'a\'"'],
    ['{"a"}', '4 "}" expected ":", found "}"'],
    ['{"a": 1_000}', '6 "1_000" expected a value, found "1_000"'],
    ['{"a": 01}', '6 "01" expected a value, found "01"'],
    ['{"a": "x\\q"}', '6 "\\"x\\\\q\\"}" expected a value, found "\\"x\\\\q\\"}"'],
    ['{"a": 1} # why', '9 "#" expected the end of the file, found "#"'],
    ["[1}", '2 "}" expected "," or "]", found "}"'],
    ['{"a": [', '7 "" expected a value or "]", found the end of the file'],
    ["", '0 "" expected a value, found the end of the file'],
    ["a: 1", '0 "a" expected a value, found "a"'],
  ])("%s", (text, expected) => {
    expect(said(text)).toBe(expected);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

it("is JSON exactly where JSON.parse takes it", () => {
  const pieces = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"',
    "\\",
    "1",
    "-0.5e3",
    "null",
    " ",
    "\n",
    "#",
    "x",
  );
  const texts = fc.oneof(
    fc.array(pieces).map((parts) => parts.join("")),
    fc.json(),
    fc.tuple(fc.json(), fc.nat(), pieces).map(([json, at, piece]) => {
      const cut = at % (json.length + 1);
      return json.slice(0, cut) + piece + json.slice(cut);
    }),
  );
  fc.assert(
    fc.property(texts, (text) => (jsonProblem(text) === undefined) === isJson(text)),
    { numRuns: 2000 },
  );
});

const REPORT = readFileSync(join(import.meta.dirname, "../mutation/base/evals/duo-chat.json"), "utf8")
  .trimEnd()
  .replace(/\}$/, "");

it("is of no use as a report, unless it is named as YAML", () => {
  expect(loadEvaluation(`${REPORT}}`, "evals/a.json")).toMatchObject({ document: {}, diagnostics: [] });
  expect(loadEvaluation(`${REPORT},}`, "evals/a.yaml")).toMatchObject({ document: {}, diagnostics: [] });
  const { document, diagnostics } = loadEvaluation(`${REPORT},}`, "evals/a.json");
  expect(document).toBeUndefined();
  const start = REPORT.length + 1;
  expect(diagnostics).toMatchObject([{ rule: "syntax", severity: "error", range: { start, end: start + 1 } }]);
});
