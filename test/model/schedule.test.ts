import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Freeze } from "../../src/model/defaults.ts";
import { DAY, formatDate, formatDuration, type Instant } from "../../src/model/duration.ts";
import { type Move, movesOf } from "../../src/model/move.ts";
import {
  endOf,
  latestStart,
  lengthOf,
  mustLeave,
  partsOf,
  type Way,
  wayOf,
  withLeastRamp,
} from "../../src/model/schedule.ts";
import type { Config } from "../../src/model/schema/config.gen.ts";
import type { FeatureMove, Migration } from "../../src/model/schema/migration.gen.ts";
import type { Stage } from "../../src/model/stage.ts";

const MINUTE = 60_000;
const TODAY = Date.parse("2026-11-23");
const CONFIG: Config = {
  apiVersion: "cutover/v1",
  kind: "Config",
  milestones: { "19.6": "2026-11-19", "19.7": "2026-12-17" },
  ramps: {
    standard: {
      steps: [
        { audience: "team_members", soak: "2d" },
        { percentage: 10, soak: "1d" },
        { percentage: 50, soak: "2d" },
        { percentage: 100, soak: "1d" },
      ],
    },
  },
};

function migration(entry: Partial<FeatureMove>, more: Partial<Migration> = {}): Migration {
  return {
    apiVersion: "cutover/v1",
    kind: "Upgrade",
    name: "sonnet",
    status: "active",
    owner: "@ana",
    summary: "Better.",
    features: { duo_chat: { stage: "planned", from: "old", to: "new", ramp: "standard", ...entry } },
    ...more,
  };
}

function moveOf(data: Migration): Move {
  const [move] = movesOf(data);
  if (move === undefined) throw new Error("expected a feature");
  return move;
}

function way(entry: Partial<FeatureMove>, more: Partial<Migration> = {}, config: Config = CONFIG): Way | undefined {
  const data = migration(entry, more);
  return wayOf({ config, migration: data, instant: TODAY }, moveOf(data));
}

function sure(found: Way | undefined): Way {
  if (found === undefined) throw new Error("expected a way");
  return found;
}

function words(found: Way | undefined): string {
  return partsOf(sure(found))
    .map(({ name, length }) => `${name} ${formatDuration(length)}`)
    .join(", ");
}

const CHECKED = { infrastructure: { link: "https://example.com", by: "@cleo", date: "2026-11-02" } } as const;
const REPORT = { evaluation: { report: "evals/chat.json" } } as const;

