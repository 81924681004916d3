import { describe, expect, it } from "vitest";
import { loadConfig, loadMigration } from "../../src/load/validate.ts";

/** Hints for a catalog with these lines. */
function hints(lines: string): (string | undefined)[] {
  return loadConfig(`apiVersion: cutover/v1\nkind: Config\n${lines}\n`, "x.yaml").diagnostics.map(({ hint }) => hint);
}

describe("hints", () => {
  it.each([
    [
      "a number where text is meant: quotes, around what is written",
      "teams: { a: { role: product, channel: 19.10 } }",
      'put it in quotes: "19.10"',
    ],
    ["a number in quotes", 'policy: { max_live_per_dri: "1_000" }', "take the quotes away"],
    [
      "one item where a list is meant",
      'teams: { a: { role: product, members: "@bo" } }',
      'write it as a list: ["@bo"]',
    ],
    [
      "a target by the name of our own branches: what names may be",
      "targets: { deadlines: { project: acme/ai, format: codeowners, path: CODEOWNERS } }",
      "Lower case letters, digits, hyphens and underscores, beginning with a letter or digit. deadlines is taken: branches cutover/deadlines/… propose files of the workspace itself.",
    ],
    ["a key without a value", "teams:", "give it a value, or take the key away"],
    [
      "a text of another form: what the form is",
      "policy: { plan_ttl: 1 day }",
      "A whole number with m (minutes), h (hours), d (days) or w (weeks): at most 99999m, 99999h, 9999d or 999w.",
    ],
    [
      "a missing key: what it is for",
      "policy: { hold: { until: 2026-06-02 } }",
      "Why, such as incident 4711. Shown in every plan.",
    ],
    [
      "a key that looks like no other: all that are known",
      "teams: { a: { role: product, xyz: 1 } }",
      "known here: role, label, members, channel",
    ],
    [
      "a path with a slash too many: what a path is",
      "targets: { a: { project: acme/ai, format: ai-gateway, path: models/ } }",
      "A path with one / between its parts, below the folder it belongs to: it neither begins nor ends with /, and no part of it is . or .. or empty.",
    ],
    ["brackets that stay open", "teams: [", "all lines up to the closing bracket are indented deeper than the key"],
  ])("%s", (_, lines, hint) => {
    expect(hints(lines)).toEqual([hint]);
  });

  it("an empty file: how to begin", () => {
    expect(loadConfig("# nothing yet\n", "cutover.yaml").diagnostics[0]?.hint).toBe(
      'begin with "apiVersion: cutover/v1" and "kind: Config"',
    );
    expect(loadMigration("", "migrations/a.yaml").diagnostics[0]?.hint).toBe(
      'begin with "apiVersion: cutover/v1" and "kind: Upgrade"',
    );
  });
});

describe("other halves", () => {
  it("a key that stands twice shows the first", () => {
    const text = "apiVersion: cutover/v1\nkind: Config\nteams: {}\nteams: {}\n";
    const [{ related = [] } = {}] = loadConfig(text, "cutover.yaml").diagnostics;
    expect(related).toEqual([{ file: "cutover.yaml", range: { start: 36, end: 41 }, message: "first written here" }]);
  });

  it("so does an item", () => {
    const text = "apiVersion: cutover/v1\nkind: Config\nproviders: { a: { hosts: [b, c, b] } }\n";
    const [{ range, related: [first] = [] } = { range: { start: 0, end: 0 } }] = loadConfig(
      text,
      "cutover.yaml",
    ).diagnostics;
    expect(range.start - (first?.range.start ?? 0)).toBe(6);
  });
});
