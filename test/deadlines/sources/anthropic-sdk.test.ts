import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../src/deadlines/source.ts";
import { attempt, daysOf, sourceOf } from "./shared.ts";

const TABLE = "src/internal/data/deprecated-models.ts";
const MESSAGES = "src/resources/messages/messages.ts";
const source = sourceOf("anthropic-sdk");

const ENTRIES = [
  ["acme-2-opus", "January 1st, 2026", "2026-01-01"],
  ["acme-2-opus-20240229", "July 22nd, 2026", "2026-07-22"],
  ["acme-2.1", "August 3rd, 2026", "2026-08-03"],
  ["acme-3@20250101", "November 11th, 2026", "2026-11-11"],
  ["acme-3", "February 28th, 2027", "2027-02-28"],
] as const;

function table(entries: readonly (readonly [string, string, ...unknown[]])[]): string {
  const lines = entries.map(([id, day]) => `  '${id}': '${day}',\n`).join("");
  return `export const DEPRECATED_MODELS: { readonly [key: string]: string } = {\n${lines}} as const;\n`;
}

function messages(entries: readonly (readonly [string, string, ...unknown[]])[]): string {
  const lines = entries.map(([id, day]) => `  '${id}': '${day}',\n`).join("");
  return `export type A = { a: 1 };\nconst DEPRECATED_MODELS: {\n  [K in Model]?: string;\n} = {\n${lines}};\n\nconst OTHERS: Model[] = ['acme-9'];\nconst NONE = {};\n`;
}

function read(files: { readonly [TABLE]?: string; readonly [MESSAGES]?: string }) {
  return attempt(source, new Map(Object.entries(files)));
}

