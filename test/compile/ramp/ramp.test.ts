import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { chatopsOf } from "../../../src/compile/ramp/chatops.ts";
import { rolloutManifests } from "../../../src/compile/ramp/manifest.ts";
import { strategiesOf } from "../../../src/compile/ramp/strategies.ts";
import { rollout } from "../../../src/load/validators/rollout.gen.mjs";
import type { Freeze, ResolvedRamp } from "../../../src/model/defaults.ts";
import { DAY } from "../../../src/model/duration.ts";
import { scheduleOf } from "../../../src/model/ramp-dates.ts";
import { exposureOf } from "../../../src/model/resource.ts";
import type { RampStep } from "../../../src/model/schema/common.gen.ts";
import type { Config } from "../../../src/model/schema/config.gen.ts";
import { loadCase } from "../load-case.ts";

const STEPS: readonly RampStep[] = [
  { audience: "team", soak: "2d" },
  { percentage: 10, soak: "1d" },
  { audience: "volunteers", soak: "1h" },
  { percentage: 100, soak: "1d" },
];
const CONFIG: Config = {
  apiVersion: "cutover/v1",
  kind: "Config",
  audiences: {
    team: { user_list: "team-members", feature_group: "gitlab_team_members" },
    volunteers: { user_list: "volunteers" },
  },
};

function ramp(start: string | undefined, steps: readonly RampStep[] = STEPS): ResolvedRamp {
  const instant = start === undefined ? undefined : Date.parse(start);
  return { name: undefined, steps, abort: [], criteria: { continue: [], rollback: [] }, start: instant };
}

function freeze(from: string, to: string): Freeze {
  return { from: Date.parse(from), to: Date.parse(to), reason: undefined };
}

function dates(start: string, freezes: readonly Freeze[]): string[] {
  return (scheduleOf(ramp(start), freezes) ?? []).map(({ starts }) => new Date(starts).toISOString().slice(0, 16));
}

describe("schedule", () => {
  test("each step begins when the soak before it is over", () => {
    expect(dates("2026-05-18T09:00:00Z", [])).toEqual([
      "2026-05-18T09:00",
      "2026-05-20T09:00",
      "2026-05-21T09:00",
      "2026-05-21T10:00",
    ]);
  });

  test("no step begins in a freeze: it waits for the same time of day behind it", () => {
    const freezes = [
      freeze("2026-05-21T00:00:00Z", "2026-05-25T00:00:00Z"),
      freeze("2026-05-25T06:00:00Z", "2026-05-26T12:00:00Z"),
    ];
    expect(dates("2026-05-18T09:00:00Z", freezes)).toEqual([
      "2026-05-18T09:00",
      "2026-05-20T09:00",
      "2026-05-27T09:00",
      "2026-05-27T10:00",
    ]);
  });

  test("the end of a freeze is no part of it", () => {
    expect(dates("2026-05-18T00:00:00Z", [freeze("2026-05-10", "2026-05-18")])[0]).toBe("2026-05-18T00:00");
  });

  test("without a start there are no dates", () => {
    expect(scheduleOf(ramp(undefined), [])).toBeUndefined();
  });

  test("never inside a freeze, never before the soak is over", () => {
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
        for (const [index, { starts }] of steps.entries()) {
          expect(freezes.some(({ from, to }) => from <= starts && starts < to)).toBe(false);
          expect(starts).toBeGreaterThanOrEqual(steps[index - 1]?.ends ?? 0);
        }
      }),
    );
  });
});

describe("strategies", () => {
  test("who was reached keeps the new side until everybody has it", () => {
    const environments = ["production"];
    const list = (name: string) => ({ kind: "user_list", list: name, environments });
    const ten = { kind: "percentage", percentage: 10, environments };
    expect(strategiesOf(CONFIG, STEPS, environments)).toEqual([
      [list("team-members")],
      [list("team-members"), ten],
      [list("team-members"), list("volunteers"), ten],
      [{ kind: "everyone", environments }],
    ]);
  });

  test("exposure never falls from one step to the next", () => {
    const step = fc.oneof(
      fc.record({ audience: fc.constantFrom("team", "volunteers", "nobody", "constructor"), soak: fc.constant("1d") }),
      fc.record({ percentage: fc.integer({ min: 1, max: 100 }), soak: fc.constant("1d") }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const reach = strategiesOf(CONFIG, steps, ["production"]).map((strategies) =>
          exposureOf({ active: true, strategies }),
        );
        expect(reach).toEqual([...reach].sort((a, b) => a - b));
      }),
    );
  });
});

describe("chatops", () => {
  test.each<[RampStep, string[]]>([
    [{ audience: "team", soak: "1d" }, ["/chatops run feature set f true --feature-group=gitlab_team_members"]],
    [{ audience: "volunteers", soak: "1d" }, []],
    [{ percentage: 0.5, soak: "1d" }, ["/chatops run feature set f 0.5 --actors"]],
    [{ percentage: 100, soak: "1d" }, ["/chatops run feature set f true"]],
  ])("%j", (step, commands) => {
    expect(chatopsOf(CONFIG, "f", step)).toEqual(commands);
  });
});

describe("manifests", () => {
  test.each(["upgrade", "deprecation"])("%s: each fits its schema", (name) => {
    const { workspace, document } = loadCase(join(import.meta.dirname, "../items/cases", name));
    const manifests = rolloutManifests(workspace, document);
    expect(manifests.length).toBeGreaterThan(0);
    for (const { flag, text } of manifests) {
      const data: unknown = parse(text);
      expect(rollout(data), `${flag}: ${JSON.stringify(rollout.errors)}`).toBe(true);
      expect(data).toMatchObject({ flag });
    }
  });

  test("dates follow from the start alone: without one there are none", () => {
    const text = readFileSync(
      join(import.meta.dirname, "../items/cases/upgrade/expected/rollouts/code_generations_prompt_2.yaml"),
      "utf8",
    );
    expect(text).not.toMatch(/starts|ends|start:/);
  });
});
