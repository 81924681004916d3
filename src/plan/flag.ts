import { formatInstant, type Instant } from "../model/duration.ts";
import type { FlagPatch, NewFlag } from "../model/effect.ts";
import type { FlagRecord } from "../model/marker.ts";
import { exposureOf, type FlagResource } from "../model/resource.ts";
import {
  acknowledged,
  asFound,
  claim,
  isAborted,
  isLast,
  moved,
  releasedStep,
  settledRecord,
  stands,
} from "./flag-record.ts";
import {
  type FlagState,
  type FoundState,
  flagBasis,
  isHigher,
  isSame,
  OFF,
  reachText,
  stateText,
} from "./flag-state.ts";
import type { Take } from "./plan.ts";

/** What is to be done with a flag that exists. `next` is what the marker has to say afterwards. */
export type FlagDecision = { readonly verdict: "same"; readonly next: FlagRecord } | FlagMove | FlagStay;

export interface FlagMove {
  readonly verdict: "raise" | "lower";
  readonly patch: FlagPatch;
  readonly step: number;
  /** What the marker has to say before a raise is made. */
  readonly intent?: FlagRecord | undefined;
  readonly next: FlagRecord;
  /** The step that a raise leaves, and since when it has stood where that is known; undefined from step 0. */
  readonly leaves?: Standing | undefined;
}

export interface Standing {
  readonly step: number;
  /** ISO instant, as the marker has it. */
  readonly at?: string | undefined;
}

export interface FlagStay {
  readonly verdict: "held" | "waits" | "conflict";
  readonly message: string;
  readonly fix?: string;
  readonly next?: FlagRecord | undefined;
}

export function isMove(decision: FlagDecision): decision is FlagMove {
  return decision.verdict === "raise" || decision.verdict === "lower";
}

export interface FlagInput {
  readonly desired: FlagResource;
  /** The flag as found; one that is about to be made counts as off. */
  readonly live: FoundState;
  readonly record: FlagRecord | undefined;
  /** What has to be merged before the flag leaves step 0; undefined when nothing has. */
  readonly waitsFor?: string | undefined;
  readonly take?: Take | undefined;
  /** When a step that is taken now begins; undefined where nobody will write it down. */
  readonly instant?: Instant | undefined;
}

/** A flag is always made switched off; its first step is a change of its own. */
export function newFlag({ home, name, description }: FlagResource): NewFlag {
  return { kind: "flag", home, name, description, ...OFF };
}

/** What the marker says of a flag that is taken over: whatever the step says, it stays as it stands until that changes. */
export function adoptedRecord(desired: FlagResource, live: FoundState): FlagRecord {
  const step = stepOf(desired);
  const differs = !isSame(live, stateAt(desired, step));
  const { ids } = live;
  const own = { ...(differs && { adopted: true }), ...(ids !== undefined && { ids }) };
  const record = { name: desired.name, step, exposure: exposureOf(live), ...own };
  return acknowledged(record, live);
}

/**
 * Whether the record knows of the flag as it is. Where it does not, a person moved it after the last look, or the issue
 * holds an older text: in both cases the step that is asked for may have been merged, and acted upon, before that. Where
 * the flag still has the very strategies that our last write gave it, the text is the last one: then a person switched it,
 * or changed a share, and another step is meant to take it from there.
 */
function isKnown({ record, live }: FlagInput): boolean {
  if (isAborted(record)) return !live.active;
  return isLast(record, live) || stands(record ?? { exposure: 0 }, live) || record?.seen === flagBasis(live);
}

/**
 * Down is always allowed. Up goes one step, and only because the step in the migration is another than the one that was
 * acted upon: what a person lowered since then stays down.
 */
export function decideFlag(found: FlagInput): FlagDecision {
  const { record, live } = found;
  const decision = decideSettled({ ...found, record: record && settledRecord(record, live) });
  // The note behind a raise was lost: the one that makes it good tells the ids as well.
  const isMadeGood = record?.intent !== undefined && decision.verdict === "same";
  return isMadeGood ? { verdict: "same", next: asFound(decision.next, live) } : decision;
}

function decideSettled(input: FlagInput): FlagDecision {
  const { desired, live } = input;
  const step = stepOf(desired);
  if (step === 0) return decideOff(input);
  const wanted = stateAt(desired, step);
  const isForeign = live.active && (live.foreign ?? 0) > 0;
  if (isSame(live, wanted)) {
    return isForeign ? conflictForeign(input) : { verdict: "same", next: recordOf(input, step) };
  }
  const stays = stayAborted(input) ?? stayAdopted(input);
  if (stays !== undefined) return stays;
  if (isHigher(wanted, live) || !isHigher(live, wanted)) return decideRaise(input);
  const { released, exposure } = past(input);
  const raisedByHand = exposureOf(live) > exposure && step === released && exposureOf(wanted) >= exposure;
  return raisedByHand && input.take !== "ours" ? conflictAbove(input) : lower(input);
}

