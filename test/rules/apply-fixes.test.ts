import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Diagnostic, TextEdit } from "../../src/diagnostics/diagnostic.ts";
import { applyFixes, type Fixable, isFixable } from "../../src/rules/engine/apply-fixes.ts";
import { newFindings } from "../../src/rules/engine/compare.ts";

function fixable(...edits: readonly (readonly [start: number, end: number, text: string, file?: string])[]): Fixable {
  const all = edits.map(([start, end, text, file = "a"]): TextEdit => ({ file, range: { start, end }, text }));
  const range = all[0]?.range ?? { start: 0, end: 0 };
  return {
    rule: "rule",
    severity: "error",
    message: "wrong",
    file: "a",
    range,
    fix: { title: "mend it", safety: "safe", edits: all },
  };
}

const TEXTS = new Map([
  ["a", "0123456789"],
  ["b", "abc"],
]);

function made(...fixables: readonly Fixable[]) {
  const { texts, fixed } = applyFixes(TEXTS, fixables);
  return [Object.fromEntries(texts), fixed.map((one) => fixables.indexOf(one))];
}

describe("fixes", () => {
  it("are made by their place, not by their order", () => {
    expect(made(fixable([8, 9, "x"]), fixable([1, 2, "yy"]))).toEqual([{ a: "0yy234567x9" }, [1, 0]]);
  });

  it("that meet wait: the first by place is made", () => {
    expect(made(fixable([2, 5, ""]), fixable([1, 3, ""]))).toEqual([{ a: "03456789" }, [1]]);
    expect(made(fixable([1, 3, ""]), fixable([3, 5, ""]))).toEqual([{ a: "03456789" }, [0]]);
    expect(made(fixable([1, 1, "x"]), fixable([1, 1, "y"]))).toEqual([{ a: "0x123456789" }, [0]]);
  });

  it("are made wholly or not at all, over several files", () => {
    const both = fixable([1, 2, ""], [0, 1, "x", "b"]);
    expect(made(both)).toEqual([{ a: "023456789", b: "xbc" }, [0]]);
    expect(made(fixable([0, 2, "-"]), both)).toEqual([{ a: "-23456789" }, [0]]);
    expect(made(fixable([1, 2, ""], [0, 1, "x", "elsewhere"]))).toEqual([{}, []]);
  });

  it("that change nothing leave the file out", () => {
    expect(made(fixable([1, 2, "1"]))).toEqual([{}, [0]]);
  });

  it("leave every character that no fix names where it is", () => {
    const span = fc.tuple(fc.nat(10), fc.nat(10), fc.constantFrom("", "x", "yz"));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 6 }), (spans) => {
        const all = spans.map(([a, b, text]) => fixable([Math.min(a, b), Math.max(a, b), text]));
        const { texts, fixed } = applyFixes(TEXTS, all);
        const edits = fixed.flatMap(({ fix }) => fix.edits);
        const gone = new Set(edits.flatMap(({ range }) => [..."0123456789"].slice(range.start, range.end)));
        const left = [..."0123456789"].filter((character) => !gone.has(character)).join("");
        expect((texts.get("a") ?? "0123456789").replace(/[xyz]/g, "")).toBe(left);
        expect(all.length === 0 || fixed.length > 0).toBe(true);
      }),
    );
  });

  it("are unsafe only where that is asked for", () => {
    const one = fixable([0, 1, ""]);
    const unsafe: Diagnostic = { ...one, fix: { ...one.fix, safety: "unsafe" } };
    const { fix: _, ...none } = one;
    expect([one, unsafe, none].map((each) => isFixable(each, false))).toEqual([true, false, false]);
    expect([one, unsafe, none].map((each) => isFixable(each, true))).toEqual([true, true, false]);
  });
});

describe("what a fix brings about", () => {
  const finding = (rule: string, message: string, file = "a", start = 0): Diagnostic => ({
    ...{ rule, severity: "warning", message, file },
    range: { start, end: start },
  });
  const [one, other] = [finding("rule", "one"), finding("rule", "other")];

  it("is what a rule finds more often in a file, whatever its words", () => {
    expect(newFindings([one], [one, other])).toEqual([other]);
    expect(newFindings([one], [other, finding("rule", "one", "a", 7)])).toEqual([other]);
    expect(newFindings([one], [finding("rule", "one", "a", 7)])).toEqual([]);
    expect(newFindings([one], [other])).toEqual([]);
    expect(newFindings([one], [finding("another-rule", "one")])).toHaveLength(1);
    expect(newFindings([one, one], [one, one, one])).toEqual([one]);
    expect(newFindings([one], [finding("rule", "one", "b")])).toHaveLength(1);
  });

  it("is an error where there was a warning", () => {
    const worse: Diagnostic = { ...other, severity: "error" };
    expect(newFindings([one], [worse])).toEqual([worse]);
    expect(newFindings([worse], [one])).toEqual([]);
    expect(newFindings([worse, one], [other, worse])).toEqual([]);
    expect(newFindings([], [{ ...one, severity: "info" }])).toEqual([]);
  });

  it("is not that a comment is needed no more", () => {
    expect(newFindings([], [finding("suppression", "reports nothing here")])).toEqual([]);
  });

  it("leaves out what was hidden in a file that could not be read", () => {
    const unread = finding("schema", "unknown key");
    expect(newFindings([unread], [other])).toEqual([]);
    expect(newFindings([unread], [finding("rule", "one", "b")])).toHaveLength(1);
    expect(newFindings([unread], [unread, finding("schema", "another key")])).toHaveLength(1);
    const clash = { ...finding("rule", "clash", "b"), related: [{ ...finding("", "", "a"), message: "here" }] };
    expect(newFindings([unread], [clash])).toEqual([]);
    expect(newFindings([one], [finding("syntax", "no YAML")])).toHaveLength(1);
  });

  it("leaves out what rules say that had not looked at all", () => {
    expect(newFindings([], [one], false)).toEqual([]);
    expect(newFindings([], [finding("schema", "unknown key")], false)).toHaveLength(1);
  });
});
