import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, parseDocument, stringify } from "yaml";
import { readDocument } from "../../src/load/document.ts";
import { decodeText } from "../../src/load/text.ts";
import { loadMigration } from "../../src/load/validate.ts";
import { pointer } from "../../src/model/source.ts";

const COMPLETE = readFileSync(join(import.meta.dirname, "fixtures/complete-migration.yaml"), "utf8");

/** What the text says at a path: key, value and comments as they are written. */
function at(text: string, ...path: (string | number)[]) {
  const { source, diagnostics } = readDocument(text, "x.yaml");
  expect(diagnostics).toEqual([]);
  const node = source.nodes.get(pointer(path));
  if (node === undefined) throw new Error(`nothing at ${pointer(path)}`);
  const slice = (range?: { start: number; end: number }) =>
    range === undefined ? undefined : text.slice(range.start, range.end);
  return { key: slice(node.key), value: slice(node.value), trailing: node.trailing, above: node.above };
}

describe("values", () => {
  it.each([
    ["1_000_000", 1_000_000],
    ["-1_0", -10],
    ["64_000 # tokens", 64_000],
    ["0.0", 0],
    ["1_000.5", "1_000.5"],
    ["_1", "_1"],
    ['"1_000"', "1_000"],
    ["2.0.0", "2.0.0"],
    ["2026-05-18", "2026-05-18"],
    ["yes", "yes"],
    ["off", "off"],
    ["true", true],
    ["~", null],
    ["", null],
  ])("%s", (written, value) => {
    expect(readDocument(`a: ${written}\n`, "x.yaml").data).toEqual({ a: value });
  });

  it("keep keys as they are written", () => {
    expect(Object.keys(readDocument("19.10: a\n1_0: b\ntrue: c\n", "x.yaml").data as object)).toEqual([
      "19.10",
      "1_0",
      "true",
    ]);
  });

  it("have no prototype to stumble over", () => {
    const { data, diagnostics } = readDocument("constructor: 1\ntoString: { hasOwnProperty: 2 }\n", "x.yaml");
    expect(diagnostics).toEqual([]);
    expect(Object.getPrototypeOf(data)).toBeNull();
    expect(Object.entries(data as object)).toHaveLength(2);
  });

  it("follow aliases", () => {
    const { data, diagnostics } = readDocument("a: &x { b: [1] }\nc: *x\nd: [*x, *x]\n", "x.yaml");
    expect(diagnostics).toEqual([]);
    expect(data).toEqual({ a: { b: [1] }, c: { b: [1] }, d: [{ b: [1] }, { b: [1] }] });
  });
});

