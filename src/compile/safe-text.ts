import { cleaned, oneLine, unforged } from "./text/clean.ts";
import { escapeInline, escapeLines, escapeStart, isAmbiguous, wrapped } from "./text/escape.ts";
import { isHarmless } from "./text/harmless.ts";

/** GitLab's limit for titles, in characters. */
export const TITLE_LENGTH = 255;

/**
 * Markdown of a person, several lines, to stand as a part of a body: lists, code and links stay what they are. It holds
 * no quick action, no closing word, no mention, no HTML, no marker or reference of ours, and nothing in it reaches past its end.
 */
export function safeText(text: string): string {
  const lines = unforged(cleaned(text))
    .replace(/^\n+|\s+$/g, "")
    .split("\n");
  const usual = escapeLines(lines, "usual");
  if (!isAmbiguous(lines) && isHarmless(usual)) return usual;
  const careful = escapeLines(lines, "much");
  return isHarmless(careful) ? careful : wrapped(lines);
}

/** One line of a person's Markdown: for a list item, a table cell (through `cell`) or the middle of a sentence. */
export function safeLine(text: string): string {
  const line = unforged(oneLine(text));
  const escaped = escapeInline(line);
  return isHarmless(escaped) ? escaped : plainLine(text);
}

/** One line in which nothing is Markdown: names, and the text of links. */
export function plainLine(text: string): string {
  return escapeStart(unforged(oneLine(text)).replace(/[\\`*_[\]<>|~@#&$]/g, "\\$&"));
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

/** Commands for people to copy, or what GitLab draws, in a fence: what stands in code is not run. */
export function fenced(lines: readonly string[], language = "shell"): string {
  return wrapped(
    lines.map((line) => unforged(oneLine(line))),
    language,
  );
}

/** A link with its text. */
export function link(text: string, url: string): string {
  const address = oneLine(url)
    .replace(
      /[\s()<>\\|`"$]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .replace(/cutover:/g, "cutover%3A");
  return `[${plainLine(text)}](${address})`;
}

/** A title: one line, within GitLab's limit. Titles are no Markdown but mention people, so `@` before a name goes. */
export function safeTitle(text: string): string {
  const line = unforged(oneLine(text).replace(/(?<!\w)@+(?=[\w.])/g, ""));
  const characters = [...line];
  return characters.length <= TITLE_LENGTH
    ? line
    : `${characters
        .slice(0, TITLE_LENGTH - 1)
        .join("")
        .trimEnd()}…`;
}
