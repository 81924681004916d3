import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commandsIn } from "../../src/model/quick-action.ts";

const PAYLOADS = "../shared/gitlab/quick-action-payloads.txt";

test("a command is found at its slash, on its line", () => {
  expect(commandsIn("text\n/Label ~bug\n\nmore\n\n/close")).toEqual([
    { name: "label", offset: 5, line: 2 },
    { name: "close", offset: 24, line: 6 },
  ]);
});

test("a carriage return before the slash hides nothing, and offsets are those of the text that was given", () => {
  expect(commandsIn("text\r\n\r/close\r\n")).toEqual([{ name: "close", offset: 7, line: 2 }]);
});

test.each([
  ["prefix of a path", "/assign/users is a path"],
  ["leading blank", " /close"],
  ["backslash", "\\/close"],
  ["inline code over two lines", "a ` b\n/close\nc ` d"],
  ["fence", "```\n/close\n```"],
  ["list", "- text\n/close"],
  ["quote", "> text\n/close"],
  ["comment with blank line", "<!-- x\n\n/close\n\n-->"],
  ["heading", "/close\n==="],
])("%s is safe", (_name, text) => {
  expect(commandsIn(text)).toEqual([]);
});

test.each([
  ["fence closed early", "```\nuser\n```\n/close\n```"],
  ["list, then a blank line", "- text\n\n/close"],
  ["details with blank lines", "<details><summary>s</summary>\n\n/close\n\n</details>"],
  ["link definition before", "[a]: http://x\n/close"],
  ["code span that another line makes a candidate", "/ seen\n`` b\n/close\nc `` d"],
  ["footnote before", "[^1]:\n/close"],
  ["fence in a description, which it ends with", ": text\n\n  ```\n/close"],
  ["escaped backtick", "a \\` b\n/close\nc ` d"],
  ["hidden, but another line shows a slash", "/ text <!--\n/close\n-->"],
])("%s runs", (_name, text) => {
  expect(commandsIn(text).map(({ name }) => name)).toEqual(["close"]);
});

test.skipIf(!existsSync(PAYLOADS))(
  `every recorded payload is judged as GitLab does (skipped without ${PAYLOADS})`,
  () => {
    const judged = readFileSync(PAYLOADS, "utf8")
      .split("\n")
      .flatMap((line) => {
        const match = /^(RUNS|safe) (.{46})(".*?")(?: {2}(?:->|stored=).*)?$/.exec(line);
        return match === null
          ? []
          : [{ runs: match[1] === "RUNS", title: match[2]?.trim(), text: JSON.parse(match[3] ?? "") as string }];
      });
    expect(judged.length).toBeGreaterThan(40);
    // By shape, not by list: a name that GitLab does not know today counts as well.
    const shapeOnly = ["prefix of a word", "unknown command"];
    const wrong = judged.filter(
      ({ runs, title, text }) => runs !== commandsIn(text).length > 0 && !shapeOnly.includes(title ?? ""),
    );
    expect(wrong).toEqual([]);
  },
);
