import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { withoutConsequences } from "../../src/rules/engine/consequences.ts";

const PLACE = { file: "a.yaml", range: { start: 0, end: 1 } };

function finding(rule: string, message: string, more: Partial<Diagnostic> = {}): Diagnostic {
  return { rule, severity: "error", message, ...PLACE, ...more };
}

const UNKNOWN = finding("unknown-offering", 'unknown offering "x_1"', { unknown: "x_1" });
const SAID = 'the report has "y", and "chat" moves to "x_1"';

describe("a name that nothing has", () => {
  it("takes with it what judges where it leads, and quotes it", () => {
    const echo = finding("evaluation-missing", SAID);
    const other = finding("evaluation-missing", 'the report has "y", and "chat" moves to "x_11"');
    const again = finding("unknown-offering", 'unknown offering "x_1": models.yml lacks it');
    expect(withoutConsequences([UNKNOWN, echo, other, again])).toEqual([UNKNOWN, other, again]);
  });

  it("takes nothing of rules that ask for something else, whatever they quote", () => {
    const clash = finding("conflicting-claims", 'b.yaml claims "x_1" too');
    expect(withoutConsequences([UNKNOWN, clash])).toEqual([UNKNOWN, clash]);
  });

  it("takes nothing of other files, unless they point to its own", () => {
    const far = finding("evaluation-missing", SAID, { file: "b.json" });
    const near = { ...far, related: [{ ...PLACE, message: "named here" }] };
    expect(withoutConsequences([UNKNOWN, far])).toEqual([UNKNOWN, far]);
    expect(withoutConsequences([UNKNOWN, near])).toEqual([UNKNOWN]);
  });

  it("takes nothing where it is only doubtful", () => {
    const doubtful = { ...UNKNOWN, severity: "warning" as const };
    const echo = finding("evaluation-missing", SAID);
    expect(withoutConsequences([doubtful, echo])).toEqual([doubtful, echo]);
  });
});
