import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../src/model/duration.ts";

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
