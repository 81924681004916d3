import { type Node, Parser } from "commonmark";

// A second reading of Markdown as GitLab reads it, written apart from the one of src/model: the reference parser, plus
// what GitLab's own parser has beyond it. Where GitLab's answer is not known, the more dangerous one is taken.

/** A place in which the escaped characters of references cannot be mistaken for bare ones. */
const ESCAPED = "\ue001";
const BOUNDARY = "\u0001";

/** The document with front matter and `>>>` quotes as the reference parser can read them, line for line. */
export function documentOf(markdown: string): Reading {
  return parsed(markdown, withoutFootnotes);
}

interface Reading {
  readonly root: Node;
  readonly lines: readonly string[];
}

/** The same, and once more with footnotes and descriptions as what they are: parts of their own, like items of a list. */
export function readingsOf(markdown: string): Reading[] {
  const plain = documentOf(markdown);
  return /^[\s>*+-]*(?:[:~]|\[\^)/m.test(markdown) ? [plain, parsed(markdown, withContainers)] : [plain];
}

function parsed(markdown: string, change: (lines: readonly string[]) => string[]): Reading {
  const lines = markdown.replaceAll("\r", "").split("\n");
  return { root: new Parser().parse(change(withQuotes(withFrontMatter(lines))).join("\n")), lines };
}

function withContainers(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line
      .replace(/^((?:[ >]|[-*+] |\d+[.)] )*)\[\^[^\]\s]+\]:[ \t]+(?=\S)/, "$1-   ")
      .replace(/^((?:[ >]|[-*+] |\d+[.)] )*)[:~](?=[ \t])/, "$1-"),
  );
}

export function topLevel(root: Node): Node[] {
  const nodes: Node[] = [];
  for (let node = root.firstChild; node !== null; node = node.next) nodes.push(node);
  return nodes;
}

/** Front matter is shown as code. */
function withFrontMatter(lines: readonly string[]): string[] {
  const delimiter = /^(---|\+\+\+|;;;)[ \t]*\S*[ \t]*$/.exec(lines[0] ?? "")?.[1];
  const end = delimiter === undefined ? -1 : lines.findIndex((line, at) => at > 0 && line.trimEnd() === delimiter);
  if (end < 0) return [...lines];
  const fence = "`".repeat(40);
  return [fence, ...lines.slice(1, end), fence, ...lines.slice(end + 1)];
}

/** A line of `>>>` opens a quote up to the next such line; without one it reaches to the end. */
function withQuotes(lines: readonly string[]): string[] {
  const result: string[] = [];
  let fence = "";
  let quoted = false;
  for (const line of lines) {
    const run = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1] ?? "";
    const bare = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1] ?? "";
    const isMark = fence === "" && /^ {0,3}>{3,}[ \t]*$/.test(line);
    if (isMark) result.push(">");
    else result.push(quoted ? `> ${line}` : line);
    if (isMark) quoted = !quoted;
    else if (fence === "") fence = run;
    else if (bare.startsWith(fence)) fence = "";
  }
  return result;
}

/** `[^1]:` begins no definition of a link, so a line behind it may still be a paragraph's. */
function withoutFootnotes(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^((?:[ >]|[-*+] |\d+[.)] )*)\[\^/, "$1\\[^"));
}

/** What people read of a node outside of code and links, where names are mentions; what is no text parts words. */
function readOutside(root: Node): string {
  const walker = root.walker();
  let inLink = 0;
  let read = "";
  for (let step = walker.next(); step !== null; step = walker.next()) {
    const { node, entering } = step;
    if (node.type === "link") inLink += entering ? 1 : -1;
    if (node.type === "text" && inLink === 0) read += node.literal ?? "";
    else if (node.type !== "text") read += BOUNDARY;
  }
  return read;
}

