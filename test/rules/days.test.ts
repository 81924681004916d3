import { expect, test } from "vitest";
import { ago, between, days } from "../../src/rules/engine/days.ts";

const DAY = 86_400_000;

// By hand, in the afternoon of 23 November: 24 days of work before 11 December had to begin on 17 November, 6 days ago,
// and end on 17 December, 6 days after the 11th. 12 days before 2 December: 20 November, 3 days ago; 5 December, 3 days
// after. And from 23 November to 10 December it is 7 + 10 = 17 days.
test.each([
  ["2026-11-17", "2026-11-23T15:30:00Z", "6 days ago", "6 days"],
  ["2026-12-11", "2026-12-17T15:30:00Z", "6 days ago", "6 days"],
  ["2026-11-20T00:00:00Z", "2026-11-23T15:30:00Z", "3 days ago", "3 days"],
  ["2026-12-02", "2026-12-05", "3 days ago", "3 days"],
  ["2026-11-23T15:30:00Z", "2026-12-10", "17 days ago", "17 days"],
  ["2026-11-22T23:59:00Z", "2026-11-23T00:01:00Z", "1 day ago", "1 day"],
  ["2026-11-23T00:01:00Z", "2026-11-23T23:59:00Z", "today", "less than a day"],
])("%s and %s: %s, %s", (one, other, since, count) => {
  const [then, now] = [Date.parse(one), Date.parse(other)];
  expect(ago(then, now)).toBe(since);
  expect(between(then, now)).toBe(count);
  expect(between(now, then)).toBe(count);
});

test.each([
  [0, "less than a day"],
  [DAY - 1, "less than a day"],
  [DAY, "1 day"],
  [28 * DAY + 1, "28 days"],
])("a length of %d is %s", (span, text) => {
  expect(days(span)).toBe(text);
});
