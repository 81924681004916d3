import { Parser } from "commonmark";
import { closingsIn, withoutClosings } from "../model/closing-word.ts";
import { commandsIn } from "../model/quick-action.ts";

/** GitLab's limit for titles, in characters. */
const TITLE_LENGTH = 255;

// In order: what is escaped already, a code span, backticks that close nothing, a link in angle brackets, a bare link.
const INLINE =
  /\\[!-/:-@[-`{-~]|(`+)(?!`)(?:[^\n]*?[^`\n])\1(?!`)|`+|<https?:\/\/[^\s<>]+>|https?:\/\/[^\s<>`"\\]+|[<@]|&(?=#?\w+;)/g;
const BLOCK_START = /^(?:[-+*](?=\s|$)|[-=]{2,}\s*$|#{1,6}(?=\s|$)|[>/|]|~{3}|\[(?=[ xX~]\])|\[(?=[^\]]*\]:))/;
const TASK_BOX = /((?:[-*+]|\d+[.)])\s+)\[(?=[ xX~]\])|^(\s*)\[(?=[ xX~]\])/g;
const FENCE = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})/;
/** Stands in for an escaped `@` while the result is examined. */
const ESCAPED_AT = "\ue000";

/**
 * Markdown of a person, several lines, to stand as a part of a body: lists, code and links stay what they are. It holds
 * no quick action, no closing word, no mention, no HTML, no marker or reference of ours, and nothing in it reaches past its end.
 */
export function safeText(text: string): string {
  const clean = unforged(cleaned(text)).replace(/^\n+|\s+$/g, "");
  const escaped = escapeLines(clean.split("\n"));
  return isHarmless(escaped) ? escaped : wrapped(clean.split("\n"));
}

/** One line of a person's Markdown: for a list item, a table cell (through `cell`) or the middle of a sentence. */
export function safeLine(text: string): string {
  const line = unforged(oneLine(text));
  const escaped = escapeStart(line.replace(INLINE, escapePiece));
  return isHarmless(escaped) ? escaped : plainLine(text);
}

/** One line in which nothing is Markdown: names, and the text of links. */
export function plainLine(text: string): string {
  return escapeStart(unforged(oneLine(text)).replace(/[\\`*_[\]<>|~@#&]/g, "\\$&"));
}

/** A code span. Mentions and references in it are text. */
export function code(text: string): string {
  const line = unforged(oneLine(text));
  // Two backticks with nothing between them would open a longer span.
  if (line === "") return "(empty)";
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = /^`|`$/.test(line) ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Markdown of one line as a table cell. */
export function cell(markdown: string): string {
  return markdown
    .replaceAll("\n", " ")
    .replace(/(\\*)\|/g, (whole, slashes: string) => (slashes.length % 2 === 1 ? whole : `${slashes}\\|`));
}

/** Commands for people to copy, in a fence: what stands in code is not run. */
export function fenced(lines: readonly string[]): string {
  return wrapped(
    lines.map((line) => unforged(oneLine(line))),
    "shell",
  );
}

/** A link with its text. */
export function link(text: string, url: string): string {
  const address = oneLine(url)
    .replace(/[\s()<>\\|`"]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`)
    .replace(/cutover:/g, "cutover%3A");
  return `[${plainLine(text)}](${address})`;
}

/** A title: one line, within GitLab's limit. Titles are no Markdown but mention people, so `@` before a name goes. */
export function safeTitle(text: string): string {
  const line = unforged(oneLine(text).replace(/(?<!\w)@+(?=\w)/g, ""));
  const characters = [...line];
  return characters.length <= TITLE_LENGTH
    ? line
    : `${characters
        .slice(0, TITLE_LENGTH - 1)
        .join("")
        .trimEnd()}…`;
}

/** One kind of newline, no control characters, no marks that turn the direction of writing. */
function cleaned(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[\u2028\u2029\u0085\v\f]/g, " ")
    .replace(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufeff\ue000]/gu, "")
    .replace(/\p{Cs}/gu, "\ufffd");
}

function oneLine(text: string): string {
  return cleaned(text).replace(/\s+/g, " ").trim();
}

/**
 * Text that cannot be read as a marker, a task key or a reference of ours and closes no issue; in code too, where nothing
 * can be escaped.
 */
function unforged(text: string): string {
  const plain = text.replaceAll("<!--", "<! --").replace(/cutover:(?=(?:epic|issue|flag|file)\/)/g, "cutover: ");
  return withoutClosings(plain);
}

function escapeLines(lines: readonly string[]): string {
  const result: string[] = [];
  let fence = "";
  for (const line of lines) {
    const open = fence === "" ? FENCE.exec(line)?.[2] : undefined;
    const closes = fence !== "" && closesFence(line, fence);
    result.push(fence === "" && open === undefined ? escapeLine(line) : line);
    fence = open ?? (closes ? "" : fence);
  }
  if (fence !== "") result.push(fence);
  return result.join("\n");
}

function closesFence(line: string, fence: string): boolean {
  const run = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line)?.[1] ?? "";
  return run.startsWith(fence);
}

function escapeLine(line: string): string {
  return (
    line
      .replace(INLINE, escapePiece)
      .replace(TASK_BOX, "$1$2\\[")
      .replace(/^(?=\/)/, "\\")
      // To GitLab `>>>` opens a quote that reaches to the next `>>>`, past our own text.
      .replace(/^(\s*)(?=>>>)/, "$1\\")
  );
}

function escapePiece(piece: string): string {
  if (piece === "<" || piece === "@" || piece === "&") return `\\${piece}`;
  // Also where GitLab makes no link of the address, the name behind `@` is not mentioned.
  if (/^<?https?:/.test(piece)) return piece.replaceAll("@", "%40");
  return /^`+$/.test(piece) ? piece.replaceAll("`", "\\`") : piece;
}

function escapeStart(line: string): string {
  return line.replace(/^(\d{1,9})(?=[.)](\s|$))/, "$1\\").replace(BLOCK_START, "\\$&");
}

/** A fence that is longer than anything in the lines that looks like its end. */
function wrapped(lines: readonly string[], language = ""): string {
  const text = lines.join("\n");
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Reads the result as Markdown and looks for what must not be there. */
function isHarmless(markdown: string): boolean {
  if (commandsIn(markdown).length + closingsIn(markdown).length > 0) return false;
  const hidden = markdown.replace(/\\([\s\S])/g, (pair, character: string) => (character === "@" ? ESCAPED_AT : pair));
  const root = new Parser().parse(`${hidden}\n\nafterwards`);
  const walker = root.walker();
  for (let step = walker.next(); step !== null; step = walker.next()) {
    const { type, literal } = step.node;
    if (type === "html_block" || type === "html_inline") return false;
    if (type === "text" && literal?.includes("@")) return false;
  }
  const last = root.lastChild;
  return last?.type === "paragraph" && last.firstChild?.literal === "afterwards" && last.firstChild.next === null;
}
