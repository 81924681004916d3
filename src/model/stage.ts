import type { Migration } from "./schema/migration.gen.ts";

export type Stage = "planned" | "internal" | "beta" | "selectable" | "rollout" | "default" | "absent";
export type Status = Migration["status"];

const ORDER: readonly Stage[] = ["planned", "internal", "beta", "selectable", "rollout", "default"];

/** Position on the way from `planned` (0) to `default` (5); `absent` stands outside the order, at -1. */
function rank(stage: Stage): number {
  return ORDER.indexOf(stage);
}

/** True from `at` on; `absent` never is. */
export function reaches(stage: Stage, at: Stage): boolean {
  return rank(stage) >= rank(at) && rank(stage) >= 0;
}

/** The stage that counts under a status: a migration that was rolled back stands at `selectable` at most. */
export function effectiveStage(stage: Stage, status: Status): Stage {
  return status === "rolled_back" && rank(stage) > rank("selectable") ? "selectable" : stage;
}

/** Statuses whose claims on files hold (design: what a status means). */
export function claimsFiles(status: Status): boolean {
  return status === "active" || status === "rolled_back";
}

/** Statuses of a migration in which nothing is left to do. */
export function isOver(status: Status): boolean {
  return status === "complete" || status === "cancelled";
}

/** Statuses under which two migrations may not claim the same thing. */
export function isLive(status: Status): boolean {
  return status === "active" || status === "paused" || status === "rolled_back";
}