describe("places", () => {
  it("of keys and plain values", () => {
    expect(at("a:\n  'b c' :  x y # z\n", "a", "b c")).toEqual({
      key: "'b c'",
      value: "x y",
      trailing: "# z",
      above: [],
    });
  });

  it("of a block end with its last line, not where the next thing begins", () => {
    const text = "a:\n  b: 1 # one\n\n  # about c\n  c: |\n    text\n\n# about d\nd: 2\n";
    expect(at(text, "a").value).toBe("b: 1 # one\n\n  # about c\n  c: |\n    text");
    expect(at(text, "a", "c")).toEqual({ key: "c", value: "|\n    text", trailing: undefined, above: ["# about c"] });
    expect(at(text, "d").above).toEqual(["# about d"]);
  });

  it("of lists and their items", () => {
    const text = "a:\n  # first\n  - x # ex\n  -\n    b: 1\n    # c\n    c: [1, # one\n      2] # two\n";
    expect(at(text, "a", 0)).toEqual({ key: undefined, value: "x", trailing: "# ex", above: ["# first"] });
    expect(at(text, "a", 1).value).toBe("b: 1\n    # c\n    c: [1, # one\n      2]");
    expect(at(text, "a", 1, "c")).toEqual({
      key: "c",
      value: "[1, # one\n      2]",
      trailing: "# two",
      above: ["# c"],
    });
    expect(at(text, "a", 1, "c", 0).trailing).toBe("# one");
    expect(at(text, "a", 1, "c", 1).trailing).toBeUndefined();
  });

  it("give comments above to the outermost thing that begins on the line, and only without a blank line between", () => {
    const text = "# top\n\n# two\n# lines\na: { b: 1 }\nc:\n  # item\n  - d: 1\n";
    expect(at(text, "a").above).toEqual(["# two", "# lines"]);
    expect(at(text, "a", "b").above).toEqual([]);
    expect(at(text, "c", 0).above).toEqual(["# item"]);
    expect(at(text, "c", 0, "d").above).toEqual([]);
  });

  it("of nothing are where it would stand", () => {
    expect(at("a:\nb: {c}\n", "a")).toEqual({ key: "a", value: "", trailing: undefined, above: [] });
    expect(at("a: # why\nb: {c}\n", "a").trailing).toBe("# why");
    expect(at("a:\nb: {c}\n", "b", "c").key).toBe("c");
  });

  it("of an alias are its own, and those of what is in it are the anchor's", () => {
    const text = "a: &x { b: 1 }\nc: *x # again\n";
    expect(at(text, "c")).toEqual({ key: "c", value: "*x", trailing: "# again", above: [] });
    expect(at(text, "c", "b").value).toBe("1");
  });

  it("are right with CRLF and after characters of two code units", () => {
    expect(at("a: 😀 # s\r\n# t\r\nb: |\r\n  x\r\n  y\r\n", "b")).toEqual({
      key: "b",
      value: "|\r\n  x\r\n  y",
      trailing: undefined,
      above: ["# t"],
    });
    expect(at("a: 😀 # s\r\n", "a")).toEqual({ key: "a", value: "😀", trailing: "# s", above: [] });
  });

  it("escape keys as JSON pointers do", () => {
    expect(at("'a/b': { 'c~d': 1 }\n", "a/b", "c~d").value).toBe("1");
  });
});

const key = fc.oneof(
  fc.stringMatching(/^[a-z_]{1,8}$/),
  fc.string({ maxLength: 6 }).filter((text) => text !== "" && text !== "__proto__" && text !== "<<"),
);
// Only we read 1_0 as a number.
const plain = fc.string({ maxLength: 20 }).filter((text) => !/^[-+]?\d[\d_]*$/.test(text));
const scalar = fc.oneof(
  plain,
  fc.stringMatching(/^[a-z #:'"\n-]{0,30}$/),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  ),
}));
/** A document as the yaml package prints it; what it does not read back as it was (odd plain texts) is left out. */
function print(data: unknown, options: object): string {
  const text = stringify(data, options);
  const document = parseDocument(text);
  fc.pre(document.errors.length === 0 && JSON.stringify(document) === JSON.stringify(data));
  return text;
}
const style = fc.record({
  collectionStyle: fc.constantFrom("any" as const, "block" as const, "flow" as const),
  defaultStringType: fc.constantFrom(
    "PLAIN" as const,
    "QUOTE_DOUBLE" as const,
    "QUOTE_SINGLE" as const,
    "BLOCK_LITERAL" as const,
  ),
  indent: fc.constantFrom(2, 4),
  lineWidth: fc.constantFrom(0, 20, 80),
});

describe("any document", () => {
  it("is read as what was written", () => {
    fc.assert(
      fc.property(fc.dictionary(key, anyValue, { minKeys: 1 }), style, (data, options) => {
        const text = print(data, options);
        const read = readDocument(text, "x.yaml");
        expect(read.diagnostics).toEqual([]);
        expect(JSON.parse(JSON.stringify(read.data))).toEqual(parse(text));
      }),
      { numRuns: 150 },
    );
  });

  it("has places that read as their values", () => {
    fc.assert(
      fc.property(fc.dictionary(key, anyValue, { minKeys: 1 }), style, (data, options) => {
        const text = print(data, options);
        const { source, data: read } = readDocument(text, "x.yaml");
        for (const [path, value] of leaves(read)) {
          const range = source.nodes.get(pointer(path))?.value ?? { start: 0, end: 0 };
          const written = text.slice(range.start, range.end);
          // A block's blank lines at its end are part of the value, and not of what is underlined; the number in its
          // header counts from an indentation that is not there when it stands alone.
          if (/^[|>][-+]?\d/.test(written)) continue;
          if (/^[|>]/.test(written)) expect(parse(`- ${written}\n`)[0].trimEnd()).toBe(String(value).trimEnd());
          else expect(parse(`- ${written}`)[0]).toEqual(value);
        }
      }),
      { numRuns: 150 },
    );
  });
});

