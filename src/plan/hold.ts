import { parseInstant } from "../model/duration.ts";
import type { Draft } from "./draft.ts";
import { itemReference } from "./ownership.ts";
import type { PlanInput, World } from "./world.ts";

export const HOLD_LABEL = "cutover::hold";

/** Says of each change why it may not be made now; undefined where it may. Down is always allowed. */
export function holdsOf(world: World): (draft: Draft) => string | undefined {
  const everything = wholeHold(world.input);
  const frozen = freeze(world);
  const labelled = labelHolds(world);
  return (draft) => {
    if (draft.action === "lower") return undefined;
    if (everything !== undefined) return everything;
    if (world.facts(draft.migration).status === "paused") return `migration ${draft.migration} is paused`;
    const ownIssue = draft.desired?.kind === "flag" && draft.action === "raise" ? draft.desired.issue : draft.key;
    const reason = labelled.get(ownIssue) ?? labelled.get(draft.migration);
    return reason ?? (draft.action === "raise" ? frozen : undefined);
  };
}

/** Why nothing may be written at all: the environment asks for it, or the catalog does and its time is not over. */
export function wholeHold({
  hold: asked,
  policy,
  instant,
}: Pick<PlanInput, "hold" | "policy" | "instant">): string | undefined {
  if (asked !== undefined && asked !== "") return `CUTOVER_HOLD: ${asked}`;
  const hold = policy?.hold;
  if (hold === undefined) return undefined;
  const until = hold.until === undefined ? undefined : parseInstant(hold.until);
  if (until !== undefined && instant >= until) return undefined;
  return `policy.hold: ${hold.reason}${hold.until === undefined ? "" : ` (until ${hold.until})`}`;
}

function freeze({ input }: World): string | undefined {
  const now = (input.policy?.freezes ?? []).find(({ from, to }) => {
    const [start, end] = [parseInstant(from), parseInstant(to)];
    return start !== undefined && end !== undefined && start <= input.instant && input.instant < end;
  });
  return now && `policy.freezes: ${now.reason ?? "frozen"} (until ${now.to})`;
}

/** By the key of a rollout issue that carries the label, or by the migration whose main issue or epic does. */
function labelHolds({ ownership }: World): Map<string, string> {
  const holds = new Map<string, string>();
  for (const [key, { item }] of ownership.holders) {
    if (!item.labels.includes(HOLD_LABEL)) continue;
    const [, migration = "", feature] = key.split("/");
    holds.set(feature === undefined ? migration : key, `label ${HOLD_LABEL} on ${itemReference(item)}`);
  }
  return holds;
}
