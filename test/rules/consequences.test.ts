import { expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { withoutConsequences } from "../../src/rules/engine/consequences.ts";

function finding(rule: string, message: string, more: Partial<Diagnostic> = {}): Diagnostic {
  return { rule, severity: "error", message, file: "a.yaml", range: { start: 0, end: 1 }, ...more };
}

const UNKNOWN = finding("unknown-offering", 'unknown offering "x_1"', { unknown: "x_1" });

test("what quotes a name that nothing has follows from that", () => {
  const echo = finding("evaluation-missing", 'the report has "y", and "chat" moves to "x_1"');
  const other = finding("evaluation-missing", 'the report has "y", and "chat" moves to "x_11"');
  const again = finding("unknown-offering", 'unknown offering "x_1": models.yml lacks it');
  expect(withoutConsequences([UNKNOWN, echo, other, again])).toEqual([UNKNOWN, other, again]);
});

test("a name that is only doubtful takes nothing with it", () => {
  const doubtful = { ...UNKNOWN, severity: "warning" as const };
  const echo = finding("owner-overloaded", '"x_1" has too much to do');
  expect(withoutConsequences([doubtful, echo])).toEqual([doubtful, echo]);
});
