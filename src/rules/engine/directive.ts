import { type Instant, parseInstant } from "../../model/duration.ts";
import type { Range, SourceComment } from "../../model/source.ts";

/** A comment that silences findings: `# cutover-ignore rule-id until 2026-12-01: reason`. */
export interface Directive {
  readonly comment: SourceComment;
  readonly rules: readonly { readonly id: string; readonly range: Range }[];
  /** It holds before this instant. */
  readonly until: Instant;
  /** The day as it is written. */
  readonly day: Range;
  readonly reason: string;
}

/** A comment that is meant as a directive and is none. */
export interface Malformed {
  readonly comment: SourceComment;
  readonly range: Range;
  readonly message: string;
}

const START = /^#+[^\S\n]*cutover-ignore(?![\w-])/;
/** Other linters have more such words; here one says it all. */
const LOOKALIKE = /^#+[^\S\n]*(cutover-(?:ignore|disable|suppress|enable)[\w-]*)/i;
const FORM = '"# cutover-ignore RULE until 2026-12-01: why"';

/** Reads a comment; undefined for one that is about something else. */
export function parseDirective(text: string, comment: SourceComment): Directive | Malformed | undefined {
  const written = text.slice(comment.range.start, comment.range.end).trimEnd();
  const start = START.exec(written)?.[0];
  if (start === undefined) return lookalike(written, comment);
  const [, ids = "", , day = "", tail = ""] =
    /^(.*?)(?:(\buntil\b)\s*([^\s:]*)(.*))?$/.exec(written.slice(start.length)) ?? [];
  const rules = [...ids.matchAll(/[^\s,:]+/g)].map(({ 0: id, index }) => ({
    id,
    range: spanAt(comment, start.length + index, id),
  }));
  const whole = spanAt(comment, 0, written);
  const malformed = (message: string, range: Range = whole): Malformed => ({ comment, range, message });
  const twice = rules.find(({ id }, index) => rules.findIndex((one) => one.id === id) < index);
  if (twice !== undefined)
    return malformed(`this ignores nothing, since it names "${twice.id}" twice; name it once`, twice.range);
  if (rules.length === 0) return malformed(`this ignores nothing, since it names no rule; write ${FORM}`);
  if (day === "") return malformed(`this ignores nothing, since it says no day until which it holds; write ${FORM}`);
  const dayRange = spanAt(comment, written.length - tail.length - day.length, day);
  const until = /^\d{4}-\d{2}-\d{2}$/.test(day) ? parseInstant(day) : undefined;
  if (until === undefined) return malformed(`"${day}" is no day; write it as 2026-12-01`, dayRange);
  const reason = /^\s*:\s*(\S.*)$/.exec(tail)?.[1];
  if (reason === undefined) return malformed(`this ignores nothing, since it gives no reason; write ${FORM}`);
  return { comment, rules, until, day: dayRange, reason };
}

function spanAt({ range }: SourceComment, offset: number, text: string): Range {
  const start = range.start + offset;
  return { start, end: start + text.length };
}

function lookalike(written: string, comment: SourceComment): Malformed | undefined {
  const word = LOOKALIKE.exec(written)?.[1];
  if (word === undefined) return undefined;
  const range = spanAt(comment, written.indexOf(word), word);
  return { comment, range, message: `"${word}" is not known and ignores nothing; write ${FORM}` };
}
