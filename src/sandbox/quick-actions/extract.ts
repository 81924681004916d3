import { type Node, Parser } from "commonmark";
import { COMMAND_NAMES, SUBSTITUTIONS } from "./names.ts";

export interface Command {
  /** In lower case. */
  name: string;
  argument: string;
}

export interface Extraction {
  /** What GitLab stores: no `\r`, no command, nothing blank at the end. */
  text: string;
  commands: Command[];
}

const COMMAND = new RegExp(`/(${COMMAND_NAMES.join("|")})(?: ([^\\n]*))?(?:[ \\t\\f\\v\\n]*\\n|$)`, "iy");
const TAG_RUN = /<[^>]+?>\n[\s\S]+?\n<\/[^>]+?>(?=\n|$)/y;

/**
 * Cuts the quick actions out of a description or note. Only lines of top-level paragraphs count, and of those only the ones
 * that show a slash at the start of some line once rendered: that is how GitLab tells code, comments and lists from commands.
 */
export function extract(input: string): Extraction {
  const source = input.replaceAll("\r", "");
  const lines = source.split("\n");
  const commands: Command[] = [];
  const output: string[] = [];
  let at = 0;
  for (const [start, end] of candidates(source)) {
    output.push(...lines.slice(at, start).map((line) => `${line}\n`));
    at = end;
    // A command that ends its paragraph takes the blank lines after it along.
    while (at < lines.length && lines[at]?.trim() === "") at += 1;
    const region = lines.slice(start, at).join("\n");
    output.push(cut(at < lines.length ? `${region}\n` : region, commands));
  }
  output.push(lines.slice(at).join("\n"));
  return { text: rstrip(output.join("")), commands };
}

/** Ruby's idea of blank, which is ASCII alone: a no-break space at the end stays. */
export function rstrip(text: string): string {
  let end = text.length;
  while (end > 0 && "\t\n\v\f\r \0".includes(text[end - 1] ?? "")) end -= 1;
  return text.slice(0, end);
}

/** Line ranges [start, end) of the paragraphs that may hold commands, counted from 0. */
function candidates(source: string): [number, number][] {
  if (!/^\//m.test(source)) return [];
  const document = new Parser().parse(maskQuotes(source));
  const ranges: [number, number][] = [];
  for (let node = document.firstChild; node; node = node.next) {
    if (node.type !== "paragraph" || !/^\//m.test(visibleText(node))) continue;
    const [[start], [end]] = node.sourcepos;
    ranges.push([start - 1, end]);
  }
  return ranges;
}

/** The reference parser does not know GitLab's `>>>` blocks; what stands between two such lines is quoted for it. */
function maskQuotes(source: string): string {
  if (!/^>>>\s*$/m.test(source)) return source;
  const fences = new Set<number>();
  const document = new Parser().parse(source);
  for (let node = document.firstChild; node; node = node.next) {
    if (node.type === "block_quote") fences.add(node.sourcepos[0][0] - 1);
  }
  const lines = source.split("\n");
  const marks = [...fences].filter((line) => /^>>>\s*$/.test(lines[line] ?? "")).sort((a, b) => a - b);
  for (let pair = 0; pair + 1 < marks.length; pair += 2) {
    for (let line = (marks[pair] ?? 0) + 1; line < (marks[pair + 1] ?? 0); line += 1) lines[line] = `> ${lines[line]}`;
  }
  return lines.join("\n");
}

/** A paragraph's text as a reader sees it: HTML tags and comments show nothing, code shows its content. */
function visibleText(paragraph: Node): string {
  const parts: string[] = [];
  const walker = paragraph.walker();
  for (let event = walker.next(); event; event = walker.next()) {
    const { type, literal } = event.node;
    if (!event.entering) continue;
    if (type === "softbreak" || type === "linebreak") parts.push("\n");
    else if (type === "text" || type === "code") parts.push(literal ?? "");
  }
  return parts.join("");
}

/** The text of one paragraph without its command lines, which are appended to `commands`. */
function cut(text: string, commands: Command[]): string {
  const guards = { backtick: lastRowEndingIn("`", text), tag: text.lastIndexOf("\n</") };
  let output = "";
  let at = 0;
  while (at < text.length) {
    const code = guards.backtick >= at + 2 ? inlineCodeEnd(text, at, guards.backtick) : null;
    const protectedEnd = code ?? (guards.tag > at ? sticky(TAG_RUN, text, at) : null);
    const stop = protectedEnd ?? at;
    COMMAND.lastIndex = stop;
    const match = protectedEnd === null ? COMMAND.exec(text) : null;
    if (match) {
      output += substitute(match, commands);
      at = COMMAND.lastIndex;
    } else {
      const lineEnd = text.indexOf("\n", stop);
      const next = lineEnd < 0 ? text.length : lineEnd + 1;
      output += text.slice(at, next);
      at = next;
    }
  }
  return output;
}

function sticky(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/**
 * Where GitLab's guard for code spans on rows of their own ends. The guard is greedy: from here, through any rows, to a backtick
 * and on to a second one that ends a row. Whatever lies between, commands too, is left alone.
 */
function inlineCodeEnd(text: string, from: number, lastClosing: number): number | null {
  const opening = text.lastIndexOf("`", lastClosing - 2);
  if (opening < from) return null;
  const closing = /`(?=\n|$)/g;
  closing.lastIndex = opening + 2;
  const found = closing.exec(text);
  return found ? found.index + 1 : null;
}

function lastRowEndingIn(character: string, text: string): number {
  return Math.max(text.lastIndexOf(`${character}\n`), text.endsWith(character) ? text.length - 1 : -1);
}

function substitute(match: RegExpExecArray, commands: Command[]): string {
  const name = (match[1] ?? "").toLowerCase();
  const argument = (match[2] ?? "").trim();
  const face = SUBSTITUTIONS[name];
  commands.push({ name, argument });
  if (face === undefined) return "";
  return `${[argument, face].filter((part) => part !== "").join(" ")}${match[0].endsWith("\n") ? "\n" : ""}`;
}
