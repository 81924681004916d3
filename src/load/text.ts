import type { Problem } from "./problem.ts";

/** Larger files are refused before they are parsed. */
export const MAX_TEXT_BYTES = 1_000_000;

// All that YAML 1.2 does not count as printable (section 5.1), and a carriage return on its own.
const FORBIDDEN = /(?![\t\n\u0085]|\r\n)\p{Cc}/gu;

/** Text of a file, or why it is none. A byte order mark is dropped, so that the first column stays the first. */
export type Decoded = { readonly text: string } | { readonly text: ""; readonly problem: Problem };

/** Reads bytes as UTF-8. */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes.length > MAX_TEXT_BYTES) return refused(tooLarge(bytes.length));
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return refused(notUtf8(bytes));
  }
}

/** Characters that no YAML file may hold; one finding for each line that has some. */
export function forbiddenCharacters(text: string): Problem[] {
  const problems: Problem[] = [];
  let lineEnd = -1;
  for (const { 0: character, index } of text.matchAll(FORBIDDEN)) {
    if (index < lineEnd) continue;
    lineEnd = text.indexOf("\n", index) === -1 ? text.length : text.indexOf("\n", index);
    problems.push({ range: { start: index, end: index + 1 }, ...describeCharacter(character) });
  }
  return problems;
}

/** A file that is too large to be a migration; `size` in bytes. */
export function tooLarge(size: number): Problem {
  const megabytes = (size / 1_000_000).toFixed(1);
  return {
    range: { start: 0, end: 0 },
    message: `the file has ${megabytes} MB; files over 1 MB are not read`,
    hint: "split it, or move what is no migration out of the folder",
  };
}

function refused(problem: Problem): Decoded {
  return { text: "", problem };
}

function notUtf8(bytes: Uint8Array): Problem {
  const range = { start: 0, end: 0 };
  const hint = "save it as UTF-8";
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { range, message: "the file is UTF-16 text; expected UTF-8", hint };
  }
  return { range, message: `line ${firstBadLine(bytes)} is not UTF-8 text`, hint };
}

/** Line, from 1, of the first byte that is no UTF-8. Lines are tried one by one, since a line break never stands inside a character. */
function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let line = 1, start = 0; start < bytes.length; line += 1) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline + 1;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return 1;
}

function describeCharacter(character: string): Pick<Problem, "message" | "hint"> {
  if (character === "\0")
    return { message: "a NUL character stands here; YAML is plain text", hint: "is this a binary file?" };
  if (character === "\r") {
    return { message: "a carriage return without a line feed stands here", hint: "end lines with LF or CRLF" };
  }
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return {
    message: `the control character U+${code} stands here`,
    hint: 'delete it, or write it as an escape in double quotes, such as "\\e"',
  };
}