function leaves(value: unknown, path: (string | number)[] = []): [(string | number)[], unknown][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, item]) => leaves(item, [...path, name]));
}

describe("any damage to a migration", () => {
  const pieces = fc.constantFrom(
    "\n",
    "  ",
    "\t",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "#",
    "&a ",
    "*a",
    "!x ",
    "|",
    ">",
    "@",
    "%",
    ",",
    "null",
    "x",
    "\0",
    "---\n",
    "__proto__",
    "?",
  );
  const damage = fc.array(fc.tuple(fc.nat(COMPLETE.length), fc.nat(12), pieces), { minLength: 1, maxLength: 3 });

  it("is told in single lines at places inside the text, or is none", () => {
    fc.assert(
      fc.property(damage, (edits) => {
        const text = edits.reduce(
          (before, [start, length, piece]) => before.slice(0, start) + piece + before.slice(start + length),
          COMPLETE,
        );
        const { document, diagnostics } = loadMigration(text, "x.yaml");
        expect(document === undefined).toBe(diagnostics.length > 0);
        for (const { message, range, hint = "" } of diagnostics) {
          expect(`${message}${hint}`).not.toContain("\n");
          // Something that no message was written for would say so.
          expect(message).not.toMatch(/schema \(|undefined|\[object/);
          expect(range.start).toBeGreaterThanOrEqual(0);
          expect(range.end).toBeGreaterThanOrEqual(range.start);
          expect(range.end).toBeLessThanOrEqual(text.length + 1);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("files that are made to hurt", () => {
  const big = 150_000;
  it.each([
    ["brackets that open", "[".repeat(big)],
    ["dashes", "- ".repeat(big)],
    ["question marks", "? ".repeat(big)],
    ["keys that nest", Array.from({ length: 700 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("")],
    ["unclosed lists", "a: [\n".repeat(big / 10)],
    ["brackets that close", "}".repeat(big / 3)],
    ["bad escapes", `a: "${"\\q".repeat(big / 3)}"`],
    ["wrong quotes", `${'a: "x" y\n'.repeat(big / 20)}`],
    [
      "aliases in a chain",
      `a0: &a0 1\n${Array.from({ length: 5000 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}]\n`).join("")}`,
    ],
    [
      "a billion laughs",
      Array.from(
        { length: 30 },
        (_, n) =>
          `a${n}: &a${n} [${
            n === 0
              ? "x"
              : Array(9)
                  .fill(`*a${n - 1}`)
                  .join(", ")
          }]\n`,
      ).join(""),
    ],
    ["many keys", Array.from({ length: big / 10 }, (_, n) => `k${n}: 1\n`).join("")],
    ["the same key", "k: 1\n".repeat(big / 10)],
    [
      "many wrong entries",
      `features:\n${Array.from({ length: big / 30 }, (_, n) => `  f${n}: { stage: x, a: 1 }\n`).join("")}`,
    ],
    [
      "a list with repetitions",
      `bulk: [{ features: [${Array.from({ length: big / 10 }, (_, n) => `f${n}`).join(", ")}, f1] }]\n`,
    ],
  ])("%s", (_, text) => {
    const { document, diagnostics } = loadMigration(text, "x.yaml");
    expect(document).toBeUndefined();
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics.length).toBeLessThanOrEqual(202);
  });
});

describe("decodeText", () => {
  it("drops a byte order mark, so that columns are right", () => {
    const { text } = decodeText(new TextEncoder().encode("\ufeffa: 1\n"));
    expect(text).toBe("a: 1\n");
  });

  it.each([
    ["bytes that are no UTF-8", new Uint8Array([0x61, 0x0a, 0x62, 0xc3, 0x28, 0x0a]), "line 2 is not UTF-8 text"],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x61, 0x00]), "the file is UTF-16 text; expected UTF-8"],
    ["more than a megabyte", new Uint8Array(10_000_000), "the file has 10.0 MB; files over 1 MB are not read"],
  ])("refuses %s", (_, bytes, message) => {
    expect(decodeText(bytes)).toMatchObject({ problem: { message } });
  });
});
