import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Document, Scalar } from "yaml";
import { readDocument } from "../../src/load/document.ts";
import { placeInText } from "../../src/rules/engine/text-place.ts";

const STYLES = [
  Scalar.BLOCK_FOLDED,
  Scalar.BLOCK_LITERAL,
  Scalar.QUOTE_DOUBLE,
  Scalar.QUOTE_SINGLE,
  Scalar.PLAIN,
] as const;

function written(text: string, style: (typeof STYLES)[number], lineWidth: number): string {
  const scalar = new Scalar(text);
  scalar.type = style;
  return new Document({ before: "@all twice @all", text: scalar, after: "@all" }).toString({ lineWidth });
}

function placed(source: string, text: string, start: number, end: number): string {
  const document = readDocument(source, "a.yaml");
  expect(document.diagnostics).toEqual([]);
  const { range } = placeInText(document.source, ["text"], text, { start, end });
  return source.slice(range.start, range.end);
}

describe("a piece of a text in the file", () => {
  test("is found in every style, however it is folded and escaped", () => {
    const word = fc.constantFrom("@all", "p90", "/close", "a", "it's", "C:\\x", '"so"', "é", "#1", "-b", "😀", "|");
    const blank = fc.constantFrom(" ", "  ", "\n", "\n\n", "\n  ", "\t", "\u00a0");
    const parts = fc.array(fc.tuple(word, blank), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(
        parts,
        fc.nat(),
        fc.constantFrom(...STYLES),
        fc.constantFrom(0, 24, 80),
        (list, pick, style, width) => {
          const words = list.map(([one]) => one);
          const index = pick % words.length;
          const before = list.slice(0, index).reduce((sum, [one, gap]) => sum + one.length + gap.length, 0);
          const text = list.map(([one, gap]) => one + gap).join("");
          const wanted = words[index] ?? "";
          const found = placed(written(text, style, width), text, before, before + wanted.length);
          // Quotes and backslashes are escaped, each style in its own way, and double quotes may break a word.
          expect(found.replace(/\\\n\s*/g, "").replace(/\\([\\"])|'(')/g, "$1$2")).toBe(wanted.replace(/''/g, "'"));
        },
      ),
      { numRuns: 1500 },
    );
  });

  test("may be written with numbers for characters", () => {
    const source = 'text: "\\x40all \\u0040all \\U00000040all, \\\n  @all"\n';
    const text = "@all @all @all, @all";
    expect([0, 5, 10, 16].map((start) => placed(source, text, start, start + 4))).toEqual([
      "\\x40all",
      "\\u0040all",
      "\\U00000040all",
      "@all",
    ]);
  });

  test("behind an alias is the alias", () => {
    expect(placed("one: &a see @all\ntext: *a\n", "see @all", 4, 8)).toBe("*a");
  });

  test("keeps its place with CRLF", () => {
    expect(placed("text: >\r\n  One\r\n  two @all\r\n", "One two @all\n", 8, 12)).toBe("@all");
  });
});
