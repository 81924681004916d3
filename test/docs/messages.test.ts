import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What stands in a page for something else each time: names, numbers, keys, places, fields. */
const EXAMPLE = new RegExp(
  [
    /…|"[^"]*"|'[^']*'|@\w+|[\w.-]+\/[\w./&#-]+|\bacme&\d+|[&#!]\d+|\b[\w./-]+\.yaml\b|\b\d[\d.]*\b/,
    /\b(?:KEY|[NM]|old|new|sonnet|acme)\b|\bduo_chat\w*|cutover::hold|title, due date|\bin instance\b/,
    /\ban? (?:issue|epic|assignee)\b|\bwas (?:switched off|set to)\b/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);
const PAGES = ["flags", "ownership", "servers", "apply", "guides/recovery"];

let source = "";

beforeAll(async () => {
  for (const folder of ["plan", "apply", "forge", "cli"]) {
    const entries = await readdir(join(ROOT, "src", folder), { recursive: true });
    for (const name of entries.filter((one) => one.endsWith(".ts")))
      source += await readFile(join(ROOT, "src", folder, name), "utf8");
  }
});

/** The messages that a page quotes: first cells of tables, and blocks of text of their own. */
function messagesOf(page: string): string[] {
  const cells = [...page.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text),
  );
  const blocks = [...page.matchAll(/^ *```(.*)\n([\s\S]*?)^ *```$/gm)].flatMap(([, info, text = ""]) =>
    info === "" ? text.trim().split("\n") : [],
  );
  return [...cells, ...blocks].filter((text) => / \w+ \w+/.test(text));
}

/** What is left of a text once every run of three words and more that the source has is taken away. */
function unknownWords(text: string): string {
  let rest = text.split(" ");
  while (rest.length > 0) {
    let known = rest.length;
    while (known > 0 && !source.includes(rest.slice(0, known).join(" "))) known -= 1;
    if (known < Math.min(3, rest.length)) return rest.join(" ");
    rest = rest.slice(known);
  }
  return "";
}

it.each(PAGES)("docs/%s.md quotes messages as the program words them", async (name) => {
  const page = await readFile(join(ROOT, "docs", `${name}.md`), "utf8");
  const messages = messagesOf(page);
  expect(messages.length).toBeGreaterThan(3);
  const strange = messages.flatMap((message) =>
    message
      .split(EXAMPLE)
      .flatMap((part) => part.split(/[,:;()]/))
      .map((part) => unknownWords(part.trim()))
      .filter((words) => words !== "")
      .map((words) => `${message}\n    ${words}`),
  );
  expect(strange).toEqual([]);
});
