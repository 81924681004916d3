import { claimOf, oneOfEach } from "../claim.ts";
import { DAY, lineAt, MODEL, quoted } from "../shape.ts";
import { type Reading, ShapeError, type Source } from "../source.ts";

const TABLE = "src/internal/data/deprecated-models.ts";
const MESSAGES = "src/resources/messages/messages.ts";

// The page that the SDK sends people to when it warns, and not the table's own file: an id that has left the table is
// no longer to be found there, while the page keeps the retired ones, and says since when and what comes instead.
const PAGE = "https://docs.anthropic.com/en/docs/resources/model-deprecations";

const DECLARATION = /^(?:export )?const DEPRECATED_MODELS\b\s*(?::\s*(?:\{[^{}=]*\}|[\w<>, ]+?)\s*)?=\s*\{/gm;
const GAP = /(?:\s|\/\/[^\n]*)*/y;
const ENTRY = /'([^'\\\n]*)':\s*'([^'\\\n]*)'/y;
const END = /\}\s*(?:as const\s*)?;/y;
const MONTHS = "January February March April May June July August September October November December".split(" ");

/** The table of models that the SDK warns of, in its own file since the SDK's first major version and beside the requests before. */
export const anthropicSdk: Source = {
  id: "anthropic-sdk",
  repository: "anthropics/anthropic-sdk-typescript",
  files: [
    { path: TABLE, optional: true },
    { path: MESSAGES, optional: true },
  ],
  meanings: { deprecated: "still served by Anthropic itself, and no longer from the named day on" },
  read: readTables,
};

function readTables(texts: ReadonlyMap<string, string>): Reading {
  const inFile = tableIn(TABLE, texts.get(TABLE));
  if (inFile === undefined && texts.has(TABLE)) throw new ShapeError(TABLE, "has no table DEPRECATED_MODELS");
  const inMessages = tableIn(MESSAGES, texts.get(MESSAGES));
  if (inFile === undefined && inMessages === undefined) {
    throw new ShapeError(MESSAGES, `has no table DEPRECATED_MODELS, and neither has ${TABLE}`);
  }
  const days = new Map(inFile);
  for (const [id, day] of inMessages ?? []) {
    const other = days.get(id) ?? day;
    if (other !== day) throw new ShapeError(MESSAGES, `${quoted(id)} ends on ${day}, but on ${other} in ${TABLE}`);
    days.set(id, day);
  }
  const claims = [...days].map(([id, cutoff]) =>
    claimOf("anthropic", id, { cutoff, precision: "exact", word: "deprecated", url: PAGE }),
  );
  return { claims: oneOfEach(claims), policies: [] };
}

/** Days by id; undefined where the text has no table. Whatever stands between its braces must be an entry. */
function tableIn(path: string, text = ""): Map<string, string> | undefined {
  const [declaration, second] = text.matchAll(DECLARATION);
  if (declaration === undefined) return undefined;
  if (second !== undefined) throw new ShapeError(path, "has two tables DEPRECATED_MODELS", lineAt(text, second.index));
  const days = new Map<string, string>();
  let at = skip(text, declaration.index + declaration[0].length);
  while (text[at] !== "}") {
    ENTRY.lastIndex = at;
    const entry = ENTRY.exec(text);
    const [id, day] = [entry?.[1], dayIn(entry?.[2])];
    const end = skip(text, at + (entry?.[0].length ?? 0));
    const isClosed = text[end] === "," || text[end] === "}";
    if (!MODEL.is(id) || day === undefined || !isClosed || (days.get(id) ?? day) !== day) {
      const found = quoted(text.slice(at).split("\n", 1)[0]);
      const expected = "'<id>': 'November 30th, 2026', or the end of the table, and each id with one day";
      throw new ShapeError(path, `${found} in DEPRECATED_MODELS, where ${expected} is expected`, lineAt(text, at));
    }
    days.set(id, day);
    at = text[end] === "," ? skip(text, end + 1) : end;
  }
  END.lastIndex = at;
  if (!END.test(text)) throw new ShapeError(path, "has a table DEPRECATED_MODELS without an end", lineAt(text, at));
  return days;
}

/** Offset of what follows blanks and comments. */
function skip(text: string, offset: number): number {
  GAP.lastIndex = offset;
  return offset + (GAP.exec(text)?.[0].length ?? 0);
}

/** `November 30th, 2026` as 2026-11-30; some were written as `November 30, 2026`. */
function dayIn(words: string | undefined): string | undefined {
  const match = /^([A-Z][a-z]+) ([1-9]\d?)(st|nd|rd|th)?, (\d{4})$/.exec(words ?? "");
  if (match === null) return undefined;
  const [, month = "", number = "", ending] = match;
  const day = `${match[4]}-${two(MONTHS.indexOf(month) + 1)}-${two(Number(number))}`;
  return DAY.is(day) && (ending === undefined || ending === endingOf(Number(number))) ? day : undefined;
}

/** A digit that was lost or changed shows in the letters behind it, most times. */
function endingOf(number: number): string {
  if (number > 10 && number < 14) return "th";
  return ["th", "st", "nd", "rd"][number % 10] ?? "th";
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
