import type { FlagRecord } from "../model/marker.ts";
import { INSTANCE, type ObservedFlag } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { FlagResource } from "../model/resource.ts";
import type { Status } from "../model/stage.ts";
import { type Findings, NOTHING } from "./draft.ts";
import { canNote, issueName } from "./draft-note.ts";
import { draftRemoval, hiddenFlags } from "./draft-removal.ts";
import { adoptedRecord, decideFlag, type FlagDecision, type FlagMove, stepOf } from "./flag.ts";
import { claimDrafts, createDraft, lowerNote, moveDraft, noteOf, raiseDrafts } from "./flag-drafts.ts";
import { earlyText } from "./flag-early.ts";
import { acknowledged, acted, claim, releasedStep } from "./flag-record.ts";
import { isUntouched, OFF } from "./flag-state.ts";
import type { Notice } from "./plan.ts";
import type { World } from "./world.ts";

export interface FlagFindings extends Findings {
  /** What the marker of a rollout issue that is not there yet will say; undefined where it says nothing. */
  readonly record: FlagRecord | undefined;
}

const TAKEN_BACK: readonly Status[] = ["rolled_back", "cancelled"];
const SILENT: FlagFindings = { ...NOTHING, record: undefined };

/** A flag and the notes of it. `waiting` says by file resource what has to be merged. */
export function draftFlag(
  world: World,
  wanted: FlagResource,
  waiting: ReadonlyMap<ResourceKey, string | undefined>,
): FlagFindings {
  const hidden = hiddenFlags(world, wanted.home);
  if (hidden !== undefined) return unseen(world, wanted, hidden.reason);
  if (wanted.remove !== undefined) return { ...SILENT, ...draftRemoval(world, wanted, wanted.remove) };
  // Without a rollout issue its feature stands below `internal`.
  const off = wanted.off || TAKEN_BACK.includes(world.facts(wanted.migration).status) || !hasIssue(world, wanted);
  const desired = off ? { ...wanted, off } : wanted;
  const live = world.flagOf(desired);
  const adopts = isAdopted(world, desired);
  const record = recordOf(world, desired) ?? (adopts && live !== undefined ? adoptedRecord(desired, live) : undefined);
  const found = strange(world, desired, live, adopts) ?? absent(world, desired, live, record);
  if (found !== undefined) return found;
  const waitsFor = desired.after.map((file) => waiting.get(file)).find((reason) => reason !== undefined);
  const take = world.input.take?.get(desired.key);
  const { instant } = world.input;
  const decision = decideFlag({ desired, live: live ?? OFF, record, waitsFor, take, instant });
  return withDecision(world, desired, { live, record, decision });
}

/** What cannot be seen is neither there nor absent: nothing is made, and whether a flag that is to be off is, is not known. */
function unseen(world: World, desired: FlagResource, reason: string): FlagFindings {
  const { key, migration, name, home } = desired;
  // Of a flag that was never made and is not to be made, nothing has to be known.
  const isIdle = desired.off || desired.remove !== undefined || !hasIssue(world, desired);
  if (isIdle && stepOf(desired) === 0 && recordOf(world, desired) === undefined) return SILENT;
  const message = `flag ${name} in ${home} cannot be seen, and so it is left as it is: ${reason}`;
  return { ...SILENT, notices: [{ kind: "unknown", key, migration, message }] };
}

/** True for a flag that the migration takes over and no marker names yet. */
function isAdopted(world: World, desired: FlagResource): boolean {
  const named = world.facts(desired.migration).adopted.some((one) => "flag" in one && one.flag === desired.name);
  return named && recordOf(world, desired) === undefined && hasIssue(world, desired);
}

/** Findings for a flag that is not ours, or that stands in the way of its marker's record. */
function strange(
  world: World,
  desired: FlagResource,
  live: ObservedFlag | undefined,
  adopts: boolean,
): FlagFindings | undefined {
  const { key, migration, name, home } = desired;
  const noted = noteOf(world, desired);
  const common = { key, migration, url: live?.url };
  if (noted !== undefined && noted.name !== name && isUp(world, desired, noted)) {
    const message = `the marker of ${issueName(world, desired)} names flag ${noted.name}, taken to step ${acted(noted).step}, and the migration names ${name}`;
    const fix = `name ${noted.name} with step 0 and apply that first, or forget it with plan --take ${key}=ours`;
    return { ...SILENT, conflicts: [{ ...common, message, fix }] };
  }
  if (adopts && live === undefined) {
    const message = `flag ${name}, which ${migration} takes over, is not in ${home}`;
    const fix = "correct its name under adopted, or take it out there to have it made";
    return { ...SILENT, conflicts: [{ ...common, message, fix }] };
  }
  if (live === undefined || noted?.name === name || adopts || isUntouched(live)) return undefined;
  const isIdle = stepOf(desired) === 0 && (!hasIssue(world, desired) || (desired.off && !live.active));
  if (isIdle) return SILENT;
  const message = `flag ${name} exists in ${home} and the marker of ${desired.issue} does not name it: not ours`;
  const unsettled = world.ownership.disputed.get(desired.issue);
  if (unsettled !== undefined) {
    return { ...SILENT, conflicts: [{ ...common, message, fix: `settle ${desired.issue} first: ${unsettled.fix}` }] };
  }
  const fix = live.active
    ? `it is on: if it is ours, put the first line of its issue back (turn it off on GitLab if it must be off now), else choose another name`
    : "choose another name, put the first line of its issue back, or delete the flag if nothing uses it";
  return { ...SILENT, conflicts: [{ ...common, message, fix }] };
}

