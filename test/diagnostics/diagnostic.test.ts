import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Diagnostic, dedupeDiagnostics, sortDiagnostics } from "../../src/diagnostics/diagnostic.ts";

function finding(file: string, start: number, message: string, rule = "unknown-offering"): Diagnostic {
  return { rule, severity: "error", message, file, range: { start, end: start + 1 } };
}

describe("sortDiagnostics", () => {
  it("goes by file, place and message, and says everything once", () => {
    const a = finding("a.yaml", 10, "x");
    const b = finding("a.yaml", 9, "x");
    const c = finding("a.yaml", 10, "a");
    const d = finding("B.yaml", 99, "x");
    expect(sortDiagnostics([a, b, a, c, d, { ...a }])).toEqual([d, b, c, a]);
  });

  it("keeps the same words of two rules apart", () => {
    expect(sortDiagnostics([finding("a", 1, "x", "r2"), finding("a", 1, "x", "r1")]).map(({ rule }) => rule)).toEqual([
      "r1",
      "r2",
    ]);
  });

  it("does not depend on the order it is given", () => {
    const one = fc
      .tuple(fc.constantFrom("a", "b"), fc.nat(3), fc.constantFrom("x", "y"))
      .map(([file, start, message]) => finding(file, start, message));
    fc.assert(
      fc.property(fc.array(one), (findings) => {
        expect(sortDiagnostics([...findings].reverse())).toEqual(sortDiagnostics(findings));
      }),
    );
  });
});

describe("dedupeDiagnostics", () => {
  it("keeps the first of each and the order", () => {
    const a = finding("a", 2, "x");
    const b = finding("a", 1, "x");
    expect(dedupeDiagnostics([a, b, { ...a, hint: "later" }])).toEqual([a, b]);
  });
});