describe("what is left", () => {
  test("of a move that nobody has begun: 2 + 3 + 2 + 7 + 6 days and a fifth of these 20", () => {
    expect(words(way({}))).toBe("evaluation 2d, infrastructure 3d, review 2d, release 7d, ramp 6d, contingency 4d");
    expect(lengthOf(sure(way({})))).toBe(24 * DAY);
  });

  test("evidence takes its part away, and the contingency is in whole days", () => {
    expect(words(way(REPORT, CHECKED))).toBe("review 2d, release 7d, ramp 6d, contingency 3d");
  });

  test.each<[string, Partial<FeatureMove>]>([
    ["its release is out", { milestone: "19.6" }],
    ["somebody saw the code run", { flag: { name: "chat", confirmed: { by: "@bo", date: "2026-11-20" } } }],
  ])("no release is waited for where %s", (_why, entry) => {
    expect(words(way({ ...entry, ...REPORT }, CHECKED))).toBe("review 2d, ramp 6d, contingency 2d");
  });

  test("evidence of a day that is ahead takes nothing away", () => {
    const seen = { flag: { name: "chat", confirmed: { by: "@bo", date: "2027-11-20" } } };
    const checked = { infrastructure: { ...CHECKED.infrastructure, date: "2027-11-02" } };
    expect(words(way({ ...seen, ...REPORT }, checked))).toBe(
      "infrastructure 3d, review 2d, release 7d, ramp 6d, contingency 4d",
    );
  });

  test("a release of the future takes what the policy says", () => {
    expect(words(way({ milestone: "19.7", ...REPORT }, CHECKED))).toContain("release 7d");
  });

  test("without a flag there is neither release nor ramp", () => {
    expect(words(way({ no_flag: "configuration alone", ramp: undefined }))).toBe(
      "evaluation 2d, infrastructure 3d, review 2d, contingency 2d",
    );
  });

  test("a ramp that nobody has chosen is the shortest: 15m, 15m and a day", () => {
    expect(words(way({ ramp: undefined, ...REPORT }, CHECKED))).toBe(
      "review 2d, release 7d, ramp 1d 30m, contingency 3d",
    );
  });

  test("of a range the least counts", () => {
    const config = { ...CONFIG, policy: { durations: { review: "1d..5d" }, contingency: 0 } };
    expect(words(way(REPORT, CHECKED, config))).toBe("review 1d, release 7d, ramp 6d");
  });

  test.each<[number, string]>([
    [0, "ramp 6d, contingency 2d"],
    [1, "ramp 4d, contingency 1d"],
    [3, "ramp 1d, contingency 1d"],
    [4, ""],
  ])("after step %d of a ramp", (step, left) => {
    expect(words(way({ stage: "rollout", step }))).toBe(left);
  });

  test("a step counts only while the ramp runs", () => {
    expect(words(way({ stage: "rollout", step: 3 }, { status: "rolled_back" }))).toBe(
      "evaluation 2d, review 2d, release 7d, ramp 6d, contingency 4d",
    );
    expect(words(way({ stage: "rollout", step: 3 }, { status: "draft" }))).toBe(words(way({})));
  });

  test.each<[string, Partial<FeatureMove>, Partial<Migration>?]>([
    ["at default", { stage: "default" }],
    ["gone", { stage: "absent" }],
    ["gone in a draft", { stage: "absent" }, { status: "draft" }],
    [
      "offered to all, and nothing more is meant",
      { stage: "selectable", offer: ["new"], to: undefined, from: undefined },
    ],
  ])("nothing of what is %s", (_where, entry, more) => {
    expect(way(entry, more)).toBeUndefined();
  });

  test("an offer alone ends at selectable, a prompt behind a flag at default", () => {
    const plain = { to: undefined, from: undefined, ramp: undefined };
    expect(way({ ...plain, stage: "internal", offer: ["new"] })?.goal).toBe("selectable");
    expect(words(way({ ...plain, stage: "internal", offer: ["new"] }))).toBe(
      "infrastructure 3d, review 2d, contingency 1d",
    );
    expect(way({ ...plain, stage: "rollout", flag: { name: "prompt" } })?.goal).toBe("default");
  });
});

describe("who must leave", () => {
  test.each<[boolean, string, Partial<FeatureMove>]>([
    [true, "moves its default away", {}],
    [true, "balances over it and another", { from: ["older", "old"] }],
    [true, "has it as a size", { from: "x", sizes: { small: { from: "old", to: "new" } } }],
    [true, "says nothing yet", { from: undefined, to: undefined }],
    [false, "is on another", { from: "other" }],
    [false, "offers more", { from: undefined, to: undefined, offer: ["new"] }],
    [false, "has another size", { from: undefined, to: undefined, sizes: { small: "new" } }],
  ])("%s: it %s", (expected, _what, entry) => {
    expect(mustLeave(moveOf(migration(entry)), "old")).toBe(expected);
  });
});

describe("the shortest legal ramp", () => {
  test.each<[number, string]>([
    [0, "audience 15m, 10 15m, 100 1d"],
    [1, "10 15m, 100 1d"],
    [2, "100 1d"],
  ])("after step %d", (step, left) => {
    const shortest = withLeastRamp(sure(way({ stage: "rollout", step })));
    expect(shortest?.least.map(({ reach, soak }) => `${reach} ${formatDuration(soak)}`).join(", ")).toBe(left);
  });

  test.each<[string, Partial<FeatureMove>]>([
    ["the last step is all that is left", { stage: "rollout", step: 3 }],
    ["every step is released", { stage: "rollout", step: 4 }],
    ["nobody has chosen a ramp", { ramp: undefined }],
    ["there is no flag", { no_flag: "configuration alone", ramp: undefined }],
  ])("is no shorter where %s", (_why, entry) => {
    expect(withLeastRamp(sure(way(entry)))).toBeUndefined();
  });

  test("2 + 3 + 2 + 7 days, 1d 30m and a fifth in whole days", () => {
    expect(lengthOf(sure(withLeastRamp(sure(way({})))))).toBe(19 * DAY + 30 * MINUTE);
  });
});