describe("the table of the Anthropic SDK", () => {
  it("is read in its own file, beside the requests, and in both", () => {
    const days = new Map(ENTRIES.map(([id, , day]) => [`anthropic ${id}`, day]));
    for (const files of [
      { [TABLE]: table(ENTRIES) },
      { [MESSAGES]: messages(ENTRIES) },
      { [TABLE]: table(ENTRIES.slice(0, 3)), [MESSAGES]: messages(ENTRIES.slice(1)) },
      { [TABLE]: table(ENTRIES).replaceAll("\n", "\r\n"), [MESSAGES]: "export {};" },
    ]) {
      const found = read(files);
      expect(found).not.toBeInstanceOf(ShapeError);
      if (!(found instanceof ShapeError)) expect(daysOf(found.claims)).toEqual(days);
    }
  });

  it("says who, when, how exact, and where it stands", () => {
    expect(read({ [TABLE]: table([["Acme-3@20250101", "November 30th, 2026"]]) })).toEqual({
      claims: [
        {
          host: "anthropic",
          model: "acme-3-20250101",
          as: "Acme-3@20250101",
          cutoff: "2026-11-30",
          precision: "exact",
          word: "deprecated",
          url: "https://docs.anthropic.com/en/docs/resources/model-deprecations",
        },
      ],
      policies: [],
    });
  });

  it("reads days without letters behind the number, as it had some", () => {
    const found = read({ [MESSAGES]: messages([["acme-3-5", "October 22, 2025"]]) });
    expect(found).toHaveProperty("claims", [expect.objectContaining({ model: "acme-3-5", cutoff: "2025-10-22" })]);
  });

  it("may be empty, on one line, without a type, or hold comments", () => {
    for (const [text, count] of [
      ["const DEPRECATED_MODELS: {\n  [K in Model]?: string;\n} = {};\n", 0],
      ["const DEPRECATED_MODELS = { 'acme-1': 'May 4th, 2026' };\n", 1],
      ["const DEPRECATED_MODELS: Record<string, string> = {\n  // soon\n  'acme-1': 'May 4th, 2026', // here\n};\n", 1],
    ] as const) {
      expect(read({ [MESSAGES]: text })).toHaveProperty("claims.length", count);
    }
  });

  it.each([
    ["no file", {}, MESSAGES, undefined, "has no table"],
    ["no table in either", { [MESSAGES]: "DEPRECATED_MODELS[model]" }, MESSAGES, undefined, "has no table"],
    [
      "an own file without it",
      { [TABLE]: "export {};", [MESSAGES]: messages(ENTRIES) },
      TABLE,
      undefined,
      "has no table",
    ],
    ["two tables", { [TABLE]: table([]) + table([]) }, TABLE, 3, "two tables"],
    [
      "two days for an id, over both",
      { [TABLE]: table(ENTRIES), [MESSAGES]: messages([["acme-2.1", "August 4th, 2026"]]) },
      MESSAGES,
      undefined,
      '"acme-2.1" ends on 2026-08-04, but on 2026-08-03 in src/internal/data/deprecated-models.ts',
    ],
    ["two days for an id", { [TABLE]: table([...ENTRIES, ["acme-3", "May 4th, 2026"]]) }, TABLE, 7, "'acme-3'"],
    ["a day that is none", { [TABLE]: table([["acme-1", "February 30th, 2026"]]) }, TABLE, 2, "February 30th, 2026"],
    ["letters that do not fit the number", { [TABLE]: table([["acme-1", "November 30st, 2026"]]) }, TABLE, 2, "30st"],
    ["a letter too few", { [TABLE]: table([["acme-1", "November 11t, 2026"]]) }, TABLE, 2, "11t"],
    ["11st", { [TABLE]: table([["acme-1", "November 11st, 2026"]]) }, TABLE, 2, "11st"],
    ["another way of dates", { [TABLE]: table([["acme-1", "2026-11-30"]]) }, TABLE, 2, "2026-11-30"],
    ["a month of no calendar", { [TABLE]: table([["acme-1", "Brumaire 1st, 2026"]]) }, TABLE, 2, "Brumaire"],
    ["an id that is none", { [TABLE]: table([["__proto__", "May 4th, 2026"]]) }, TABLE, 2, "__proto__"],
    ["a spread", { [TABLE]: table(ENTRIES).replace("= {\n", "= {\n  ...MORE,\n") }, TABLE, 2, "...MORE"],
    [
      "a call",
      { [TABLE]: "const DEPRECATED_MODELS = make({ 'acme-1': 'May 4th, 2026' });\n" },
      TABLE,
      undefined,
      "has no table",
    ],
    [
      "an end too early",
      { [TABLE]: table(ENTRIES).replace("2027',", "2027'}").replace("2026',", "2026'}") },
      TABLE,
      2,
      "without an end",
    ],
    ["entries that run together", { [TABLE]: table(ENTRIES).replace("2026',", "2026'") }, TABLE, 2, "'acme-2-opus'"],
    ["controls", { [TABLE]: table([["acme-\u001b[31m\u202e", "May 4th, 2026"]]) }, TABLE, 2, "\\u001b[31m\\u202e"],
  ])("is refused with %s", (_, files, path, line, message) => {
    const found = read(files);
    expect(found).toBeInstanceOf(ShapeError);
    expect(found).toMatchObject({ path, line });
    expect(found).toHaveProperty("message", expect.stringContaining(message));
    expect((found as ShapeError).message).toMatch(/^[ -~…]+$/);
  });

  it("says what stands there, or nothing, whatever one character is changed", () => {
    const text = messages(ENTRIES);
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.nat(1),
        fc.constantFrom("", ..."'\",:;{}/*\n 019a-=["),
        (at, cut, put) => {
          const damaged = text.slice(0, at) + put + text.slice(at + cut);
          const found = read({ [MESSAGES]: damaged });
          if (found instanceof ShapeError) return;
          const said = daysOf(found.claims);
          const spaced = damaged.replace(/'\s*:\s*'/g, "': '");
          // What is claimed stands there, and what stands there whole is claimed.
          for (const [key, day = ""] of said) expect(spaced).toContain(`'${key.split(" ")[1]}': '${inWords(day)}'`);
          for (const [id, words, day] of ENTRIES) {
            if (damaged.includes(`\n  '${id}': '${words}',\n`)) expect(said.get(`anthropic ${id}`)).toBe(day);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});

function inWords(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  const month = date.toLocaleString("en-US", { month: "long", timeZone: "UTC" });
  const number = date.getUTCDate();
  const rule = new Intl.PluralRules("en-US", { type: "ordinal" }).select(number);
  const ending = { one: "st", two: "nd", few: "rd", other: "th", zero: "th", many: "th" }[rule];
  return `${month} ${number}${ending}, ${date.getUTCFullYear()}`;
}
