import { parseInstant } from "../model/duration.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { Draft } from "./draft.ts";
import { acted } from "./flag-record.ts";
import { itemReference } from "./ownership.ts";
import type { Change } from "./plan.ts";
import type { PlanInput, World } from "./world.ts";

export const HOLD_LABEL = "cutover::hold";

/** Says of each change why it may not be made now; undefined where it may. Down is always allowed. */
export function holdsOf(world: World): (draft: Draft) => string | undefined {
  const everything = wholeHold(world.input);
  const frozen = freezeNow(world.input);
  const labelled = labelHolds(world);
  return (draft) => {
    if (isDownward(draft)) return undefined;
    if (everything !== undefined) return everything;
    if (world.facts(draft.migration).status === "paused") return `migration ${draft.migration} is paused`;
    const reason = labelled.get(ownIssue(draft)) ?? labelled.get(draft.migration);
    return reason ?? (isUpward(draft) ? frozen : undefined);
  };
}

/** The object whose label holds a change: a flag has none, and a comment none of its own. */
function ownIssue({ desired, effect, key }: Draft): ResourceKey {
  if (effect.do === "note") return effect.on;
  return desired?.kind === "flag" ? desired.issue : key;
}

/** Lowers a flag, or notes that it was lowered: else our own lowering would be taken for a person's later on. */
export function isDownward({ action, effect }: Pick<Change, "action" | "effect">): boolean {
  if (effect.do !== "note-flag") return action === "lower";
  const { was, record } = effect;
  return was !== undefined && record.intent === undefined && record.exposure < acted(was).exposure;
}

/** Raises a flag, or announces that. */
export function isUpward({ action, effect }: Pick<Change, "action" | "effect">): boolean {
  return action === "raise" || (effect.do === "note-flag" && effect.record.intent !== undefined);
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
  const until = parseInstant(hold.until);
  if (until !== undefined && instant >= until) return undefined;
  return `policy.hold: ${hold.reason}${hold.until === undefined ? "" : ` (until ${hold.until})`}`;
}

/** Why no flag may be raised now; undefined outside of all freezes. */
export function freezeNow({ policy, instant }: Pick<PlanInput, "policy" | "instant">): string | undefined {
  const now = (policy?.freezes ?? []).find(({ from, to }) => {
    const [start, end] = [parseInstant(from), parseInstant(to)];
    return start !== undefined && end !== undefined && start <= instant && instant < end;
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
