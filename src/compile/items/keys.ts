import type { ResourceKey } from "../../model/reference.ts";
import type { Migration } from "../../model/schema/migration.gen.ts";
import type { Rollout } from "./rollout.ts";

/** The main issue, or the epic of a deprecation. */
export function trackingKey({ kind, name }: Migration): ResourceKey {
  return kind === "Deprecation" ? `epic/${name}` : `issue/${name}`;
}

/** The rollout issue of a feature. */
export function rolloutKey({ name }: Migration, { part }: Rollout): ResourceKey {
  return `issue/${name}/${part}`;
}

/** The flag of a feature. */
export function flagKey({ name }: Migration, { part }: Rollout): ResourceKey {
  return `flag/${name}/${part}`;
}

/** Task of a rollout issue's clean-up that says the flag itself can go: nothing reads it any more. */
export const DELETE_FLAG_TASK = "delete-flag";
