import type { Instant } from "../model/duration.ts";
import type { Plan } from "../plan/plan.ts";
import { ApplyRefusal } from "./outcome.ts";

export interface Limits {
  /** Most changes that one run may make. */
  readonly maxChanges?: number | undefined;
  /** Number of closings that is allowed although it exceeds the share; it has to be the exact one. */
  readonly allowClosing?: number | undefined;
}

/** Throws ApplyRefusal for a plan that is too old, was made offline, was made for another place or person, or does too much at once. */
export function refuseUnfit(
  plan: Plan,
  here: {
    readonly url: string;
    readonly user: string;
    readonly now: Instant;
    readonly workspace?: string | undefined;
  } & Limits,
): void {
  if (plan.offline !== undefined) {
    throw new ApplyRefusal(
      "the plan was made offline: nobody looked at what is there",
      "make a plan with a token, without --offline",
    );
  }
  if (plan.forge.url !== here.url || plan.forge.user !== here.user) {
    throw new ApplyRefusal(
      `the plan was made for @${plan.forge.user} on ${plan.forge.url}, and this is @${here.user} on ${here.url}`,
      "make a plan here",
    );
  }
  if (here.now >= Date.parse(plan.expires)) {
    throw new ApplyRefusal(
      `the plan of ${plan.created} ended at ${plan.expires} (policy.plan_ttl)`,
      "make a new plan: the world has moved since",
    );
  }
  if (here.workspace !== undefined && plan.workspace !== here.workspace) {
    throw new ApplyRefusal(
      "cutover.yaml, a migration or deadlines.lock.json was changed since the plan was made",
      "make a new plan: it would apply what nobody wants any more",
    );
  }
  if (here.maxChanges !== undefined && plan.changes.length > here.maxChanges) {
    throw new ApplyRefusal(
      `the plan has ${plan.changes.length} changes, more than --max-changes ${here.maxChanges}`,
      "allow more, or plan a part of them with --only KEY",
    );
  }
  for (const guard of plan.guards) {
    if (guard.kind === "closing" && guard.number === here.allowClosing) continue;
    const lift =
      guard.kind === "closing"
        ? `if that is meant, say --allow-closing ${guard.number}`
        : "raise policy.mentions, or plan a part with --only KEY";
    throw new ApplyRefusal(`the plan ${guard.message}`, lift);
  }
}
