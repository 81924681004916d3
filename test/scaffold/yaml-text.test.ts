import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { inline, scalar } from "../../src/scaffold/yaml-text.ts";

const ODD = ["123", "1_000", "0x1f", "0o17", "1e3", "-1", ".5", ".inf", "-.INF", ".nan", "true", "No", "null", "~"];
const DATES = ["2026-01-01", "2026-01-01T09:00:00Z", "12:30:45"];

describe("scalar", () => {
  it.each([...ODD, ...DATES])("%s stays a text in both versions of YAML", (text) => {
    for (const version of ["1.1", "1.2"] as const) {
      expect(parse(`${scalar(text)}: ${scalar(text)}`, { version })).toEqual({ [text]: text });
    }
  });

  it.each(["duo_chat", "claude_sonnet_4_5_20250929_vertex", "Duo Chat", "$$$", "19.1.x"])(
    "%s needs no quotes",
    (text) => {
      expect(scalar(text)).toBe(text);
    },
  );

  it("any text can be read back, also in brackets", () => {
    const text = fc.string({ unit: fc.constantFrom(..."aZ09_-:#,[]{}&*!|>'\"%@`~?=. \t\n$^(é…") });
    fc.assert(
      fc.property(text, (one) => {
        for (const version of ["1.1", "1.2"] as const) {
          expect(parse(`- ${scalar(one)}`, { version })).toEqual([one]);
          expect(parse(inline({ a: [one] }), { version })).toEqual({ a: [one] });
        }
      }),
      { numRuns: 500 },
    );
  });
});
