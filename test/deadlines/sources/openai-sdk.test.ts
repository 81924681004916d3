import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../src/deadlines/source.ts";
import { attempt, daysOf, sourceOf } from "./shared.ts";

const PATH = "src/resources/shared.ts";
const PAGE = "https://docs.example.com/deprecations";
const source = sourceOf("openai-sdk");

const ITEMS = [
  [
    [
      ' * - "acme-5", "acme-5-mini",',
      ' *   "acme-5-2025-08-07": Announced shutdown date: 2027-04-01. See',
      ` *   ${PAGE} for details.`,
    ],
    ["acme-5", "acme-5-mini", "acme-5-2025-08-07"],
    "2027-04-01",
  ],
  [
    [
      ' * - "acme-4": Announced shutdown',
      ` *   date: 2026-03-26. See ${PAGE} for`,
      " *   details and recommended replacements.",
    ],
    ["acme-4"],
    "2026-03-26",
  ],
  [[' * - "acme-4.1-mini": Not a supported model ID. Retained for SDK compatibility.'], ["acme-4.1-mini"], undefined],
  [[` * - "acme-3": Announced shutdown date: 2026-12-11. See ${PAGE}`], ["acme-3"], "2026-12-11"],
] as const;

function file(lines: readonly string[]): string {
  return `/** The first. */\nexport type AllModels = string | ChatModel;\n\n/**\n${lines.join("\n")}\n */\nexport type ChatModel =\n  | 'acme-5'\n`;
}

const WHOLE = file([" * Deprecated values:", " *", ...ITEMS.flatMap(([lines]) => lines)]);

function read(text: string) {
  return attempt(source, new Map([[PATH, text]]));
}

describe("the comment of the OpenAI SDK", () => {
  it("is read however its lines are broken", () => {
    const days = ITEMS.flatMap(([, ids, day]) =>
      day === undefined ? [] : ids.map((id) => [`openai ${id}`, day] as const),
    );
    for (const text of [WHOLE, WHOLE.replaceAll("\n", "\r\n")]) {
      const found = read(text);
      expect(found).not.toBeInstanceOf(ShapeError);
      if (!(found instanceof ShapeError)) expect(daysOf(found.claims)).toEqual(new Map(days));
    }
  });

  it("says who, when, how exact, and the page that it names", () => {
    expect(read(file([" * Deprecated values:", ...ITEMS[3][0]]))).toEqual({
      claims: [
        { host: "openai", model: "acme-3", cutoff: "2026-12-11", precision: "exact", word: "deprecated", url: PAGE },
      ],
      policies: [],
    });
  });

  it.each([
    ["nothing", "", undefined, "has not one exported type ChatModel"],
    ["the type twice", `${WHOLE}export type ChatModel = 1;\n`, undefined, "has not one"],
    [
      "code in between",
      WHOLE.replace("\nexport type ChatModel", "\nconst A = 1;\nexport type ChatModel"),
      17,
      "no comment right above",
    ],
    ["no dated item", file([" * Deprecated values:", ...ITEMS[2][0]]), undefined, "names no announced shutdown date"],
    ["no item", file([" * Deprecated values:"]), undefined, "names no announced shutdown date"],
    ["another head", WHOLE.replace("Deprecated values:", "Values:"), 5, '"Values:"'],
    ["ids without quotes", WHOLE.replace('"acme-4":', "acme-4:"), 10, "acme-4: Announced"],
    ["a day that is none", WHOLE.replace("2026-03-26", "2026-02-30"), 10, "2026-02-30"],
    ["a day in words", WHOLE.replace("2026-03-26", "March 26"), 10, "March 26"],
    ["a shutdown without a day", WHOLE.replace("date: 2026-03-26. ", "soon. "), 10, "shutdown soon"],
    ["another sentence", WHOLE.replace("Not a supported model ID.", "Retires in June."), 13, "Retires in June"],
    ["no page", WHOLE.replace(` See ${PAGE} for`, " Ask for"), 10, "Ask for"],
    ["a page that is none", WHOLE.replace(` See ${PAGE} for`, " See javascript:alert() for"), 10, "javascript"],
    [
      "two days for an id",
      WHOLE.replace('"acme-3"', '"acme-4"'),
      undefined,
      '"acme-4" ends on 2026-12-11, and on 2026-03-26',
    ],
    ["a line that is no comment's", WHOLE.replace(" *   details and", "details and"), 12, "details and"],
  ])("is refused with %s", (_, text, line, message) => {
    const found = read(text);
    expect(found).toBeInstanceOf(ShapeError);
    expect(found).toMatchObject({ path: PATH, line });
    expect(found).toHaveProperty("message", expect.stringContaining(message));
    expect((found as ShapeError).message).toMatch(/^[ -~…]+$/);
  });

  it("says what stands there, or nothing, whatever one character is changed", () => {
    fc.assert(
      fc.property(fc.nat(WHOLE.length - 1), fc.nat(1), fc.constantFrom("", ..."'\",:;/*\n 019a-."), (at, cut, put) => {
        const damaged = WHOLE.slice(0, at) + put + WHOLE.slice(at + cut);
        const found = read(damaged);
        if (found instanceof ShapeError) return;
        const said = daysOf(found.claims);
        // What is claimed stands there, and what stands there whole is claimed.
        const flat = damaged.replace(/\s*\n\s*\*?\s*/g, " ");
        for (const [key, day = ""] of said) {
          const [, behind = ""] = flat.split(`"${key.split(" ")[1]}"`);
          expect(/Announced shutdown +date: +(\S+)\. /.exec(behind)?.[1]).toBe(day);
        }
        for (const [lines, ids, day] of ITEMS) {
          if (!damaged.includes(`\n${lines.join("\n")}\n`)) continue;
          for (const id of ids) expect(said.get(`openai ${id}`)).toBe(day);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
