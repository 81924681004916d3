import { describe, expect, test } from "vitest";
import { dropOf, isMostlyUnanswered, neededAt } from "../../src/model/evaluation.ts";
import { movesOf } from "../../src/model/move.ts";
import type { Config } from "../../src/model/schema/config.gen.ts";
import type { Evaluation, EvaluationResult } from "../../src/model/schema/evaluation.gen.ts";
import type { FeatureMove, Migration } from "../../src/model/schema/migration.gen.ts";

const RESULT: EvaluationResult = {
  offering: "claude_sonnet_4_6",
  model: "claude-sonnet-4-6",
  prompt: { id: "chat/react", version: "1.4.0" },
  samples: 400,
  score: 0.84,
  errors: 0,
  date: "2026-05-12",
};

test.each([
  [0.84, 0.82, 0.02],
  [0.3, 0.1, 0.2],
  [0.84, 0.87, -0.03],
  [0.84, 0.84, 0],
])("from %d to %d is a drop of %d, to the digit", (old, now, drop) => {
  const evaluation = { old: { ...RESULT, score: old }, new: { ...RESULT, score: now } } as Evaluation;
  expect(dropOf(evaluation)).toBe(drop);
});

test.each([
  [400, 200, false],
  [400, 201, true],
  [1, 1, true],
  [1, 0, false],
])("of %d samples %d failed: mostly unanswered is %s", (samples, errors, expected) => {
  expect(isMostlyUnanswered({ ...RESULT, samples, errors })).toBe(expected);
});

describe("when an evaluation has to be recent", () => {
  const NOW = Date.parse("2026-05-20T12:00:00Z");
  const config = { ramps: { standard: { steps: [{ percentage: 100, soak: "1d" }] } } } as unknown as Config;

  function needed(entry: Partial<FeatureMove>, status: Migration["status"] = "active"): string | undefined {
    const [move] = movesOf({ status, features: { duo_chat: entry } } as unknown as Migration);
    const instant = move && neededAt(config, move, NOW);
    return instant === undefined ? undefined : new Date(instant).toISOString();
  }

  test("before the rollout it is now", () => {
    expect(needed({ stage: "beta" })).toBe("2026-05-20T12:00:00.000Z");
    expect(needed({ stage: "selectable", ramp: { use: "standard", start: "2026-05-18" } })).toBe(
      "2026-05-20T12:00:00.000Z",
    );
  });

  test("a ramp that is under way counts from its start, one to come does not count ahead", () => {
    expect(needed({ stage: "rollout", ramp: { use: "standard", start: "2026-05-18" } })).toBe(
      "2026-05-18T00:00:00.000Z",
    );
    expect(needed({ stage: "rollout", ramp: { use: "standard", start: "2026-06-18" } })).toBe(
      "2026-05-20T12:00:00.000Z",
    );
    expect(needed({ stage: "rollout" })).toBe("2026-05-20T12:00:00.000Z");
  });

  test("what is at its default, or gone, needs none any more; what was rolled back does again", () => {
    expect(needed({ stage: "default" })).toBeUndefined();
    expect(needed({ stage: "absent" })).toBeUndefined();
    expect(needed({ stage: "default" }, "rolled_back")).toBe("2026-05-20T12:00:00.000Z");
  });
});
