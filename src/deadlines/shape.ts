import { parseInstant } from "../model/duration.ts";
import { isMap } from "../model/plain-data.ts";
import { ShapeError } from "./source.ts";

/** A kind of value that a source may have under a key. */
export interface Kind<T> {
  readonly is: (value: unknown) => value is T;
  /** What it may be, for people. */
  readonly allowed: string;
}

/** One record of a source's text: what messages about it name. */
export interface Spot {
  readonly path: string;
  /** `row 17` */
  readonly title: string;
  /** Worked out only where a message needs it. */
  readonly line?: () => number | undefined;
}

export const TEXT = kind("text", (value): value is string => typeof value === "string");
export const MAP = kind("a mapping", isMap);
export const LIST = kind("a list", (value): value is readonly unknown[] => Array.isArray(value));
/** Of a list that was long it is no news that nothing is left. */
export const RECORDS = kind(
  "a list that is not empty",
  (value): value is readonly unknown[] => Array.isArray(value) && value.length > 0,
);
export const TEXTS = kind(
  "a list of texts",
  (value): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === "string"),
);
export const COUNT = kind(
  "a whole number from 0 on",
  (value): value is number => typeof value === "number" && Number.isSafeInteger(value) && value >= 0,
);
export const DAY = kind(
  "a day of the years 2000 to 2199, such as 2026-11-30",
  (value): value is string => matches(value, /^2[01]\d\d-\d\d-\d\d$/) && parseInstant(value) !== undefined,
);
// The patterns of the lock file's schema: what they refuse could never be written there.
export const HOST = kind("lower case letters, digits, and . _ - between them", (value): value is string =>
  matches(value, /^[a-z0-9][a-z0-9_.-]{0,59}$/),
);
export const MODEL = kind(
  "letters, digits and . _ : / @ -, beginning with a letter or digit",
  (value): value is string => matches(value, /^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,255}$/),
);
export const URL_TEXT = kind(
  "an address that begins with https://, without blanks or quotes",
  (value): value is string => matches(value, /^https:\/\/[A-Za-z0-9.-]+([/?#][\w./?#&=%:@~+,;!$*-]*)?$/),
);
export const WORD = kind("a word of at most 60 characters", (value): value is string =>
  matches(value, /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}$/),
);

/** The kind that one text alone is of. */
export function only(text: string): Kind<string> {
  return kind(JSON.stringify(text), (value): value is string => value === text);
}

/** The value under a key; undefined where there is none. Throws `ShapeError` where it is of another kind. */
export function optional<T>(
  map: Readonly<Record<string, unknown>>,
  key: string,
  { is, allowed }: Kind<T>,
  spot: Spot,
): T | undefined {
  const value = Object.hasOwn(map, key) ? map[key] : undefined;
  if (value === undefined || is(value)) return value;
  return refuse(spot, `${JSON.stringify(key)} is ${quoted(value)}, where ${allowed} is expected`);
}

/** The same, where it must be there. */
export function required<T>(map: Readonly<Record<string, unknown>>, key: string, kind: Kind<T>, spot: Spot): T {
  const value = optional(map, key, kind, spot);
  return value === undefined
    ? refuse(spot, `${JSON.stringify(key)} is missing, where ${kind.allowed} is expected`)
    : value;
}

/** Throws `ShapeError`. */
export function refuse({ path, title, line }: Spot, message: string): never {
  throw new ShapeError(path, `${title}: ${message}`, line?.());
}

/** A text as JSON. Throws `ShapeError` for any other. */
export function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Its own message repeats parts of the text, which nobody has looked at yet.
    const position = /at position (\d+)/.exec(String(error))?.[1];
    throw new ShapeError(path, "is not JSON", position === undefined ? undefined : lineAt(text, Number(position)));
  }
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** 1-based line of the nth (from 0) record of a JSON text, by the key that each record has once. */
export function lineOfRecord(text: string, key: string, index: number): number | undefined {
  const match = [...text.matchAll(new RegExp(`"${key}"\\s*:`, "g"))][index];
  return match === undefined ? undefined : lineAt(text, match.index);
}

/** A value as messages show it: short, in one line, and of harmless characters alone. */
export function quoted(value: unknown): string {
  const text = jsonOf(value);
  const harmless = text.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return harmless.length > 80 ? `${harmless.slice(0, 79)}…` : harmless;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // JSON can be nested deeper than it can be written again.
    return Array.isArray(value) ? "[...]" : "{...}";
  }
}

function kind<T>(allowed: string, is: (value: unknown) => value is T): Kind<T> {
  return { is, allowed };
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === "string" && pattern.test(value);
}
