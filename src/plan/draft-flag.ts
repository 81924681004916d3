import type { FlagRecord } from "../model/marker.ts";
import type { ObservedFlag } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import { exposureOf, type FlagResource } from "../model/resource.ts";
import { basisOf } from "./digest.ts";
import { type Draft, draftOf, type Findings, NOTHING, type Recording } from "./draft.ts";
import { claim, decideFlag, type FlagDecision, type FlagMove, newFlag, stateText } from "./flag.ts";
import type { World } from "./world.ts";

export interface FlagFindings extends Findings {
  /** For the marker of the rollout issue; undefined where it stays as it is. */
  readonly recording: Recording | undefined;
}

/** A flag and the record of it. `waiting` says by file resource what has to be merged. */
export function draftFlag(
  world: World,
  desired: FlagResource,
  waiting: ReadonlyMap<ResourceKey, string | undefined>,
): FlagFindings {
  const live = world.flagOf(desired);
  const record = recordOf(world, desired);
  const common = { key: desired.key, migration: desired.migration, url: live?.url };
  if (live !== undefined && record === undefined) {
    const message = `flag ${desired.name} exists in ${desired.home} and the marker of ${desired.issue} does not name it: not ours`;
    const fix = "choose another name, or delete the flag if nothing uses it";
    return { ...NOTHING, conflicts: [{ ...common, message, fix }], recording: undefined };
  }
  if (live === undefined && record !== undefined && isGone(record, desired)) {
    const message = `flag ${desired.name} was deleted by a person; it is made again when its step changes`;
    return { ...NOTHING, notices: [{ ...common, kind: "held", message }], recording: undefined };
  }
  const unknown = unknownList(world, desired);
  if (unknown !== undefined) {
    const message = `user list "${unknown}" of flag ${desired.name} does not exist in ${desired.home}`;
    return {
      ...NOTHING,
      conflicts: [{ ...common, message, fix: "create the list there, or change the audience" }],
      recording: undefined,
    };
  }
  const waitsFor = desired.after.map((file) => waiting.get(file)).find((reason) => reason !== undefined);
  const decision = decideFlag({
    desired,
    live: live ?? OFF,
    record,
    waitsFor,
    take: world.input.take?.get(desired.key),
  });
  const created = live === undefined ? [createDraft(world, desired, record)] : [];
  return withDecision(world, desired, { live, record, decision, created });
}

const OFF = { active: false, strategies: [] };

interface Situation {
  readonly live: ObservedFlag | undefined;
  readonly record: FlagRecord | undefined;
  readonly decision: FlagDecision;
  readonly created: readonly Draft[];
}

function withDecision(
  world: World,
  desired: FlagResource,
  { live, record, decision, created }: Situation,
): FlagFindings {
  const common = { key: desired.key, migration: desired.migration, url: live?.url };
  const now = record ?? claim(desired);
  switch (decision.verdict) {
    case "same":
      return { ...NOTHING, drafts: created, recording: { now: decision.next } };
    case "conflict": {
      const { message, fix = "" } = decision;
      return { ...NOTHING, drafts: created, conflicts: [{ ...common, message, fix }], recording: { now } };
    }
    case "held":
    case "waits": {
      const kind = decision.verdict === "held" ? "held" : "waiting";
      return {
        ...NOTHING,
        drafts: created,
        notices: [{ ...common, kind, message: decision.message }],
        recording: { now },
      };
    }
    default: {
      const moved = moveDraft(world, desired, live, record, decision);
      return { ...NOTHING, drafts: [...created, moved], recording: { now, later: decision.next } };
    }
  }
}

/** What the rollout issue's marker says of this flag; a record of another name is about another flag. */
function recordOf({ ownership }: World, desired: FlagResource): FlagRecord | undefined {
  const record = ownership.holders.get(desired.issue)?.marker.applied.flag;
  return record?.name === desired.name ? record : undefined;
}

/** A flag that was switched on and is not there any more was deleted by hand; a changed step asks for it anew. */
function isGone(record: FlagRecord, desired: FlagResource): boolean {
  const asked = desired.active ? desired.step : 0;
  return record.step > 0 && asked === (record.asked ?? record.step);
}

function unknownList({ input }: World, desired: FlagResource): string | undefined {
  const { lists } = input.observation.unknown;
  const names = desired.strategies.flatMap((strategy) => (strategy.kind === "user_list" ? [strategy.list] : []));
  return names.find((name) => lists.includes(name));
}

function createDraft(world: World, desired: FlagResource, record: FlagRecord | undefined): Draft {
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

function moveDraft(
  world: World,
  desired: FlagResource,
  live: ObservedFlag | undefined,
  record: FlagRecord | undefined,
  { verdict, patch, step }: FlagMove,
): Draft {
  const to = exposureOf(patch) === 0 ? "turn flag" : `${verdict} flag`;
  const where = exposureOf(patch) === 0 ? "off" : `to step ${step}: ${stateText(patch)}`;
  return draftOf(world, desired, {
    id: verdict,
    action: verdict,
    level: verdict,
    summary: `${to} ${desired.name} ${where}`,
    fields: [{ path: "exposure", before: stateText(live ?? OFF), after: stateText(patch) }],
    effect: { do: "update-flag", patch },
    basis: { object: live && basisOf(live), migration: world.facts(desired.migration).digest },
    needs: [desired.key],
    follows: verdict === "raise" ? [desired.key] : [],
    record: record ?? claim(desired),
  });
}
