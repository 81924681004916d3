import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Freeze, ResolvedRamp } from "../../../src/model/defaults.ts";
import { DAY, parseInstant } from "../../../src/model/duration.ts";
import { scheduleOf, soakOf } from "../../../src/model/ramp-dates.ts";
import type { RampStep } from "../../../src/model/schema/common.gen.ts";

const STEPS: readonly RampStep[] = [
  { audience: "team", soak: "2d" },
  { percentage: 10, soak: "1d" },
  { audience: "volunteers", soak: "1h" },
  { percentage: 100, soak: "1d" },
];

function ramp(start: string | undefined, steps: readonly RampStep[] = STEPS): ResolvedRamp {
  return {
    name: undefined,
    steps,
    abort: [],
    criteria: { continue: [], rollback: [] },
    start: parseInstant(start),
  };
}

function freeze(from: string, to: string, reason?: string): Freeze {
  return { from: parseInstant(from) ?? 0, to: parseInstant(to) ?? 0, reason };
}

/** When each step begins, and by what it was held. */
function dates(start: string, freezes: readonly Freeze[] = [], steps = STEPS): string[] {
  return (scheduleOf(ramp(start, steps), freezes) ?? []).map(({ starts, freezes: met }) =>
    [new Date(starts).toISOString().slice(0, 16), ...met.map(({ reason = "?" }) => reason)].join(" "),
  );
}

describe("without freezes", () => {
  test("each step begins when the soak before it is over", () => {
    expect(dates("2026-05-18T09:00:00Z")).toEqual([
      "2026-05-18T09:00",
      "2026-05-20T09:00",
      "2026-05-21T09:00",
      "2026-05-21T10:00",
    ]);
  });

  test("there are no dates without a start", () => {
    expect(scheduleOf(ramp(undefined), [])).toBeUndefined();
  });

  test("a day is 24 hours also where clocks are put forward or back, and an offset is reckoned with", () => {
    const days: readonly RampStep[] = [1, 2, 3].map((percentage) => ({ percentage, soak: "1d" }));
    expect(dates("2026-03-28T12:00:00+01:00", [], days)).toEqual([
      "2026-03-28T11:00",
      "2026-03-29T11:00",
      "2026-03-30T11:00",
    ]);
    expect(dates("2026-10-24T23:30:00-05:00", [], days)).toEqual([
      "2026-10-25T04:30",
      "2026-10-26T04:30",
      "2026-10-27T04:30",
    ]);
  });

  test("a soak counts for no less than the process asks for", () => {
    const hasty: readonly RampStep[] = [
      { percentage: 10, soak: "5m" },
      { percentage: 50, soak: "0m" },
      { percentage: 100, soak: "2h" },
    ];
    expect(dates("2026-05-18T09:00:00Z", [], hasty)).toEqual([
      "2026-05-18T09:00",
      "2026-05-18T09:15",
      "2026-05-18T09:30",
    ]);
    const spans = scheduleOf(ramp("2026-05-18T09:00:00Z", hasty), []) ?? [];
    expect((spans[2]?.ends ?? 0) - (spans[2]?.starts ?? 0)).toBe(DAY);
    expect(hasty.map(soakOf)).toEqual(["15m", "15m", "1d"]);
  });

  test("a last step that has its day, or a longer one, keeps it as written", () => {
    expect(["1d", "24h", "1440m", "1w"].map((soak) => soakOf({ percentage: 100, soak }))).toEqual([
      "1d",
      "24h",
      "1440m",
      "1w",
    ]);
  });
});

describe("over freezes", () => {
  test("one at the start moves the whole ramp", () => {
    expect(dates("2026-05-18T09:00:00Z", [freeze("2026-05-18", "2026-05-20", "audit")])).toEqual([
      "2026-05-20T09:00 audit",
      "2026-05-22T09:00",
      "2026-05-23T09:00",
      "2026-05-23T10:00",
    ]);
  });

  test("of two in a row the second holds too, in whatever order they are written", () => {
    const freezes = [
      freeze("2026-05-25T06:00:00Z", "2026-05-26T12:00:00Z", "b"),
      freeze("2026-05-21", "2026-05-25", "a"),
    ];
    const expected = ["2026-05-18T09:00", "2026-05-20T09:00", "2026-05-27T09:00 a b", "2026-05-27T10:00"];
    expect(dates("2026-05-18T09:00:00Z", freezes)).toEqual(expected);
    expect(dates("2026-05-18T09:00:00Z", [...freezes].reverse())).toEqual(expected);
  });

  test("one that covers the whole ramp moves it as a whole", () => {
    const whole = freeze("2026-05-01", "2026-07-01", "summer");
    expect(dates("2026-05-18T09:00:00Z", [whole])).toEqual([
      "2026-07-01T09:00 summer",
      "2026-07-03T09:00",
      "2026-07-04T09:00",
      "2026-07-04T10:00",
    ]);
  });

  test("one that lies within a soak holds nothing", () => {
    expect(dates("2026-05-18T09:00:00Z", [freeze("2026-05-19", "2026-05-20")])[1]).toBe("2026-05-20T09:00");
  });

  test("its end is no part of it", () => {
    expect(dates("2026-05-18", [freeze("2026-05-10", "2026-05-18")])[0]).toBe("2026-05-18T00:00");
  });

  test("no step begins in one, or before the soak is over, and each delay has its freezes", () => {
    const spans = fc.array(
      fc.record({ from: fc.integer({ min: 0, max: 90 }), days: fc.integer({ min: 0, max: 20 }) }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(spans, fc.integer({ min: 0, max: 60 * 24 }), (list, hour) => {
        const freezes = list.map(({ from, days }) => ({
          from: from * DAY,
          to: (from + days) * DAY,
          reason: undefined,
        }));
        const steps = scheduleOf({ ...ramp(undefined), start: hour * (DAY / 24) }, freezes) ?? [];
        for (const [index, { planned, starts, freezes: met }] of steps.entries()) {
          expect(freezes.some(({ from, to }) => from <= starts && starts < to)).toBe(false);
          expect(planned).toBe(steps[index - 1]?.ends ?? hour * (DAY / 24));
          expect(starts > planned).toBe(met.length > 0);
          expect((starts - planned) % DAY).toBe(0);
        }
      }),
    );
  });
});
