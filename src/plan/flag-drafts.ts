import { type FlagRecord, parseMarker } from "../model/marker.ts";
import type { ObservedFlag } from "../model/observed.ts";
import { exposureOf, type FlagResource, type Strategy } from "../model/resource.ts";
import { basisOf } from "./digest.ts";
import { type Draft, draftOf, isSecret } from "./draft.ts";
import { draftNote, issueName, noteId } from "./draft-note.ts";
import { type FlagMove, newFlag } from "./flag.ts";
import { OFF, stateText } from "./flag-state.ts";
import type { FieldChange } from "./plan.ts";
import type { World } from "./world.ts";

/** What the rollout issue's marker says, of whatever flag. */
export function noteOf({ ownership }: World, { issue }: FlagResource): FlagRecord | undefined {
  return ownership.holders.get(issue)?.marker.applied.flag;
}

/** What a rollout issue that exists has to say of the flag before anything is done; a new one says it from the start. */
export function claimDrafts(world: World, desired: FlagResource, record: FlagRecord): Draft[] {
  const holder = world.ownership.holders.get(desired.issue);
  if (holder === undefined) return [];
  const was = noteOf(world, desired);
  const summary = `note the flag in ${issueName(world, desired)}`;
  // An issue that is taken over has no marker before its own change was made.
  const follows = parseMarker(holder.item.body) === undefined ? [desired.issue] : [];
  return draftNote(world, desired, { name: "claim", level: "claim", summary, was, record, follows });
}

export function createDraft(world: World, desired: FlagResource, record: FlagRecord | undefined): Draft {
  return draftOf(world, desired, {
    id: "create",
    action: "create",
    level: "flag",
    summary: `create flag ${desired.name} in ${desired.home}, switched off`,
    fields: [{ path: "description", after: desired.description }],
    effect: { do: "create", thing: newFlag(desired) },
    basis: { migration: world.facts(desired.migration).digest },
    needs: [desired.issue],
    follows: [desired.issue],
    onlyWith: record === undefined ? desired.issue : undefined,
  });
}

/** The intent is written first: whatever happens then, what a person does to the flag is told from what we did not. */
export function raiseDrafts(
  world: World,
  desired: FlagResource,
  live: ObservedFlag | undefined,
  now: FlagRecord,
  decision: FlagMove,
): Draft[] {
  const { step, intent = now, next } = decision;
  const { name } = desired;
  const raised = moveDraft(world, desired, live, intent, decision);
  return [
    ...draftNote(world, desired, {
      name: "intent",
      level: "intent",
      summary: `note that flag ${name} is about to be raised to step ${step}`,
      was: now,
      record: intent,
      follows: [desired.key, noteId(desired, "claim")],
    }),
    raised,
    ...draftNote(world, desired, {
      name: "note",
      level: "note",
      summary: `note step ${step} of flag ${name}`,
      was: intent,
      record: next,
      follows: [raised.id],
    }),
  ];
}

export function lowerNote(
  world: World,
  desired: FlagResource,
  was: FlagRecord,
  { step, next, verdict }: FlagMove,
): Draft[] {
  const summary = `note step ${step} of flag ${desired.name}`;
  const follows = [`${desired.key}:${verdict}`];
  return draftNote(world, desired, { name: "note", level: "lowered", summary, was, record: next, follows });
}

export function moveDraft(
  world: World,
  desired: FlagResource,
  live: ObservedFlag | undefined,
  record: FlagRecord,
  { verdict, patch, step }: FlagMove,
): Draft {
  const to = exposureOf(patch) === 0 ? "turn flag" : `${verdict} flag`;
  const whom = isSecret(world, desired, verdict) ? "" : `: ${stateText(patch)}`;
  const where = exposureOf(patch) === 0 ? "off" : `to step ${step}${whom}`;
  return draftOf(world, desired, {
    id: verdict,
    action: verdict,
    level: verdict,
    summary: `${to} ${desired.name} ${where}`,
    fields: [{ path: "exposure", before: stateText(live ?? OFF), after: stateText(patch) }, ...wiped(live, patch)],
    effect: { do: "update-flag", patch },
    basis: { object: live && basisOf(live), migration: world.facts(desired.migration).digest },
    needs: verdict === "raise" ? [desired.key, desired.issue] : [desired.key],
    follows: verdict === "raise" ? [desired.key, noteId(desired, "intent")] : [],
    record,
  });
}

/**
 * On the instance, turning a flag off clears every gate of it, and nobody brings those of others back. From everybody, or
 * from a percentage to none, there is no way but by way of off.
 */
function wiped(live: ObservedFlag | undefined, { active, strategies }: FlagMove["patch"]): FieldChange[] {
  const loses = (kind: Strategy["kind"]) =>
    live?.strategies.some((one) => one.kind === kind) === true && strategies.every((one) => one.kind !== kind);
  const isWiped = !active || loses("everyone") || loses("percentage");
  if (live?.foreignGates === undefined || !isWiped) return [];
  return [{ path: "gates of others", before: live.foreignGates }];
}
