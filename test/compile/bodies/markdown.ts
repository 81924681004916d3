import { type Node, Parser } from "commonmark";
import fc from "fast-check";

const PAYLOADS = [
  "/close",
  "/label ~x",
  "/assign @all",
  "\\/close",
  "\n",
  "\n\n",
  "\r",
  "\r\n",
  "\n\r",
  "\u2028",
  "\u0000",
  "\v",
  "```",
  "````",
  "~~~",
  "`",
  "``",
  "    ",
  "\t",
  "> ",
  ">>>",
  "\n>>>\n",
  "- ",
  "1. ",
  "# ",
  "---",
  "===",
  "[^1]:",
  "[a]: x",
  "<!--",
  "-->",
  "<! --",
  "<details>",
  "</details>",
  "<div>",
  "<pre>",
  "<script>",
  "<b",
  "<https://a.b/@all>",
  "https://a.b/@all",
  "@all",
  "@",
  "\\@all",
  "\\",
  "&#64;all",
  "&commat;all",
  "&",
  "ana@example.com",
  "[x](",
  "](/@all)",
  "![",
  "|",
  "\\|",
  "$`x`$",
  "- [ ] do it",
  "[x] ",
  "<!-- t:prompts -->",
  "- [x] done <!-- t:prompts -->",
  "<!-- cutover:1 issue/x acme/ai e30 -->",
  "<!-- cutover:b overview 00 -->",
  "<!-- /cutover:b overview -->",
  "cutover:issue/other",
  "cutover:",
  "issue/other",
  "text",
  "- x\n  ```\n",
  "1. x\n   ~~~\n",
  "> ```\n",
  "\n\n@all",
  "\n\n/close",
  "`` a ` b\n/close\n c ``",
  " ",
  "é",
  "\ud83d\ude00",
  "\ud800",
  "_",
  "*",
  "{",
  "$",
  "\ue000",
];

/** Text of somebody who wants to break out: fragments that mean something to GitLab or to us, in any order. */
export const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...PAYLOADS) }, fc.string({ unit: "binary", maxLength: 5 })),
    {
      minLength: 1,
      maxLength: 14,
    },
  )
  .map((parts) => parts.join(""));

/** Nodes of a Markdown text in document order, with the names of the nodes they stand in. */
export function nodesOf(markdown: string): { node: Node; inside: readonly string[] }[] {
  const walker = new Parser().parse(markdown).walker();
  const open: string[] = [];
  const found: { node: Node; inside: readonly string[] }[] = [];
  for (let step = walker.next(); step !== null; step = walker.next()) {
    if (!step.entering) open.pop();
    else {
      found.push({ node: step.node, inside: [...open] });
      if (step.node.isContainer) open.push(step.node.type);
    }
  }
  return found;
}

/** What people read of each block outside of code and links, where GitLab would find a mention. */
export function mentionsIn(markdown: string): string[] {
  // An escaped @ is the one that GitLab leaves alone; behind the parser it can no longer be told from a bare one.
  const marked = markdown.replace(/\\([\s\S])/g, (pair, character: string) => (character === "@" ? "\\!" : pair));
  let read = "";
  for (const { node, inside } of nodesOf(marked)) {
    const isText = node.type === "text" && !inside.includes("link");
    read += isText ? (node.literal ?? "") : node.isContainer || node.type === "softbreak" ? "\n" : "\u0001";
  }
  return [...read.matchAll(/(?<!\w)@\w+/g)].map(([mention]) => mention);
}

/** Raw HTML, without comments of ours. */
export function htmlIn(markdown: string): string[] {
  return nodesOf(markdown)
    .filter(({ node }) => node.type === "html_block" || node.type === "html_inline")
    .map(({ node }) => node.literal ?? "")
    .filter((html) => !/^<!-- (\/?cutover:b [^<>]*|cutover:1 [^<>]*|t:[^<> ]+) -->$/.test(html.trim()));
}
