import { FLAG } from "../../../model/defaults.ts";
import type { RampStep } from "../../../model/schema/common.gen.ts";
import type { Flag } from "../../../model/schema/migration.gen.ts";
import { code, plainLine } from "../../safe-text.ts";

/** Whom a step reaches. */
export function describeReach(
  { audience, percentage = 0 }: Pick<RampStep, "audience" | "percentage">,
  { actor = FLAG.actor }: Pick<Flag, "actor">,
): string {
  if (audience !== undefined) return `audience ${code(audience)}`;
  if (percentage >= 100) return "everybody";
  // The instance is one actor: a share of it is drawn anew each time.
  return `${percentage} % of the ${actor === "instance" ? "request" : plainLine(actor)}s`;
}

/** `2026-12-14 09:00 UTC`, from a timestamp in UTC. */
export function minute(timestamp: string): string {
  return `${timestamp.slice(0, 16).replace("T", " ")} UTC`;
}