/** Findings for a flag that is not there and is not to be made, or that cannot be what it should. */
function absent(
  world: World,
  desired: FlagResource,
  live: ObservedFlag | undefined,
  record: FlagRecord | undefined,
): FlagFindings | undefined {
  const { key, migration, name, home } = desired;
  const common = { key, migration, url: live?.url };
  if (live === undefined && desired.off && stepOf(desired) === 0) return SILENT;
  if (live === undefined && home === INSTANCE) {
    const message = `flag ${name} is not known to the server yet: it comes with the code that defines it`;
    return { ...SILENT, notices: [{ ...common, kind: "waiting", message }], record: record ?? claim(desired) };
  }
  if (live === undefined && record !== undefined && isGone(record, desired)) {
    const message = `flag ${name} is not in ${home} any more: it was deleted by a person, or gitlab.flags was changed; it is made again when its step changes`;
    const drafts = claimDrafts(world, desired, acknowledged(acted(record), OFF));
    return { ...SILENT, drafts, notices: [{ ...common, kind: "held", message }] };
  }
  const unknown = unknownList(world, desired);
  if (unknown === undefined) return undefined;
  const message = `user list "${unknown}" of flag ${name} does not exist in ${home}`;
  return {
    ...SILENT,
    conflicts: [{ ...common, message, fix: "create the list there, or change the audience" }],
  };
}

interface Situation {
  readonly live: ObservedFlag | undefined;
  readonly record: FlagRecord | undefined;
  readonly decision: FlagDecision;
}

function withDecision(world: World, desired: FlagResource, { live, record, decision }: Situation): FlagFindings {
  const common = { key: desired.key, migration: desired.migration, url: live?.url };
  const created = live === undefined ? [createDraft(world, desired, record)] : [];
  const findings = (now: FlagRecord, more: Partial<Findings> = {}): FlagFindings => ({
    conflicts: more.conflicts ?? [],
    notices: [...(more.notices ?? []), ...(live === undefined ? madeAnew(desired, record) : [])],
    drafts: [...claimDrafts(world, desired, now), ...created, ...(more.drafts ?? [])],
    record: now,
  });
  const now = record ?? claim(desired);
  switch (decision.verdict) {
    case "same":
      return findings(decision.next);
    case "conflict": {
      const { message, fix = "" } = decision;
      return findings(decision.next ?? now, { conflicts: [{ ...common, message, fix }] });
    }
    case "held":
    case "waits": {
      const kind = decision.verdict === "held" ? "held" : "waiting";
      return findings(decision.next ?? now, { notices: [{ ...common, kind, message: decision.message }] });
    }
    case "lower": {
      const drafts = [moveDraft(world, desired, live, now, decision), ...lowerNote(world, desired, now, decision)];
      return { ...SILENT, drafts, record: now };
    }
    default: {
      if (canNote(world, desired)) {
        const drafts = raiseDrafts(world, desired, live, now, decision);
        return findings(now, { drafts, notices: earlyNotices(world, desired, decision) });
      }
      const message = `left until ${issueName(world, desired)} can be written, where it is noted: raise flag ${desired.name} to step ${decision.step}`;
      return findings(now, { notices: [{ ...common, kind: "waiting", message }] });
    }
  }
}

/** One that was on and is not there: if it lives elsewhere, nobody will look at it any more. */
function madeAnew({ key, migration, name, home }: FlagResource, record: FlagRecord | undefined): Notice[] {
  if (record === undefined || acted(record).exposure === 0) return [];
  const message = `flag ${name}, taken to step ${acted(record).step} before, is not in ${home} any more and is made anew; where gitlab.flags was changed, look after the one of before`;
  return [{ kind: "unmanaged", key, migration, message }];
}

function earlyNotices({ input }: World, desired: FlagResource, { leaves }: FlagMove): Notice[] {
  const message = leaves && earlyText(desired, leaves, input.instant);
  return message === undefined ? [] : [{ kind: "early", key: desired.key, migration: desired.migration, message }];
}

function hasIssue({ wanted }: World, { issue }: FlagResource): boolean {
  return wanted.has(issue);
}

/** What the rollout issue's marker says of this flag; a record of another name is about another flag. */
function recordOf(world: World, desired: FlagResource): FlagRecord | undefined {
  const record = noteOf(world, desired);
  return record?.name === desired.name ? record : undefined;
}

/** Whether a flag of another name may still be on: as far as it was looked at, else as its record says. */
function isUp({ input }: World, { key, home }: FlagResource, record: FlagRecord): boolean {
  if (input.take?.get(key) === "ours" || acted(record).exposure === 0) return false;
  const isLookedAt = input.scope.flags.some(({ project, names }) => project === home && names.includes(record.name));
  const live = input.observation.flags.find(({ name, locator }) => name === record.name && locator.home === home);
  return isLookedAt ? live?.active === true : true;
}

/** A flag that was switched on and is not there any more was deleted by hand; a changed step asks for it anew. */
function isGone(record: FlagRecord, desired: FlagResource): boolean {
  const past = acted(record);
  return past.step > 0 && stepOf(desired) === releasedStep(past);
}

function unknownList({ input }: World, desired: FlagResource): string | undefined {
  const { lists } = input.observation.unknown;
  const names = desired.strategies.flatMap((strategy) => (strategy.kind === "user_list" ? [strategy.list] : []));
  return names.find((name) => lists.includes(name));
}
