import type { TextEdit } from "../../diagnostics/diagnostic.ts";
import type { Range, SourceComment, SourceDocument } from "../../model/source.ts";
import { lineAt, lineBreakAfter } from "./lines.ts";

/** Takes out a comment: with its line where it has one of its own, else with the blanks before it. */
export function removeComment({ file, text }: SourceDocument, { range, ownLine }: SourceComment): TextEdit {
  const { start: lineStart, end: lineEnd } = lineAt(text, range.start);
  if (ownLine) return { file, range: { start: lineStart, end: lineBreakAfter(text, range.start) }, text: "" };
  const before = text.slice(lineStart, range.start);
  const end = text[lineEnd - 1] === "\r" ? lineEnd - 1 : lineEnd;
  return { file, range: { start: lineStart + before.trimEnd().length, end }, text: "" };
}

/** Takes one of several names out, with the comma and blanks that part it from its neighbour. */
export function removeName({ file, text }: SourceDocument, { start, end }: Range): TextEdit {
  const after = /^[,\s]*,[^\S\n]*/.exec(text.slice(end))?.[0] ?? /^[^\S\n]+/.exec(text.slice(end))?.[0] ?? "";
  const before = /[,\s]*,[^\S\n]*$/.exec(text.slice(0, start))?.[0] ?? "";
  // The last one: behind it stands "until", whose blank stays.
  if (!after.includes(",") && before !== "") return { file, range: { start: start - before.length, end }, text: "" };
  return { file, range: { start, end: end + after.length }, text: "" };
}
