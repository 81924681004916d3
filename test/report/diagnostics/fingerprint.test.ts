import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { readDocument } from "../../../src/load/document.ts";
import { identify } from "../../../src/report/diagnostics/fingerprint.ts";
import { rangeOf } from "./sample.ts";

const FILE = "migrations/claude-sonnet-4-6.yaml";

const TEXT = `name: claude-sonnet-4-6
replaces:
  claude_sonnet_4_5: { cutoff: 2026-11-30 }
features:
  duo_chat: { stage: planned, dri: "@boo" }
  code_completions: { stage: planned, dri: "@boo" }
bulk:
  - { features: [duo_chat, code_generations], stage: planned }
  - { features: [ask_build], stage: planned }
`;

interface Found {
  readonly piece: string;
  /** Where the piece is looked for from; the start of the text unless said otherwise. */
  readonly behind?: string;
  readonly rule?: string;
  readonly message?: string;
  readonly file?: string;
}

function diagnosticIn(text: string, { piece, behind = "", rule = "r", message = "m", file = FILE }: Found): Diagnostic {
  const from = text.indexOf(behind);
  const { start, end } = rangeOf(text.slice(from), piece);
  return { rule, severity: "error", message, file, range: { start: from + start, end: from + end } };
}

function identified(text: string, ...found: readonly Found[]) {
  const documents = new Map([[FILE, readDocument(text, FILE).source]]);
  return identify(
    found.map((one) => diagnosticIn(text, one)),
    { documents, sources: new Map() },
  );
}

function fingerprintOf(text: string, found: Found): string | undefined {
  return identified(text, found)[0]?.fingerprint;
}

function subjectOf(text: string, found: Found): string | undefined {
  return identified(text, found)[0]?.subject;
}

const CUTOFF = { piece: "2026-11-30" };

describe("a fingerprint stays", () => {
  const before = fingerprintOf(TEXT, CUTOFF);

  it("is 32 hexadecimal digits", () => {
    expect(before).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ["a line is inserted above", `# a comment\n${TEXT}`],
    ["the value before it grows", TEXT.replace("claude-sonnet-4-6\n", "claude-sonnet-4-6-and-more\n")],
    [
      "the keys around it change places",
      TEXT.replace(/(replaces:\n.*\n)([\s\S]*?)(bulk:)/, (_, replaces, features, bulk) => features + replaces + bulk),
    ],
    ["flow style becomes block style", TEXT.replace("{ cutoff: 2026-11-30 }", "\n    cutoff: 2026-11-30")],
    ["lines end with CRLF", TEXT.replaceAll("\n", "\r\n")],
  ])("when %s", (_, text) => {
    expect(text).not.toBe(TEXT);
    expect(fingerprintOf(text, CUTOFF)).toBe(before);
  });

  it("when the value itself or a date in the message changes", () => {
    const later = TEXT.replace("2026-11-30", "2026-12-31");
    expect(fingerprintOf(later, { piece: "2026-12-31", message: "12 days are left" })).toBe(before);
  });

  it.each([
    ["the items before it go", "[duo_chat, code_generations]", "[code_generations]"],
    ["the items change places", "[duo_chat, code_generations]", "[code_generations, duo_chat]"],
    [
      "the list goes over several lines",
      "[duo_chat, code_generations]",
      "[\n      duo_chat,\n      code_generations, ]",
    ],
  ])("in a list when %s", (_, from, to) => {
    const found = { piece: "code_generations", behind: "bulk:" };
    expect(fingerprintOf(TEXT.replace(from, to), found)).toBe(fingerprintOf(TEXT, found));
  });
});

it("fingerprints of the other pieces of a text stay when one of them goes", () => {
  const text = "summary: |\n  /close now\n  /label ~x\n  /close later\n";
  const of = (from: string) =>
    ["/close later", "/label ~x"].map((piece) => fingerprintOf(from, { piece, rule: "command-in-text" }));
  expect(new Set([fingerprintOf(text, { piece: "/close now", rule: "command-in-text" }), ...of(text)]).size).toBe(3);
  expect(of(text.replace("  /close now\n", ""))).toEqual(of(text));
});