/** Off means switched off: what strategies we cannot read say, or none at all, counts as on. */
function decideOff(input: FlagInput): FlagDecision {
  const { desired, live, take } = input;
  if (!live.active) return { verdict: "same", next: acknowledged(recordOf(input, 0), live) };
  const adopted = stayAdopted(input);
  if (adopted !== undefined) return adopted;
  const { released, exposure } = past(input);
  const isOn = exposureOf(live) > 0 || (live.foreign ?? 0) > 0;
  const raisedByHand = isOn && released === 0 && exposure === 0;
  return raisedByHand && !desired.off && take !== "ours" ? conflictAbove(input) : lower(input);
}

/** Under the step that was written when it was taken over, a flag is only looked at; undefined where it is not such a one. */
function stayAdopted(input: FlagInput): FlagDecision | undefined {
  const { desired, live, record, take } = input;
  if (record?.adopted !== true || desired.off === true || take === "ours") return undefined;
  if (stepOf(desired) !== releasedStep(record)) return undefined;
  const exposure = exposureOf(live);
  if (exposure > record.exposure) return conflictAbove(input);
  if (exposure < record.exposure) return unchangedStep(input, record.exposure);
  const stands = live.active ? `stands at ${stateText(live)}` : "is off";
  const message = `flag ${desired.name} ${stands} as adopted; it moves when its step changes`;
  return { verdict: "held", message, next: record };
}

/** A flag that `rollout abort` turned off stays so under the step that the first run after it found; undefined for others. */
function stayAborted({ desired, live, record, take }: FlagInput): FlagStay | undefined {
  if (record === undefined || !isAborted(record) || live.active || take === "ours") return undefined;
  const step = stepOf(desired);
  if (record.asked !== undefined && record.asked !== step) return undefined;
  const way = `cutover rollout resume ${desired.key.split("/").slice(1).join("/")}`;
  const message = `flag ${desired.name} was turned off by rollout abort; it is raised again after ${way}, or when its step goes up`;
  return { verdict: "held", message, next: { ...record, asked: step } };
}

function decideRaise(input: FlagInput): FlagDecision {
  const { desired, live, record, take } = input;
  const step = stepOf(desired);
  const { released, exposure } = past(input);
  if (step === released && take !== "ours") return unchangedStep(input, exposure);
  // On the way to a step that was too far, those in between are still ahead.
  const isAhead = step > (record?.step ?? 0) && exposureOf(live) === exposure;
  const goesBack = step < released && !isAhead && !isHigher(live, stateAt(desired, step));
  if (goesBack && take !== "ours") return lowerStep(input);
  if ((live.foreign ?? 0) > 0) return conflictForeign(input);
  const reached = Math.min(record?.step ?? 0, standsAt(desired, live));
  const target = Math.min(step, reached + 1);
  const next = stateAt(desired, target);
  if (isSame(live, next)) return { verdict: "same", next: recordOf(input, target) };
  if (isHigher(live, next) && exposureOf(live) > exposure) return conflictAbove(input, target);
  if (reached === 0 && input.waitsFor !== undefined) {
    return { verdict: "waits", message: `step ${target} of flag ${desired.name} waits for ${input.waitsFor}` };
  }
  if (!isKnown(input) && take !== "ours") return movedSince(input);
  return raise(input, target, reached);
}

/** Nobody knows whether the step was merged before or after a person moved the flag: it counts as acted upon. */
function movedSince(input: FlagInput): FlagStay {
  const { desired, live, record = claim(desired) } = input;
  const { asked: _asked, ...known } = acknowledged(record, live);
  const step = stepOf(desired);
  const next = step === known.step ? known : { ...known, asked: step };
  return { verdict: "held", message: movedText(input), next };
}

function movedText({ desired: { name, key }, live }: FlagInput): string {
  const isSet = !live.active && live.strategies.length > 0;
  const state = live.active ? `set to ${stateText(live)}` : "switched off";
  const where = isSet ? ` at ${stateText({ ...live, active: true })}` : "";
  return `flag ${name} was ${state} by a person${where}, and the issue did not say so when its step was merged; it is raised when its step changes again, or by plan --take ${key}=ours`;
}

