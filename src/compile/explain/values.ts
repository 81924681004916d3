import type { Path, SourceDocument } from "../../model/source.ts";

/** A value of a file that a compiled line shows. */
export interface ShownValue {
  readonly document: SourceDocument;
  readonly path: Path;
}

interface Candidate extends ShownValue {
  readonly text: string;
  readonly rank: number;
}

/** What a line is about: values of other features and of other ramps stand in it by chance. */
export interface Topic {
  readonly features: readonly string[];
  readonly ramps: readonly string[];
}

/** Shorter ones stand in many lines by chance. */
const SHORTEST = 3;
const MOST = 5;

/** Keys at the top of a file that no body and no manifest shows. */
const HEADS = new Set(["apiVersion", "kind", "raci"]);

/** Maps of the catalog whose keys are names, as ramps and bodies use them. */
const NAMED = new Set(["targets", "teams", "gates", "audiences", "ramps"]);

/**
 * Values of the files that stand in a line word for word, the first file's before the second's, and those of the
 * topic's features before others. A value that stands in the line only as a part of a longer one does not count.
 */
export function shownValues(
  line: string,
  files: readonly { readonly source: SourceDocument; readonly data: unknown }[],
  topic: Topic,
): ShownValue[] {
  const shown = plain(line);
  const candidates = files.flatMap(({ source, data }, index) =>
    [...leaves(data, [])].flatMap(({ path, text }): Candidate[] => {
      if (!belongs(path, topic)) return [];
      const isNear = path[0] === "features" && topic.features.includes(String(path[1]));
      const found = isWord(text) ? isQuoted(line, text) : text.split("\n").some((part) => stands(shown, plain(part)));
      return found ? [{ document: source, path, text: plain(text), rank: index * 2 + (isNear ? 0 : 1) }] : [];
    }),
  );
  const longest = [...candidates].sort((a, b) => b.text.length - a.text.length || a.rank - b.rank);
  const taken: Candidate[] = [];
  for (const one of longest) if (!taken.some(({ text }) => text.includes(one.text))) taken.push(one);
  return taken.sort((a, b) => shown.indexOf(a.text) - shown.indexOf(b.text)).slice(0, MOST);
}

/** Features whose id or title a line shows. */
export function featuresIn(line: string, titles: ReadonlyMap<string, string | undefined>): string[] {
  const shown = plain(line);
  return [...titles].flatMap(([id, title]) =>
    stands(shown, id) || (title !== undefined && stands(shown, title)) ? [id] : [],
  );
}

/** Whether a value can be what a line shows: not what merge requests carry, nor what other features and ramps have. */
function belongs(path: Path, { features, ramps }: Topic): boolean {
  const [section = "", name = "", key] = path.map(String);
  if (path.length === 1) return !HEADS.has(section);
  if (section === "features") return key === undefined || features.includes(name);
  if (section === "ramps") return key === undefined || ramps.includes(name);
  return !(section === "targets" && key === "merge_request");
}

function* leaves(value: unknown, path: Path): Generator<{ readonly path: Path; readonly text: string }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leaves(item, [...path, index]);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (isChosen(path, key)) yield { path: [...path, key], text: key };
      // The day on which a milestone ends is also the day of much else; its title is in the line where it is meant.
      if (path[0] !== "milestones") yield* leaves(item, [...path, key]);
    }
  } else if (typeof value === "string" || typeof value === "number") {
    yield { path, text: String(value) };
  }
}

/** Whether a key is a name that people chose: ids of offerings and features have a `_` or a digit in them. */
function isChosen(path: Path, key: string): boolean {
  return /[_\d]/.test(key) || (path.length === 1 && NAMED.has(String(path[0])));
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
