const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Milliseconds since 1970-01-01T00:00:00Z. Time enters the program as one of these, read in one place. */
export type Instant = number;

export const DAY = UNITS.d;

const EASTERNMOST = 14 * UNITS.h;
const FIRST = Date.parse("0000-01-01T00:00:00.000Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

/** `15m`, `2d`, `1w` in milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^([0-9]+)([mhdw])$/.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

/** `7d..14d` as [least, most] in milliseconds; a single duration is both ends. */
export function parseDurationRange(text: string): readonly [number, number] | undefined {
  const [least, most = least] = text.split("..").map(parseDuration);
  return least === undefined || most === undefined ? undefined : [least, most];
}

/** `1d 30m`, the way it is written here, in all units that it takes; `0m` for nothing. */
export function formatDuration(length: number): string {
  const [days, hours, minutes] = [
    Math.floor(length / UNITS.d),
    Math.floor((length % UNITS.d) / UNITS.h),
    Math.floor((length % UNITS.h) / UNITS.m),
  ];
  const parts = [`${days}d`, `${hours}h`, `${minutes}m`].filter((part) => !/^0/.test(part));
  return parts.length === 0 ? "0m" : parts.join(" ");
}

/** A date (00:00 UTC) or a full instant; undefined where there is no text, or it is neither or names a day that does not exist. */
export function parseInstant(text: string | undefined): Instant | undefined {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text))
    return undefined;
  const instant = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(instant)) return undefined;
  // Date.parse rolls 2026-02-30 over into March on some inputs; a day that does not exist is refused instead.
  const day = Number(text.slice(8, 10));
  const month = Number(text.slice(5, 7));
  return day <= new Date(Date.UTC(Number(text.slice(0, 4)), month, 0)).getUTCDate() ? instant : undefined;
}

/** Whether evidence of a day (00:00 UTC) or an instant speaks of what has not been yet. */
export function isAhead(text: string, now: Instant): boolean {
  const at = parseInstant(text);
  // Whoever is furthest east writes a day 14 hours before it begins here.
  return at !== undefined && at - (text.length === 10 ? EASTERNMOST : 0) > now;
}

/** `2026-05-18` */
export function formatDate(instant: Instant): string {
  return formatInstant(instant).slice(0, 10);
}

/** `2026-05-18T09:00:00.000Z`; what lies before the year 0 or after 9999 is shown as its last instant on this side. */
export function formatInstant(instant: Instant): string {
  // A long ramp of long soaks adds up to what has no four digits, and later to what Date refuses.
  return new Date(Math.min(Math.max(instant, FIRST), LAST)).toISOString();
}

/** `2026-05-18T09:00Z`, for people */
export function toMinute(instant: Instant): string {
  return formatInstant(instant).replace(/:\d\d\.\d+Z$/, "Z");
}

/** 00:00 UTC of its day. */
export function dayOf(instant: Instant): Instant {
  return Math.floor(instant / DAY) * DAY;
}

/** How many days of the calendar (UTC) lie between two instants; of a length from 0 on, its whole days. */
export function daysBetween(from: Instant, to: Instant): number {
  return (dayOf(to) - dayOf(from)) / DAY;
}
