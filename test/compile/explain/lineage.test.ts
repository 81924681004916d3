import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sidesOf } from "../../../src/compile/explain/diff-line.ts";
import { lineageOf } from "../../../src/compile/explain/lineage.ts";
import { applyEdits, type Edit } from "../../../src/compile/files/edit.ts";

const at = (line: number) => ({ file: "migrations/a.yaml", line });

describe("lineageOf", () => {
  const before = "one\ntwo\nthree\n";

  it("tells inserted lines, each with its own cause, from those that stand", () => {
    const edit: Edit = { offset: 4, length: 0, text: "a\nb\n", cause: at(1), lines: [at(2), at(3)] };
    const lineage = lineageOf(before, [[edit]]);
    expect([1, 2, 3, 4, 5].map((line) => lineage.causesOf(line))).toEqual([[], [at(2)], [at(3)], [], []]);
    expect([1, 2, 3, 4, 5].map((line) => lineage.originOf(line))).toEqual([1, undefined, undefined, 2, 3]);
  });

  it("names both the line that a changed one was and what changed it", () => {
    const lineage = lineageOf(before, [[{ offset: 5, length: 1, text: "W", cause: at(7) }]]);
    expect(lineage.causesOf(2)).toEqual([at(7)]);
    expect(lineage.originOf(2)).toBe(2);
    expect(lineage.removedBy(2)).toEqual([at(7)]);
  });

  it("names what took a line out", () => {
    const lineage = lineageOf(before, [[{ offset: 4, length: 4, text: "", cause: at(9) }]]);
    expect([1, 2, 3].map((line) => lineage.removedBy(line))).toEqual([[], [at(9)], []]);
    expect(lineage.originOf(2)).toBe(3);
  });

  it("follows several migrations, the later one on the result of the earlier", () => {
    const first: Edit = { offset: 0, length: 0, text: "zero\n", cause: at(1), lines: [at(1)] };
    const second: Edit = { offset: 5, length: 3, text: "ONE", cause: at(2) };
    const lineage = lineageOf(before, [[first], [second]]);
    expect(lineage.causesOf(1)).toEqual([at(1)]);
    expect(lineage.causesOf(2)).toEqual([at(2)]);
    expect(lineage.removedBy(1)).toEqual([at(2)]);
  });

  it("reads lines that end a text without newline", () => {
    const edit: Edit = { offset: 3, length: 0, text: "\na\nb", cause: at(1), lines: [at(2), at(3)] };
    const lineage = lineageOf("one", [[edit]]);
    expect([1, 2, 3].map((line) => lineage.causesOf(line))).toEqual([[], [at(2)], [at(3)]]);
  });

  it("calls a line kept exactly where it is a whole line of the original (random edits)", () => {
    const line = fc.constantFrom("a", "b", "c", "");
    const text = fc
      .array(line, { minLength: 1, maxLength: 12 })
      .map((lines) => lines.map((one) => `${one}\n`).join(""));
    fc.assert(
      fc.property(text, fc.array(fc.tuple(fc.nat(30), fc.nat(6), text), { maxLength: 4 }), (original, raw) => {
        let current = original;
        const trail: Edit[][] = [];
        for (const [offset, length, inserted] of raw) {
          const start = Math.min(offset, current.length);
          const edit = {
            offset: start,
            length: Math.min(length, current.length - start),
            text: inserted,
            cause: at(trail.length + 1),
          };
          const result = applyEdits(current, [edit]);
          if (!("text" in result)) throw new Error("one edit overlaps itself");
          trail.push([edit]);
          current = result.text;
        }
        const lineage = lineageOf(original, trail);
        const originals = original.split("\n");
        for (const [index, now] of current.split("\n").entries()) {
          const [causes, origin] = [lineage.causesOf(index + 1), lineage.originOf(index + 1)];
          if (now !== "" && causes.length === 0) expect(origin && originals[origin - 1]).toContain(now);
          if (now !== "" && origin === undefined) expect(causes).not.toEqual([]);
        }
      }),
    );
  });
});

describe("sidesOf", () => {
  const diff = ["--- a/x", "+++ b/x", "@@ -2,3 +2,3 @@", " two", "-three", "+THREE", " four", ""].join("\n");

  it("finds the lines of both files behind a line of a diff", () => {
    const sides = [1, 2, 3, 4, 5, 6, 7].map((line) => sidesOf(diff, line));
    const none = { before: undefined, after: undefined };
    expect(sides).toEqual([
      none,
      none,
      none,
      { before: 2, after: 2 },
      { before: 3, after: undefined },
      { before: undefined, after: 3 },
      { before: 4, after: 4 },
    ]);
  });
});
