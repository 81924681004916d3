import fc from "fast-check";
import { expect, test } from "vitest";
import {
  daysBetween,
  formatDate,
  formatDuration,
  formatInstant,
  isAhead,
  parseDuration,
} from "../../src/model/duration.ts";

test.each([
  [0, "0m"],
  [15 * 60_000, "15m"],
  [90 * 60_000, "1h 30m"],
  [86_400_000 + 30 * 60_000, "1d 30m"],
  [14 * 86_400_000, "14d"],
  [100 * 86_400_000 + 10 * 3_600_000, "100d 10h"],
])("%d milliseconds are %s", (length, text) => {
  expect(formatDuration(length)).toBe(text);
});

test("the parts of a length of whole minutes add up to it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), (minutes) => {
      const parts = formatDuration(minutes * 60_000).split(" ");
      expect(parts.reduce((sum, part) => sum + (parseDuration(part) ?? Number.NaN), 0)).toBe(minutes * 60_000);
    }),
  );
});

test.each([
  ["2026-11-23T15:30:00Z", "2026-12-10T00:00:00Z", 17],
  ["2026-11-23T23:59:59Z", "2026-11-24T00:00:00Z", 1],
  ["2026-12-10T00:00:00Z", "2026-11-23T15:30:00Z", -17],
  ["2026-11-23T00:00:00Z", "2026-11-23T23:59:59Z", 0],
])("from %s to %s the calendar counts %d days", (from, to, count) => {
  expect(daysBetween(Date.parse(from), Date.parse(to))).toBe(count);
});

test.each([
  ["2026-11-23", "2026-11-23T00:00:00Z", false],
  ["2026-11-24", "2026-11-23T09:59:59Z", true],
  ["2026-11-24", "2026-11-23T10:00:00Z", false],
  ["2026-11-23T12:00:01Z", "2026-11-23T12:00:00Z", true],
  ["2026-11-23T12:00:00Z", "2026-11-23T12:00:00Z", false],
  ["2026-02-30", "2025-01-01T00:00:00Z", false],
])("evidence of %s at %s: ahead is %s", (text, now, expected) => {
  expect(isAhead(text, Date.parse(now))).toBe(expected);
});

test.each([
  [Date.parse("2026-05-18T09:00:00Z"), "2026-05-18T09:00:00.000Z"],
  [Date.parse("9999-12-31T00:00:00Z") + 86_400_000, "9999-12-31T23:59:59.999Z"],
  [99_999_999 * 86_400_000 * 2, "9999-12-31T23:59:59.999Z"],
  [-9_999_999_999 * 86_400_000, "0000-01-01T00:00:00.000Z"],
])("the instant %d is shown as %s", (instant, text) => {
  expect(formatInstant(instant)).toBe(text);
  expect(formatDate(instant)).toBe(text.slice(0, 10));
});