const YEAR_END: Freeze = { from: Date.parse("2026-12-18"), to: Date.parse("2027-01-04"), reason: "year end" };

describe("beginning and end", () => {
  test("24 days from today, and 24 days back", () => {
    expect(formatDate(endOf(sure(way({})), TODAY, []))).toBe("2026-12-17");
    expect(formatDate(latestStart(sure(way({})), Date.parse("2026-11-16"), []))).toBe("2026-10-23");
  });

  test("no step begins in a freeze", () => {
    const left = sure(way({ stage: "rollout", step: 1 }));
    // 10 % on the 17th; 50 % would come on the 18th and waits: 2 days from 4 January, then one and one.
    expect(formatDate(endOf(left, Date.parse("2026-12-17"), [YEAR_END]))).toBe("2027-01-08");
    // Back from the 28th: 100 % not in the freeze but on the 17th, 50 % on the 15th, 10 % on the 14th.
    expect(formatDate(latestStart(left, Date.parse("2026-12-28"), [YEAR_END]))).toBe("2026-12-14");
  });

  test("without a flag it is the switch that waits", () => {
    const left = sure(way({ stage: "selectable", no_flag: "configuration alone", ...REPORT }));
    expect(formatDate(endOf(left, Date.parse("2026-12-17"), []))).toBe("2026-12-20");
    expect(formatDate(endOf(left, Date.parse("2026-12-17"), [YEAR_END]))).toBe("2027-01-05");
  });
});

const stage = fc.constantFrom<Stage>("planned", "internal", "beta", "selectable", "rollout");
const instant = fc.integer({ min: 0, max: 60 * 24 * 60 }).map((minutes) => TODAY + minutes * MINUTE);
const ways = fc
  .record({
    stage,
    step: fc.integer({ min: 0, max: 4 }),
    no_flag: fc.option(fc.constant("configuration alone"), { nil: undefined }),
    evaluation: fc.option(fc.constant(REPORT.evaluation), { nil: undefined }),
    contingency: fc.constantFrom(0, 0.1, 0.2, 0.5),
  })
  .map(({ contingency, ...entry }) => sure(way(entry, {}, { ...CONFIG, policy: { contingency } })));
const freezes = fc.array(
  fc.tuple(instant, fc.integer({ min: 1, max: 20 })).map(([from, days]) => ({
    ...{ from, to: from + days * DAY },
    reason: undefined,
  })),
  { maxLength: 3 },
);

function fits(left: Way, start: Instant, cutoff: Instant, closed: readonly Freeze[]): boolean {
  return endOf(left, start, closed) <= cutoff;
}

test("lists that only get shorter need a review: nothing new is measured, set up, released or switched", () => {
  const left = way({
    from: undefined,
    to: undefined,
    ramp: undefined,
    withdraw: ["old"],
    no_flag: "No default moves.",
  });
  expect(left && partsOf(left).map(({ name }) => name)).toEqual(["review", "contingency"]);
});

describe("always", () => {
  test("a later cutoff never makes it less feasible, nor the latest start earlier", () => {
    fc.assert(
      fc.property(ways, instant, instant, fc.nat(30 * DAY), freezes, (left, start, cutoff, more, closed) => {
        if (fits(left, start, cutoff, closed)) expect(fits(left, start, cutoff + more, closed)).toBe(true);
        expect(latestStart(left, cutoff + more, closed)).toBeGreaterThanOrEqual(latestStart(left, cutoff, closed));
      }),
    );
  });

  test("what begins by the latest start fits, and what begins later does not", () => {
    fc.assert(
      fc.property(ways, instant, instant, freezes, (left, start, cutoff, closed) => {
        const latest = latestStart(left, cutoff, closed);
        expect(fits(left, start, cutoff, closed)).toBe(start <= latest);
        expect(fits(left, latest, cutoff, closed)).toBe(true);
        expect(fits(left, latest + 1, cutoff, closed)).toBe(false);
      }),
    );
  });

  test("a freeze never brings the end forward, and the shortest ramp never puts it off", () => {
    fc.assert(
      fc.property(ways, instant, freezes, (left, start, closed) => {
        const end = endOf(left, start, closed);
        expect(end).toBeGreaterThanOrEqual(start + lengthOf(left));
        expect(endOf(withLeastRamp(left) ?? left, start, closed)).toBeLessThanOrEqual(end);
      }),
    );
  });
});
