import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineIndex } from "../../src/diagnostics/line-index.ts";

const texts = fc.string({ unit: fc.constantFrom("a", "é", "😀", "\n", "\r\n", "\t", " ") });

describe("LineIndex", () => {
  it("counts lines and columns from 1, columns in UTF-16 code units", () => {
    const index = new LineIndex("ab\n😀c\n");
    expect(index.positionAt(0)).toEqual({ line: 1, column: 1 });
    expect(index.positionAt(2)).toEqual({ line: 1, column: 3 });
    expect(index.positionAt(3)).toEqual({ line: 2, column: 1 });
    expect(index.positionAt(5)).toEqual({ line: 2, column: 3 });
    expect(index.positionAt(7)).toEqual({ line: 3, column: 1 });
  });

  it("takes what lies outside the text for its start or end", () => {
    const index = new LineIndex("ab\nc");
    expect(index.positionAt(-5)).toEqual({ line: 1, column: 1 });
    expect(index.positionAt(99)).toEqual({ line: 2, column: 2 });
    expect(new LineIndex("").positionAt(0)).toEqual({ line: 1, column: 1 });
  });

  it("gives lines without their breaks", () => {
    const index = new LineIndex("ab\r\n\r\nc\n");
    expect([1, 2, 3, 4].map((line) => index.lineAt(line))).toEqual(["ab", "", "c", ""]);
    expect(index.lines).toBe(4);
  });

  it("agrees with splitting the text", () => {
    fc.assert(
      fc.property(texts, fc.nat(40), (text, at) => {
        const offset = Math.min(at, text.length);
        const before = text.slice(0, offset).split("\n");
        expect(new LineIndex(text).positionAt(offset)).toEqual({
          line: before.length,
          column: (before.at(-1) ?? "").length + 1,
        });
      }),
    );
  });

  it("gives all lines of any text", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const index = new LineIndex(text);
        const lines = Array.from({ length: index.lines }, (_, line) => index.lineAt(line + 1));
        expect(lines).toEqual(text.split(/\r?\n/));
      }),
    );
  });
});
