import { cell, code } from "../../../compile/safe-text.ts";
import { cleaned, unforged } from "../../../compile/text/clean.ts";
import { wrapped } from "../../../compile/text/escape.ts";

// A plan quotes texts that mention people, name issues and hold commands. None of that may happen where it is quoted:
// everything that is not the program's own words stands in code, in which GitLab looks for neither.

/** One line in a code span, for a list or a paragraph. A formula is found before code is, so its sign stands outside. */
export function span(text: string): string {
  const parts = text.split("$").map((part) => (part.trim() === "" ? "" : code(part)));
  return parts.length === 1 ? code(text) : parts.join("\\$");
}

/** The same in a cell of a table. */
export function cellSpan(text: string): string {
  return cell(span(text));
}

/** Lines of a diff in a fence that nothing in them can end. */
export function diffFence(lines: readonly string[]): string {
  return wrapped(
    lines.map((line) => unforged(cleaned(line).replaceAll("\n", " "))),
    "diff",
  );
}

/** One line in HTML, where Markdown is not read but names and references in text are: only plain letters stay as they are. */
export function htmlCode(text: string): string {
  const line = unforged(cleaned(text).replace(/\s+/g, " ")).trim();
  return `<code>${line.replace(/[^\w ./,()-]/gu, (character) => `&#${character.codePointAt(0)};`)}</code>`;
}
