import { expect, test } from "vitest";
import { type Diagnostic, sortDiagnostics } from "../../src/diagnostics/diagnostic.ts";
import { readDocument } from "../../src/load/document.ts";
import type { Config } from "../../src/model/schema/config.gen.ts";
import { type SuppressInput, suppress } from "../../src/rules/engine/suppress.ts";

const NOW = Date.parse("2026-05-20T09:00:00Z");
const RULES = ["too-long", "too-old", "too-new"];

/** `!` before a word in the text makes it a finding of `too-long`, `?` one of `too-old`. */
function check(marked: string, more: Partial<SuppressInput> & { readonly policy?: Config["policy"] } = {}) {
  const text = marked.replace(/[!?](?=\w)/g, "");
  const source = readDocument(text, "a.yaml").source;
  let removed = 0;
  const diagnostics = [...marked.matchAll(/([!?])(\w+)/g)].map(({ 1: mark, 2: word = "", index }): Diagnostic => {
    const start = index - removed;
    removed += 1;
    const rule = mark === "!" ? "too-long" : "too-old";
    return { rule, severity: "error", message: word, file: "a.yaml", range: { start, end: start + word.length } };
  });
  const configText = "policy: { rules: { too-long: { ignorable: false } } }\n";
  const config = {
    file: "cutover.yaml",
    data: { apiVersion: "cutover/v1", kind: "Config", policy: more.policy } as Config,
    source: readDocument(configText, "cutover.yaml").source,
  };
  const result = suppress({
    diagnostics: sortDiagnostics(diagnostics),
    problems: [],
    documents: new Map([["a.yaml", source]]),
    judged: new Set(["a.yaml"]),
    config,
    instant: NOW,
    ruleIds: RULES,
    fullyRan: RULES,
    ...more,
  });
  const said = result.diagnostics.map(({ rule, severity, message, range }) =>
    rule === "suppression" ? `${severity} "${text.slice(range.start, range.end)}": ${message}` : message,
  );
  const fixed = result.diagnostics.map(({ fix }) => {
    const [edit] = fix?.edits ?? [];
    return edit && text.slice(0, edit.range.start) + edit.text + text.slice(edit.range.end);
  });
  return {
    said,
    fixed,
    safety: result.diagnostics.map(({ fix }) => fix?.safety),
    silenced: result.suppressed.map(({ diagnostic, reason }) => `${diagnostic.message}: ${reason}`),
  };
}

const HEAD = "cutover-ignore too-long until 2026-12-01: agreed";

test("a trailing comment covers its line, and no other", () => {
  expect(check(`a: !one # ${HEAD}\nb: !two\n`)).toMatchObject({ said: ["two"], silenced: ["one: agreed"] });
  expect(check(`a: !one\nb: !two # ${HEAD}\nc: !three\n`).said).toEqual(["one", "three"]);
});

test.each([
  ["a key and its whole value", `# ${HEAD}\n!a:\n  b: !c\n  d: [!e]\nf: !g\n`, ["g"]],
  ["a key inside a mapping", `a:\n  # ${HEAD}\n  b: !c\n  d: !e\n`, ["e"]],
  ["a list item with all its keys", `a:\n  # ${HEAD}\n  - b: !c\n    d: !e\n  - f: !g\n`, ["g"]],
  ["an item of a list of words", `a:\n  - !b\n  # ${HEAD}\n  - !c\n  - !d\n`, ["b", "d"]],
  ["an item that is a list", `a:\n  # ${HEAD}\n  - - !b\n    - !c\n  - !d\n`, ["d"]],
  ["a text in a block", `a: x\n# ${HEAD}\nb: |\n  !c\n  !d\ne: !f\n`, ["f"]],
  ["a line of a flow mapping", `a: {\n  # ${HEAD}\n  b: !c, d: x,\n  e: !f }\n`, ["f"]],
  ["the entry below other comments", `# ${HEAD}\n# more\na: !b\n`, []],
  ["the last entry, without a line break", `a: !b\n# ${HEAD}\nc: !d`, ["b"]],
  ["CRLF", `a: !b\r\n# ${HEAD}\r\nc: !d\r\ne: !f # ${HEAD}\r\n`, ["b"]],
])("a comment of its own covers %s", (_name, text, left) => {
  expect(check(text).said).toEqual(left);
});

test("several rules, parted by commas or blanks", () => {
  const text = (ids: string) => `a: [!one, ?two] # cutover-ignore ${ids} until 2026-12-01: agreed\n`;
  expect(check(text("too-long, too-old"))).toMatchObject({ said: [], silenced: ["one: agreed", "two: agreed"] });
  expect(check(text("too-long too-old")).said).toEqual([]);
  expect(check(text("too-old")).said).toEqual(["one"]);
});

test("it ends at the beginning of its day", () => {
  const at = (instant: string) => check(`a: !b # ${HEAD}\n`, { instant: Date.parse(instant) });
  expect(at("2026-11-30T23:59:59Z").said).toEqual([]);
  expect(at("2026-12-01T00:00:00Z")).toMatchObject({
    said: ["b", expect.stringMatching(/^warning "2026-12-01": this has ended on 2026-12-01, and "too-long"/)],
    fixed: [undefined, undefined],
  });
});

