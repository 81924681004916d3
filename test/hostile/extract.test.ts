import { describe, expect, test } from "vitest";
import { closingsIn, commandLines, extract, htmlIn, tracesIn } from "./extract.ts";
import { mentionsIn } from "./gitlab-reading.ts";
import { PAYLOADS } from "./payloads.ts";

test.skipIf(PAYLOADS.length === 0)(
  "the second extractor gives every recorded verdict (skipped without ../shared)",
  () => {
    expect(PAYLOADS.length).toBeGreaterThan(40);
    for (const { title, text, runs, commands, stored } of PAYLOADS) {
      const judged = extract(text);
      expect(judged.commands.length > 0, title).toBe(runs);
      expect(judged.commands, title).toEqual(commands);
      if (stored !== undefined) expect(judged.stored, title).toBe(stored);
    }
  },
);

describe("what the reference parser lacks", () => {
  test.each([
    ["a long quote", ">>>\n/close\n>>>", []],
    ["behind a long quote", ">>>\ntext\n>>>\n/close", ["/close"]],
    ["a mark of a long quote inside a fence", "```\n>>>\n```\n/close", ["/close"]],
    ["front matter", "---\ntitle: x\n\n/close\n\n---\ntext", []],
    ["behind front matter", "---\ntitle: x\n---\n/close", ["/close"]],
    ["behind an empty footnote", "[^1]:\n/close", ["/close"]],
    ["behind a description with a fence", ": text\n\n  ```\n/close", ["/close"]],
    ["in a formula", "$$\n/close\n$$", ["/close"]],
    ["a name of tomorrow", "/frobnicate now", ["/frobnicate now"]],
  ])("%s", (_name, text, commands) => {
    expect(commandLines(text)).toEqual(commands);
  });
});

describe("mentions", () => {
  test.each([
    ["ask @ana", ["@ana"]],
    ["@all", ["@all"]],
    ["(@acme/sub-group)", ["@acme/sub-group"]],
    ["&#64;all", ["@all"]],
    ["\\\\@all", ["@all"]],
    ["a*b*@ana", ["@ana"]],
    ["- [^1]: @ana", ["@ana"]],
    ["[^1]: @ana", ["@ana"]],
    ["| a | b |\n|---|---|\n| `x | @ana` |", ["@ana"]],
    ["a | b\n--|--\n`x | @ana`", ["@ana"]],
    ["$a`$ @ana `b", ["@ana"]],
    ["$$ ` $$ @ana `b", ["@ana"]],
    [">>>\n@ana\n>>>", ["@ana"]],
    ["term\n\n: text\n\n    @ana", ["@ana"]],
    ["[^1]: text\n\n    @ana", ["@ana"]],
    ["[[a`b]] @ana `c", ["@ana"]],
    ["$`a` b `$ @ana `c", ["@ana"]],
    ["\\@ana", []],
    ["ana@example.com", []],
    ["`@ana` and ``` @bo ```", []],
    ["```\n@ana\n```", []],
    ["[@ana](https://a.b)", []],
    ["`a $5 @ana $6`", []],
    ["costs $5 or $6, `@ana`", []],
    ["| a | b |\n|---|---|\n| x | `\\| @ana` |", []],
  ])("%j", (text, mentions) => {
    expect(mentionsIn(text)).toEqual(mentions);
  });
});

test("closing words, traces of ours and HTML are seen", () => {
  expect(closingsIn("Closes #1, fixed: acme/ai#2, it resolves GL-3 and fixes a bug")).toEqual([
    "Closes #1",
    "fixed: acme/ai#2",
    "resolves GL-3",
  ]);
  expect(tracesIn("`<!--t:a-->` <!-- /cutover:b overview --> see cutover:issue/x/y.")).toEqual([
    "<!--t:a--",
    "<!-- /cutover:b overview",
    "cutover:issue/x/y",
  ]);
  expect(htmlIn("a <b>x</b>\n\n<!-- x -->\n\n```\n<i>\n```")).toEqual(["<b>", "</b>", "block <!-- x -->"]);
});
