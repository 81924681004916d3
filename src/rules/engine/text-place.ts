import { nodeAt, type Path, type Range, type SourceDocument } from "../../model/source.ts";
import type { Place } from "./place.ts";

/**
 * Where the characters from `start` to `end` of a text stand in the file. YAML folds lines, drops indentation and
 * escapes characters, so the two are walked side by side; blanks, which folding changes, are passed over. The whole
 * value where that fails, as for an alias.
 */
export function placeInText(source: SourceDocument, path: Path, text: string, { start, end }: Range): Place {
  const { value } = nodeAt(source, path);
  const range = rangeInScalar(source.text.slice(0, value.end), value.start, text, start, end);
  return { file: source.file, range: range ?? value };
}

function rangeInScalar(written: string, from: number, text: string, start: number, end: number): Range | undefined {
  const style = written[from] ?? "";
  let at = contentStart(written, from, style);
  let first: number | undefined;
  for (let index = 0; index < end; index += 1) {
    if (/\s/.test(text[index] ?? "")) continue;
    let unit = unitAt(written, at, style);
    while (unit !== undefined && !/\S/.test(unit.text)) {
      at += unit.length;
      unit = unitAt(written, at, style);
    }
    if (unit === undefined || !text.startsWith(unit.text, index)) return undefined;
    if (index <= start && start < index + unit.text.length) first = at;
    at += unit.length;
    index += unit.text.length - 1;
  }
  return first === undefined ? undefined : { start: first, end: at };
}

/** The header of a block scalar may have a comment. */
function contentStart(written: string, from: number, style: string): number {
  if (style === '"' || style === "'") return from + 1;
  if (style !== "|" && style !== ">") return from;
  const newline = written.indexOf("\n", from);
  return newline === -1 ? written.length : newline;
}

/** What one character or escape sequence of a scalar stands for, and how many characters it takes. */
interface Unit {
  readonly text: string;
  readonly length: number;
}

function unitAt(written: string, at: number, style: string): Unit | undefined {
  const character = written[at];
  if (character === undefined) return undefined;
  if (style === "'" && character === "'") return { text: "'", length: 2 };
  if (style === '"' && character === "\\") return escapeAt(written, at);
  return { text: character, length: 1 };
}

const NAMED: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};

/** https://yaml.org/spec/1.2.2/#57-escaped-characters */
function escapeAt(written: string, at: number): Unit {
  const code = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8}))/.exec(written.slice(at + 1, at + 10));
  if (code !== null) {
    const hex = code[1] ?? code[2] ?? code[3] ?? "";
    return { text: String.fromCodePoint(Number.parseInt(hex, 16)), length: 1 + code[0].length };
  }
  const next = written[at + 1] ?? "";
  return { text: NAMED[next] ?? next, length: 2 };
}