test.each([
  ["no rule", "cutover-ignore", /^error "# cutover-ignore": .* names no rule; write "# cutover-ignore RULE until/],
  ["no day", "cutover-ignore too-long: agreed", /says no day until which it holds/],
  ["no day behind until", "cutover-ignore too-long until: agreed", /says no day until which it holds/],
  ["a day that is none", "cutover-ignore too-long until 2026-02-30: x", /^error "2026-02-30": "2026-02-30" is no day/],
  ["a day in words", "cutover-ignore too-long until christmas: x", /^error "christmas": "christmas" is no day/],
  ["no reason", "cutover-ignore too-long until 2026-12-01", /gives no reason/],
  ["an empty reason", "cutover-ignore too-long until 2026-12-01:  ", /gives no reason/],
  [
    "a rule that is not there",
    "cutover-ignore too-lng until 2026-12-01: x",
    /^error "too-lng": unknown rule "too-lng"; did you mean "too-long"\?/,
  ],
  [
    "what is no rule of its own",
    "cutover-ignore schema until 2026-12-01: x",
    /^error "schema": what "schema" reports cannot be ignored/,
  ],
])("%s: nothing is ignored, and it says why", (_name, comment, says) => {
  const { said, silenced } = check(`a: !b # ${comment}\n`);
  expect(silenced).toEqual([]);
  expect(said).toEqual(["b", expect.stringMatching(says)]);
});

test("a comment about something else is left alone", () => {
  for (const comment of ["see cutover-ignore", "cutover ignores this"])
    expect(check(`a: !b # ${comment}\n`).said).toEqual(["b"]);
});

test.each([
  ["another word", "cutover-ignored too-long until 2026-12-01: x", /"cutover-ignored" is not known/],
  [
    "another case",
    "CUTOVER-IGNORE too-long until 2026-12-01: x",
    /"CUTOVER-IGNORE" is not known .* write "# cutover-ignore/,
  ],
  [
    "a rule named twice",
    "cutover-ignore too-long, too-long until 2026-12-01: x",
    /^error "too-long": .* twice; name it once/,
  ],
])("%s is malformed", (_name, comment, says) => {
  expect(check(`a: !b # ${comment}\n`)).toMatchObject({ said: ["b", expect.stringMatching(says)], silenced: [] });
});

test("a comment above nothing ignores nothing", () => {
  expect(check(`a: !b\n# ${HEAD}\n`).said).toEqual(["b", expect.stringMatching(/no key or list item begins/)]);
  expect(check(`# ${HEAD}\n\na: !b\n`).said).toContain("b");
});

test("an idle comment is a warning, and can be removed", () => {
  const above = check(`a: x\n  # ${HEAD}\nb: c\n`);
  expect(above.said).toEqual([expect.stringMatching(/^warning "too-long": "too-long" reports nothing here/)]);
  expect(above).toMatchObject({ fixed: ["a: x\nb: c\n"], safety: ["unsafe"] });
  expect(check(`a: x # ${HEAD}\r\nb: c\n`).fixed).toEqual(["a: x\r\nb: c\n"]);
});

test.each([
  ["too-long, too-old", "too-long"],
  ["too-old, too-long", "too-long"],
  ["too-old too-long", "too-long"],
  ["too-long too-old", "too-long"],
  ["too-new, too-long, too-old", "too-long, too-old"],
])("an idle rule leaves the comment %s", (ids, left) => {
  const { said, fixed } = check(`a: !b # cutover-ignore ${ids} until 2026-12-01: agreed\n`);
  expect(said.every((text) => text.includes("reports nothing here"))).toBe(true);
  expect(fixed[0]).toBe(`a: b # cutover-ignore ${left} until 2026-12-01: agreed\n`);
});

test("whether a rule that has not looked would find something, nobody knows", () => {
  expect(check(`a: b # ${HEAD}\n`, { fullyRan: ["too-old"] }).said).toEqual([]);
});

test("files that are not judged keep their comments to themselves", () => {
  const text = `a: !b # ${HEAD}\nc: d # cutover-ignore too-long\n`;
  expect(check(text, { judged: new Set() })).toMatchObject({ said: [], silenced: ["b: agreed"] });
});

test("what the policy forbids to ignore stays, with the place that forbids it", () => {
  const policy: Config["policy"] = { rules: { "too-long": { ignorable: false } } };
  const { said, silenced } = check(`a: [!one, ?two] # cutover-ignore too-long too-old until 2026-12-01: agreed\n`, {
    policy,
  });
  expect(silenced).toEqual(["two: agreed"]);
  expect(said).toEqual(["one", expect.stringMatching(/^error "too-long": "too-long" may not be ignored/)]);
});

test("what compile refuses stays, and the comment says so", () => {
  const problem: Diagnostic = {
    rule: "too-long",
    severity: "error",
    message: "no",
    file: "a.yaml",
    range: { start: 3, end: 4 },
  };
  const { said, silenced } = check(`a: !b # ${HEAD}\n`, { problems: [problem] });
  expect(silenced).toEqual([]);
  expect(said).toEqual(["b", expect.stringMatching(/^error "too-long": .* compile refuses it/)]);
});

test("the comments have a severity like a rule", () => {
  const text = `a: x # ${HEAD}\nb: y # cutover-ignore\n`;
  expect(check(text, { severities: new Map([["suppression", "off"]]) }).said).toEqual([]);
  expect(check(text, { policy: { rules: { suppression: "warn" } } }).said.map((one) => one.split(" ")[0])).toEqual([
    "warning",
    "warning",
  ]);
});
