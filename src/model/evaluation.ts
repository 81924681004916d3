import { rampOf } from "./defaults.ts";
import type { Instant } from "./duration.ts";
import type { Move } from "./move.ts";
import type { Config } from "./schema/config.gen.ts";
import type { Evaluation, EvaluationResult } from "./schema/evaluation.gen.ts";
import { reaches } from "./stage.ts";

/** Share of the samples that must have been answered; below it a score is about the failures. */
const ANSWERED = 0.5;

/** How far the new offering scored below the old one, as a share of the scale; negative where it did better. */
export function dropOf({ old, new: now }: Evaluation): number {
  // Scores are decimals such as 0.84 and 0.82, whose difference is not quite 0.02.
  return Number((old.score - now.score).toFixed(6));
}

/** Whether so few samples were answered that the score says little. */
export function isMostlyUnanswered({ samples, errors }: EvaluationResult): boolean {
  return Number(errors) > Number(samples) * (1 - ANSWERED);
}

/**
 * The instant at which an evaluation has to be recent: when users begin to get the model. A ramp that is under way does not
 * make it old; a feature at its new default stays as it was, so there it is undefined.
 */
export function neededAt(config: Config, move: Move, now: Instant): Instant | undefined {
  if (move.effective === "absent" || reaches(move.effective, "default")) return undefined;
  const start = reaches(move.effective, "rollout") ? rampOf(config, move)?.start : undefined;
  return Math.min(start ?? now, now);
}
