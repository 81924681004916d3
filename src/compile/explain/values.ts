import { type Path, pointer, type SourceDocument } from "../../model/source.ts";

/** A value of a file that a compiled line shows. */
export interface ShownValue {
  readonly document: SourceDocument;
  readonly path: Path;
}

interface Candidate extends ShownValue {
  readonly text: string;
  readonly rank: number;
}

/** Shorter ones stand in many lines by chance. */
const SHORTEST = 3;
const MOST = 5;

/**
 * Values of the files that stand in a line word for word, the first file's before the second's, and those below one of
 * the `near` paths before others. A value that stands in the line only as a part of a longer one does not count.
 */
export function shownValues(
  line: string,
  files: readonly { readonly source: SourceDocument; readonly data: unknown }[],
  near: readonly Path[],
): ShownValue[] {
  const shown = plain(line);
  const candidates = files.flatMap(({ source, data }, index) =>
    [...leaves(data, [])].flatMap(({ path, text }): Candidate[] => {
      const isNear = near.some((one) => pointer(path).startsWith(`${pointer(one)}/`));
      const found = isWord(text) ? isQuoted(line, text) : text.split("\n").some((part) => stands(shown, plain(part)));
      return found ? [{ document: source, path, text: plain(text), rank: index * 2 + (isNear ? 0 : 1) }] : [];
    }),
  );
  const longest = [...candidates].sort((a, b) => b.text.length - a.text.length || a.rank - b.rank);
  const taken: Candidate[] = [];
  for (const one of longest) if (!taken.some(({ text }) => text.includes(one.text))) taken.push(one);
  return taken.sort((a, b) => shown.indexOf(a.text) - shown.indexOf(b.text)).slice(0, MOST);
}

function* leaves(value: unknown, path: Path): Generator<{ readonly path: Path; readonly text: string }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leaves(item, [...path, index]);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      // Names that people chose are keys: ids of offerings and features have a `_` or a digit in them.
      if (/[_\d]/.test(key)) yield { path: [...path, key], text: key };
      yield* leaves(item, [...path, key]);
    }
  } else if (typeof value === "string" || typeof value === "number") {
    yield { path, text: String(value) };
  }
}

/** A word such as `rollout` stands in many sentences that are not about the value. */
function isWord(text: string): boolean {
  return /^[a-z]+$/.test(text);
}

function isQuoted(line: string, word: string): boolean {
  return line.includes(`\`${word}\``) || line.includes(`"${word}"`) || line.endsWith(`: ${word}`);
}

function stands(line: string, text: string): boolean {
  if (text.length < SHORTEST) return false;
  const at = line.indexOf(text);
  const goesOn = (character: string | undefined) => character !== undefined && /\w/.test(character);
  return at !== -1 && !goesOn(line[at - 1]) && !goesOn(line[at + text.length]);
}

/** As a reader sees it: without escapes and marks of Markdown. */
function plain(text: string): string {
  return text.replace(/[\\`*]/g, "").trim();
}