describe("fingerprints differ", () => {
  it.each([
    ["by rule", CUTOFF, { ...CUTOFF, rule: "other" }],
    ["by file", CUTOFF, { ...CUTOFF, file: "migrations/other.yaml" }],
    ["by value", { piece: '"@boo"' }, { piece: '"@boo"', behind: "code_completions" }],
    ["by item", { piece: "duo_chat", behind: "bulk" }, { piece: "code_generations", behind: "bulk" }],
  ])("%s", (_, one, other) => {
    expect(fingerprintOf(TEXT, one)).not.toBe(fingerprintOf(TEXT, other));
  });

  it("by a counter where all else is equal", () => {
    const found = identified(TEXT, CUTOFF, { ...CUTOFF, message: "and another thing" });
    expect(found.map(({ subject, occurrence }) => [subject, occurrence])).toEqual([
      ["replaces/claude_sonnet_4_5/cutoff", 1],
      ["replaces/claude_sonnet_4_5/cutoff", 2],
    ]);
    expect(found[0]?.fingerprint).toBe(fingerprintOf(TEXT, CUTOFF));
    expect(found[1]?.fingerprint).not.toBe(fingerprintOf(TEXT, CUTOFF));
  });
});

describe("the subject", () => {
  it.each([
    ["of a value is its route", TEXT, { piece: "2026-11-30" }, "replaces/claude_sonnet_4_5/cutoff"],
    ["of a key is its route", TEXT, { piece: "claude_sonnet_4_5" }, "replaces/claude_sonnet_4_5"],
    ["of a piece of a text is the text's route and the piece", TEXT, { piece: "sonnet-4-6" }, 'name "sonnet-4-6"'],
    ["of an item is its text", TEXT, { piece: "code_generations" }, "bulk/0/features/code_generations"],
    ["of an item without a name keeps its place", TEXT, { piece: "planned", behind: "ask_build" }, "bulk/1/stage"],
    [
      "of an entry of the gateway's files is its identifier",
      "models:\n  - name: Claude\n    gitlab_identifier: 'claude_4'\n    family: [x]\n",
      { piece: "[x]" },
      "models/claude_4/family",
    ],
    [
      "of a key that is a number is that key",
      'milestones:\n  "19": 2026-06-18\n',
      { piece: "2026-06-18" },
      "milestones/19",
    ],
    [
      "of what an alias repeats is the place where it stands",
      "a: &a { stage: x }\nb: *a\nc: { stage: x }\n",
      { piece: "x" },
      "a/stage",
    ],
    ["of a comment is its text", "a: b # here\nc: d\n", { piece: "# here" }, "# here"],
    ["of an empty range is what begins there", "a: b\n", { piece: "" }, "a"],
  ])("%s", (_, text, found, subject) => {
    expect(subjectOf(text, found)).toBe(subject);
  });

  it("is the innermost value at every place of a file", () => {
    const text = TEXT.slice(0, TEXT.indexOf("bulk:"));
    const { source } = readDocument(text, FILE);
    const documents = new Map([[FILE, source]]);
    const places = [...text].map((_, offset) => offset).filter((offset) => text[offset] !== "\n");
    for (const offset of places) {
      const [closest] = [...source.nodes]
        .flatMap(([at, { key, value }]) => [key, value].map((range) => ({ at, range })))
        .flatMap(({ at, range }) => (range === undefined ? [] : [{ at, ...range }]))
        .filter(({ start, end }) => start <= offset && offset < end)
        .sort((a, b) => a.end - a.start - (b.end - b.start));
      const diagnostic = { ...diagnosticIn(text, CUTOFF), range: { start: offset, end: offset + 1 } };
      const [found] = identify([diagnostic], { documents, sources: new Map() });
      expect([offset, found?.subject?.replace(/ ".*"$/, "")]).toEqual([offset, closest?.at.slice(1) ?? text[offset]]);
    }
  });

  it("of a file without values is the text that is underlined", () => {
    const text = "x = 'claude_2'\ny = 'claude_2'\n";
    const found = [{ piece: "claude_2" }, { piece: "claude_2", behind: "y" }].map((one) => diagnosticIn(text, one));
    const result = identify(found, { sources: new Map([[FILE, text]]) });
    expect(result.map(({ subject, occurrence }) => [subject, occurrence])).toEqual([
      ["claude_2", 1],
      ["claude_2", 2],
    ]);
  });
});
