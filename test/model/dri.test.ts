import { expect, test } from "vitest";
import { driOf, isMoving } from "../../src/model/dri.ts";
import { type Move, movesOf } from "../../src/model/move.ts";
import type { Config } from "../../src/model/schema/config.gen.ts";
import type { FeatureMove, Migration } from "../../src/model/schema/migration.gen.ts";
import type { Stage, Status } from "../../src/model/stage.ts";

function moveOf(feature: string, entry: Partial<FeatureMove>, status: Status = "active"): Move {
  const [move] = movesOf({ status, features: { [feature]: entry } } as unknown as Migration);
  if (move === undefined) throw new Error("a migration of one feature has a move");
  return move;
}

test("the migration's word comes before the catalog's", () => {
  const config = { features: { duo_chat: { dri: "@bo" } } } as unknown as Config;
  expect(driOf(config, moveOf("duo_chat", { stage: "beta", dri: "@dee" }))).toBe("@dee");
  expect(driOf(config, moveOf("duo_chat", { stage: "beta" }))).toBe("@bo");
  expect(driOf(config, moveOf("constructor", { stage: "beta" }))).toBeUndefined();
});

test.each<[Stage, Status, boolean]>([
  ["planned", "active", false],
  ["internal", "active", true],
  ["rollout", "paused", true],
  ["default", "active", false],
  ["default", "rolled_back", true],
  ["absent", "active", false],
  ["beta", "draft", false],
  ["beta", "complete", false],
])("a feature at %s in a migration that is %s: on its way is %s", (stage, status, expected) => {
  expect(isMoving(status, moveOf("duo_chat", { stage }, status))).toBe(expected);
});
