import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cell, code, fenced, link, plainLine, safeLine, safeText, safeTitle } from "../../../src/compile/safe-text.ts";
import { closingsIn } from "../../../src/model/closing-word.ts";
import { findBlocks, ticksIn } from "../../../src/model/marker.ts";
import { commandsIn } from "../../../src/model/quick-action.ts";
import { referencesIn } from "../../../src/model/reference.ts";
import { hostile, htmlIn, mentionsIn, nodesOf } from "./markdown.ts";

describe("safeText", () => {
  test.each([
    [
      "keeps Markdown as it is",
      "Some *text* with `code`, [a link](https://a.b/c) and\n\n- a list\n- of two",
      undefined,
    ],
    ["keeps a fence", "```ruby\nputs '<b>@ana'\n/close\n```", undefined],
    ["keeps names that only contain an at sign", "`claude-sonnet-4-5@20250929`", undefined],
    ["stops commands", "text\n/close", "text\n\\/close"],
    ["stops commands behind a lone carriage return", "text\r/close\n\r/close", "text\n\\/close\n\n\\/close"],
    ["stops mentions", "ask @ana and \\@bo", "ask \\@ana and \\@bo"],
    ["stops mentions that are spelt as an entity", "ask &#64;all", "ask \\&#64;all"],
    ["stops mentions in addresses", "see https://a.b/@all", "see https://a.b/%40all"],
    ["shows HTML as text", "<details>\n\n/close\n\n</details>", "\\<details>\n\n\\/close\n\n\\</details>"],
    ["breaks comments", "<!-- cutover:b overview 00 -->", "\\<! -- cutover:b overview 00 -->"],
    ["breaks comments in code", "`<!-- t:prompts -->`", "`<! -- t:prompts -->`"],
    ["breaks our references", "see cutover:issue/other", "see cutover: issue/other"],
    ["closes a fence that is left open", "```\ntext", "```\ntext\n```"],
    ["closes no fence with a shorter one", "````\n```\n", "````\n```\n````"],
    [
      "closes no issue",
      "Closes #1, fixes acme/ai#4 and resolves: https://a.b/c/-/issues/4",
      "Closes\u00a0#1, fixes\u00a0acme/ai#4 and resolves:\u00a0https://a.b/c/-/issues/4",
    ],
    [
      "closes no issue in code",
      "`implement issue #1`\n\n    Closing  GL-7",
      "`implement\u00a0issue #1`\n\n    Closing\u00a0GL-7",
    ],
    ["keeps such words without an issue", "It fixes a bug of 4.5 and closes the gap.", undefined],
    ["leaves no box to tick", "- [ ] do it\n1. [x] done", "- \\[ ] do it\n1. \\[x] done"],
    ["stops GitLab's long quotes", ">>>\ntext", "\\>>>\ntext"],
    ["puts into code what cannot be escaped", "see http://x&#64;all", "```\nsee http://x&#64;all\n```"],
    ["drops blank lines around and spaces behind", "\n\n text \n\n", " text"],
  ])("%s", (_name, text, expected) => {
    expect(safeText(text)).toBe(expected ?? text);
  });

  test("is harmless for any text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const safe = safeText(text);
        expectHarmless(safe);
        // Nothing reaches past its end: what we write behind it stays a paragraph of its own.
        const last = nodesOf(`${safe}\n\nafterwards`).at(-1);
        expect([last?.node.literal, last?.inside]).toEqual(["afterwards", ["document", "paragraph"]]);
      }),
      { numRuns: 1500 },
    );
  });
});