/** Why a flag stays below a step that was acted upon already. */
function unchangedStep(input: FlagInput, exposure: number): FlagDecision {
  const { desired, live, record } = input;
  const { name } = desired;
  const next = record && acknowledged(record, live);
  const stay = (message: string): FlagStay => ({ verdict: "held", message, next });
  if (exposureOf(live) < exposure) {
    return stay(
      `flag ${name} was lowered by a person, from ${reachText(exposure)} to ${stateText(live)}; it is raised again when its step goes up`,
    );
  }
  if (next?.seen !== undefined) return stay(movedText(input));
  if (record?.asked !== undefined && record.asked !== record.step) {
    const way = record.step + 1 < record.asked ? record.step + 1 : record.step;
    return stay(
      `flag ${name} stands at step ${record.step}: one merge raises by one step, so write step ${way} and merge it before step ${record.asked}`,
    );
  }
  return stay(
    `step ${stepOf(desired)} of flag ${name} would reach more than it did when it was released; it is raised when the step changes`,
  );
}

/** A step that was taken back raises nothing; from now on it is the one that counts. */
function lowerStep(input: FlagInput): FlagDecision {
  const { desired, live } = input;
  const step = stepOf(desired);
  const message = `flag ${desired.name} was lowered by a person to ${stateText(live)}, below step ${step}; it is raised again when its step goes up`;
  return { verdict: "held", message, next: acknowledged(recordOf(input, step), live) };
}

function conflictAbove({ desired, live, record }: FlagInput, step: number = stepOf(desired)): FlagDecision {
  const which = step === stepOf(desired) ? "of the migration" : `on the way to step ${stepOf(desired)}`;
  const message = `flag ${desired.name} was raised by a person to ${stateText(live)}, above step ${step} ${which}`;
  return {
    verdict: "conflict",
    message,
    fix: `write the step that it stands at, or take it back with plan --take ${desired.key}=ours`,
    next: acknowledged(record ?? claim(desired), live),
  };
}

function conflictForeign({ desired, live }: FlagInput): FlagDecision {
  const message = `flag ${desired.name} carries strategies that the ramp cannot say (${live.foreign}), so nobody knows whom step ${stepOf(desired)} would reach`;
  return { verdict: "conflict", message, fix: "take them off the flag on GitLab, or turn it off with step 0" };
}

function lower(input: FlagInput): FlagMove {
  const step = stepOf(input.desired);
  return { verdict: "lower", patch: stateAt(input.desired, step), step, next: moved(recordOf(input, step)) };
}

function raise(input: FlagInput, step: number, from: number): FlagMove {
  const { desired, live, record } = input;
  const { name, ...next } = { ...moved(recordOf(input, step)), ...beginning(input, step) };
  const intent = { ...(record ?? claim(desired)), intent: { ...next, basis: flagBasis(live) } };
  const leaves = from === 0 ? undefined : { step: from, at: from === record?.step ? record.at : undefined };
  return { verdict: "raise", patch: stateAt(desired, step), step, intent, next: { name, ...next }, leaves };
}

function past({ record }: FlagInput): { readonly released: number; readonly exposure: number } {
  return { released: releasedStep(record), exposure: record?.exposure ?? 0 };
}

/** A step that stays is counted from when it was taken, not from when somebody looked again. */
function recordOf(input: FlagInput, step: number): FlagRecord {
  const { desired, record } = input;
  const asked = stepOf(desired);
  const exposure = exposureOf(stateAt(desired, step));
  const time = step === record?.step ? record.at !== undefined && { at: record.at } : beginning(input, step);
  const ids = step === record?.step && record.ids !== undefined && { ids: record.ids };
  return { name: desired.name, step, exposure, ...(asked !== step && { asked }), ...time, ...ids };
}

/** A flag that was never taken anywhere has no time at its step 0. */
function beginning({ instant, record }: FlagInput, step: number): Pick<FlagRecord, "at"> {
  const isFirst = step === 0 && record === undefined;
  return isFirst || instant === undefined ? {} : { at: formatInstant(instant) };
}

/** The step that counts: a flag that is to be off is at none, whatever the file still says. */
export function stepOf(desired: FlagResource): number {
  return desired.active ? desired.step : 0;
}

function stateAt(desired: FlagResource, step: number): FlagState {
  if (step === 0) return OFF;
  if (step === desired.step) return { active: desired.active, strategies: desired.strategies };
  return { active: true, strategies: desired.steps[step - 1]?.strategies ?? [] };
}

/** The highest step that a flag reaches as it is. */
function standsAt({ steps }: FlagResource, live: FlagState): number {
  const exposure = exposureOf(live);
  if (exposure === 0) return 0;
  return steps.findLastIndex(({ strategies }) => exposureOf({ active: true, strategies }) <= exposure) + 1;
}