/** People, groups and everybody who would be told: `@name`, `@group/sub`, `@all`. */
export function mentionsIn(markdown: string): string[] {
  const readings = readingsOf(markdown);
  const texts = [markdown.replaceAll("\r", ""), ...readings.flatMap(({ root, lines }) => inlineTexts(root, lines))];
  const found = texts.flatMap((text) =>
    readingsOf(marked(text)).flatMap(({ root }) => [...readOutside(root).matchAll(/(?<!\w)@[\w.][\w./-]*/g)]),
  );
  return [...new Set(found.map(([mention]) => mention))];
}

/** An escaped `@` is the one that GitLab leaves alone; behind the parser it can no longer be told from a bare one. */
function marked(text: string): string {
  return text.replace(/\\([\s\S])/g, (pair, character: string) => (character === "@" ? ESCAPED : pair));
}

/** Texts inside blocks that GitLab parts or blanks otherwise than the reference parser: cells of tables, formulas. */
function inlineTexts(root: Node, lines: readonly string[]): string[] {
  const texts: string[] = [];
  const walker = root.walker();
  for (let step = walker.next(); step !== null; step = walker.next()) {
    const { node, entering } = step;
    if (!entering || (node.type !== "paragraph" && node.type !== "heading")) continue;
    const [[first], [last]] = node.sourcepos;
    const own = lines.slice(first - 1, last).map((line) => line.replace(/^[ \t>]*/, ""));
    texts.push(withoutFormulas(own.join("\n")));
    for (const text of cellsOf(own)) texts.push(text, withoutFormulas(text));
  }
  return texts.map((text) => text.replace(/^[ \t]+/gm, ""));
}

const DELIMITER = /^(?:[-*+] +|\d+[.)] +)*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** Cells of the rows around a delimiter row. They are parted first: code does not reach over a bar. */
function cellsOf(lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => DELIMITER.test(line));
  if (at < 1) return [];
  return lines
    .filter((_line, index) => index >= at - 1)
    .flatMap((row) => row.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("\\|", "|").trim()));
}

/** Text in which formulas, links of a wiki and code stand as GitLab finds them, from left to right; all but code is blanked. */
function withoutFormulas(text: string): string {
  let result = "";
  for (let at = 0; at < text.length; ) {
    const wiki = /^\[\[[^[\]\n]*\]\]/.exec(text.slice(at))?.[0].length;
    const length = text[at] === "\\" ? 2 : text[at] === "`" ? codeLength(text, at) : (wiki ?? formulaLength(text, at));
    const isBlank = wiki !== undefined || (text[at] === "$" && length > runLength(text, at, "$"));
    result += isBlank ? "M" : text.slice(at, at + length);
    at += length;
  }
  return result;
}

function runLength(text: string, at: number, character: string): number {
  let end = at;
  while (text[end] === character) end += 1;
  return end - at;
}

function codeLength(text: string, at: number): number {
  const run = runLength(text, at, "`");
  const close = [...text.slice(at + run).matchAll(/`+/g)].find(([found]) => found.length === run);
  return close === undefined ? run : run + close.index + run;
}

/** As comrak's `handle_dollars`: one dollar hugs its text and is not followed by a digit, two may hold anything. */
function formulaLength(text: string, at: number): number {
  if (text[at] !== "$") return 1;
  const run = runLength(text, at, "$");
  if (run === 1 && text[at + 1] === "`") {
    const close = text.indexOf("`$", at + 2);
    return close < 0 ? 1 : close + 2 - at;
  }
  if (run > 2 || (run === 1 && /\s/.test(text[at + 1] ?? " "))) return run;
  for (let end = at + run; end < text.length; end += 1) {
    if (text[end] !== "$") continue;
    if (run === 1 && text[end - 1] === "\\") continue;
    if (run === 1 && /\s/.test(text[end - 1] ?? "")) return run;
    const close = Math.min(runLength(text, end, "$"), run);
    if (run === 1 && /\d/.test(text[end + 1] ?? "")) return run;
    if (close === run) return end + close - at;
    end += close - 1;
  }
  return run;
}