describe("one line", () => {
  test.each([
    ["keeps Markdown", safeLine, "uses *less* memory, see `a|b`", "uses *less* memory, see `a|b`"],
    ["joins lines", safeLine, "a\n/close\n\nb", "a /close b"],
    ["begins no list, heading, quote or command", safeLine, "- a", "\\- a"],
    ["begins no numbered list", safeLine, "12. a", "12\\. a"],
    ["begins no command", safeLine, "/close", "\\/close"],
    ["is no box to tick", safeLine, "[ ] a", "\\[ ] a"],
    ["opens no code", safeLine, "it`s", "it\\`s"],
    [
      "plain text has no Markdown",
      plainLine,
      "*a* [b](c) `d` @e #1 ~f <g>",
      "\\*a\\* \\[b\\](c) \\`d\\` \\@e \\#1 \\~f \\<g\\>",
    ],
    [
      "opens no formula in which code would be none",
      safeLine,
      "from $a to $5, https://a.b/$c",
      "from \\$a to \\$5, https://a.b/%24c",
    ],
    ["code is fenced by what it does not hold", code, "a`b``c", "```a`b``c```"],
    ["code may begin with a backtick", code, "`a", "`` `a ``"],
    ["code of nothing opens no span", code, "\u0007", "(empty)"],
    ["a cell escapes what parts cells", cell, "a | b \\| `c|d`\ne", "a \\| b \\| `c\\|d` e"],
    ["a title mentions nobody", safeTitle, " Ask @ana\n about a@b ", "Ask ana about a@b"],
  ])("%s", (_name, make, text, expected) => {
    expect(make(text)).toBe(expected);
  });

  test("an address cannot leave its link", () => {
    expect(link("a] [b", "https://a.b/x)(y|z<cutover:issue/x")).toBe(
      "[a\\] \\[b](https://a.b/x%29%28y%7Cz%3Ccutover%3Aissue/x)",
    );
  });

  test("closes no issue", () => {
    for (const make of [safeLine, plainLine, code, safeTitle, (text: string) => fenced([text])])
      expect(closingsIn(make("closes @#1 fixes @acme/ai#4 closed\nGL-1"))).toEqual([]);
  });

  test("commands for people stay in their fence", () => {
    expect(fenced(["/chatops run a\n```\n/close"])).toBe("````shell\n/chatops run a ``` /close\n````");
  });

  test("is harmless for any text, alone, in a list and in a table", () => {
    fc.assert(
      fc.property(hostile, hostile, (text, url) => {
        for (const line of [safeLine(text), plainLine(text), code(text), link(text, url)]) {
          expect(line).not.toContain("\n");
          for (const place of [line, `- ${line}`, `| ${cell(line)} |`, `before ${line} after`]) expectHarmless(place);
          expect(nodesOf(`- ${line} end`).filter(({ node }) => node.type === "item")).toHaveLength(1);
        }
        expect(cell(safeLine(text)).replace(/\\\\|\\\|/g, "")).not.toContain("|");
        expect(safeTitle(text)).not.toMatch(/\n|\r/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("payloads that GitLab runs", () => {
  const file = join(import.meta.dirname, "../../../../shared/gitlab/quick-action-payloads.txt");
  const payloads = existsSync(file)
    ? readFileSync(file, "utf8").matchAll(/^(RUNS|safe) .*?\s("(?:[^"\\]|\\.)*")/gm)
    : [];

  test.skipIf(!existsSync(file))("are found, and none is left (skipped where ../shared is absent)", () => {
    let seen = 0;
    for (const [, verdict, json = '""'] of payloads) {
      const text = JSON.parse(json) as string;
      if (verdict === "RUNS") expect(commandsIn(text), json).not.toEqual([]);
      expectHarmless(safeText(text));
      seen += 1;
    }
    expect(seen).toBeGreaterThan(30);
  });
});

function expectHarmless(markdown: string): void {
  expect(commandsIn(markdown)).toEqual([]);
  expect(mentionsIn(markdown)).toEqual([]);
  expect(htmlIn(markdown)).toEqual([]);
  expect(markdown).not.toContain("<!--");
  expect(findBlocks(markdown)).toEqual([]);
  expect([...ticksIn(markdown)]).toEqual([]);
  expect(referencesIn(markdown)).toEqual([]);
  expect(markdown).not.toMatch(/\r/);
}
