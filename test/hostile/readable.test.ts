import { HtmlRenderer, Parser } from "commonmark";
import { describe, expect, test } from "vitest";
import { plainLine, safeLine, safeText } from "../../src/compile/safe-text.ts";

/** What people see: text with the marks that matter, without what a browser makes of addresses. */
function seen(markdown: string): string {
  return new HtmlRenderer({ softbreak: "\n" }).render(new Parser().parse(markdown));
}

const SENTENCES = [
  "It serves claude_sonnet_4_6 and *not* the old one.",
  "Better at long, agentic work; 30 % cheaper ($3 instead of $4.50).",
  "Look into app/models/user.rb and /etc/hosts, or at ee/lib/gitlab/llm.",
  "See https://docs.example.com/models?a=1&b=2#limits and <https://a.example.com/x>.",
  "Ask team@example.com before noon.",
  "Latency p90 < 2.5 s & errors <= 1 %; a <- b, x > y.",
  "Use `max_tokens: 64_000`, ``a ` b`` and `a | b`.",
  "Issue #12, epic &3, merge request !4, label ~bug and milestone %19.1 are about it.",
  "1 + 1 = 2, 3 * 4 = 12, 2**10, a_b_c, snake_case_name, 50 % - 60 %.",
  "A [link](https://a.example.com/b_c) and ![no image][x], [brackets] and {braces}.",
  "Fixes the prefill; closes the gap; resolves names.",
  "C:\\temp\\new, \\d+ and \\*stars\\*",
  "Ends with a colon: and goes on ~ about here ^ now",
  "Straße, naïve, 日本語, 😀 and “quotes” – all kept…",
];

describe("one line", () => {
  test.each(SENTENCES)("%s", (sentence) => {
    expect(seen(safeLine(sentence))).toBe(seen(sentence));
  });

  test.each(SENTENCES)("as a name: %s", (sentence) => {
    const text = new Parser().parse(plainLine(sentence)).walker();
    let read = "";
    for (let step = text.next(); step !== null; step = text.next()) read += step.node.literal ?? "";
    expect(read).toBe(sentence);
  });
});

describe("several lines", () => {
  test.each([
    ...SENTENCES,
    "First.\nSecond line of it.\n\nAnother paragraph.",
    "- a list\n- of `two`\n  - with a nested one\n    - and one more: a_b\n- end",
    "1. first\n2. second\n   - nested\n\n   a paragraph of it\n3. third",
    "* stars\n* * nested star\n+ plus",
    "> a quote\n> of two lines\n\nand text",
    "# A heading\n\n## Another\n\ntext\n\n---\n\nmore",
    '```yaml\nowner: "@ana"\npath: /close\nif: a < b && c\n```\n\ntext',
    "- item\n  ```ruby\n  puts '<b>@ana'\n  ```\n- next",
    "1. item\n\n   ~~~\n   /close @ana\n   ~~~\n",
    "   - deep\n\n     ```\n     a <b> & @ana\n     ```",
    "| model | price |\n|---|---|\n| `a` | $3 |\n| b | $4 |",
    "Costs $3 and $4, `@vertex` is a host name.",
    "~~gone~~ and **bold**\\\nhard break  \nanother",
    "[a]: https://a.example.com/x\n\nSee [a] and [b][a].",
  ])("%j", (text) => {
    expect(seen(safeText(text))).toBe(seen(text));
  });

  test.each([
    ["a formula where a name in code could lose its code", "costs $3, `a` $ `@ana`", "costs \\$3, `a` \\$ `@ana`"],
    ["a table likewise", "a | b\n--|--\n`x | @ana`", "a \\| b\n--\\|--\n`x | @ana`"],
    ["a table of one column", "a\n:-:\n`@ana | x`", "a\n\\:-:\n`@ana | x`"],
    ["a link of a wiki", "[[a`b]] `c`", "\\[[a`b]] `c\\`"],
    [
      "a description, in which a fence would end early",
      ": a\n\n  ```\n@ana\n/close",
      "\\: a\n\n  ```\n@ana\n/close\n```",
    ],
    ["a fence in a list that its item ends", "- x\n  ```\n\n@all", "- x\n  ```\n\n\\@all"],
  ])("but not %s", (_name, text, safe) => {
    expect(safeText(text)).toBe(safe);
  });
});
