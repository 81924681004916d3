import type { FlagPatch, NewFlag } from "../model/effect.ts";
import type { FlagRecord } from "../model/marker.ts";
import type { ObservedFlag } from "../model/observed.ts";
import { exposureOf, type FlagResource } from "../model/resource.ts";
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
}

/** A flag is always made switched off; its first step is a change of its own. */
export function newFlag({ home, name, description }: FlagResource): NewFlag {
  return { kind: "flag", home, name, description, ...OFF };
}

/** What the marker says before anything was done with the flag: from then on the name is ours. */
export function claim({ name }: FlagResource): FlagRecord {
  return { name, step: 0, exposure: 0 };
}

/**
 * The record without its intent. A flag that is exactly as it was when the intent was written was never raised;
 * anything else was, and is what a person made of it. A flag that was off with strategies left on it looks the same
 * after a raise that a person took back: then the person counts.
 */
function settledRecord(record: FlagRecord, live: FoundState): FlagRecord {
  const { intent, ...before } = record;
  if (intent === undefined) return record;
  const isTelling = live.active || live.strategies.length === 0;
  return isTelling && intent.basis === flagBasis(live) ? before : acted(record);
}

/** What the marker says if its intent was carried out. */
export function acted({ name, intent, ...before }: FlagRecord): FlagRecord {
  if (intent === undefined) return { name, ...before };
  const { step, exposure, asked } = intent;
  return { name, step, exposure, ...(asked !== undefined && { asked }) };
}

/**
 * Down is always allowed. Up goes one step, and only because the step in the migration is another than the one that was
 * acted upon: what a person lowered since then stays down.
 */
export function decideFlag(found: FlagInput): FlagDecision {
  const { desired, live } = found;
  const input = { ...found, record: found.record && settledRecord(found.record, live) };
  const step = stepOf(desired);
  if (step === 0) return decideOff(input);
  const wanted = stateAt(desired, step);
  const isForeign = live.active && (live.foreign ?? 0) > 0;
  if (isSame(live, wanted)) {
    return isForeign ? conflictForeign(input) : { verdict: "same", next: recordOf(desired, step) };
  }
  if (isHigher(wanted, live) || !isHigher(live, wanted)) return decideRaise(input);
  const { released, exposure } = past(input);
  const raisedByHand = exposureOf(live) > exposure && step === released && exposureOf(wanted) >= exposure;
  return raisedByHand && input.take !== "ours" ? conflictAbove(input) : lower(desired);
}

/** Off means switched off: what strategies we cannot read say, or none at all, counts as on. */
function decideOff(input: FlagInput): FlagDecision {
  const { desired, live, take } = input;
  if (!live.active) return { verdict: "same", next: recordOf(desired, 0) };
  const { released, exposure } = past(input);
  const isOn = exposureOf(live) > 0 || (live.foreign ?? 0) > 0;
  const raisedByHand = isOn && released === 0 && exposure === 0;
  return raisedByHand && !desired.off && take !== "ours" ? conflictAbove(input) : lower(desired);
}

function decideRaise(input: FlagInput): FlagDecision {
  const { desired, live, record, take } = input;
  const step = stepOf(desired);
  const { released, exposure } = past(input);
  if (step === released && take !== "ours") return unchangedStep(input, exposure);
  const goesBack = step < released && !isHigher(live, stateAt(desired, step));
  if (goesBack && take !== "ours") return lowerStep(input);
  if ((live.foreign ?? 0) > 0) return conflictForeign(input);
  const reached = Math.min(record?.step ?? 0, standsAt(desired, live));
  const target = Math.min(step, reached + 1);
  const next = stateAt(desired, target);
  if (isSame(live, next)) return { verdict: "same", next: recordOf(desired, target) };
  if (isHigher(live, next) && exposureOf(live) > exposure) return conflictAbove(input);
  if (reached === 0 && input.waitsFor !== undefined) {
    return { verdict: "waits", message: `step ${target} of flag ${desired.name} waits for ${input.waitsFor}` };
  }
  return raise(input, target);
}

/** Why a flag stays below a step that was acted upon already. */
function unchangedStep({ desired, live, record }: FlagInput, exposure: number): FlagDecision {
  const { name } = desired;
  const stay = (message: string): FlagStay => ({ verdict: "held", message, next: record });
  if (exposureOf(live) < exposure) {
    return stay(
      `flag ${name} was lowered by a person, from ${reachText(exposure)} to ${stateText(live)}; it is raised again when its step changes`,
    );
  }
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
function lowerStep({ desired, live }: FlagInput): FlagDecision {
  const step = stepOf(desired);
  const message = `flag ${desired.name} was lowered by a person to ${stateText(live)}, below step ${step}; it is raised again when its step goes up`;
  return { verdict: "held", message, next: recordOf(desired, step) };
}

function conflictAbove({ desired, live }: FlagInput): FlagDecision {
  const message = `flag ${desired.name} was raised by a person to ${stateText(live)}, above step ${stepOf(desired)} of the migration`;
  return {
    verdict: "conflict",
    message,
    fix: "write the step that it stands at, or take it back with plan --take KEY=ours",
  };
}

function conflictForeign({ desired, live }: FlagInput): FlagDecision {
  const message = `flag ${desired.name} carries strategies that the ramp cannot say (${live.foreign}), so nobody knows whom step ${stepOf(desired)} would reach`;
  return { verdict: "conflict", message, fix: "take them off the flag on GitLab, or turn it off with step 0" };
}

function lower(desired: FlagResource): FlagMove {
  const step = stepOf(desired);
  return { verdict: "lower", patch: stateAt(desired, step), step, next: recordOf(desired, step) };
}

function raise({ desired, live, record }: FlagInput, step: number): FlagMove {
  const { name, ...next } = recordOf(desired, step);
  const intent = { ...(record ?? claim(desired)), intent: { ...next, basis: flagBasis(live) } };
  return { verdict: "raise", patch: stateAt(desired, step), step, intent, next: { name, ...next } };
}

function past({ record }: FlagInput): { readonly released: number; readonly exposure: number } {
  return { released: releasedStep(record), exposure: record?.exposure ?? 0 };
}

/** The step of the migration that was acted upon, 0 for none. */
export function releasedStep(record: FlagRecord | undefined): number {
  return record?.asked ?? record?.step ?? 0;
}

function recordOf(desired: FlagResource, step: number): FlagRecord {
  const asked = stepOf(desired);
  const exposure = exposureOf(stateAt(desired, step));
  return { name: desired.name, step, exposure, ...(asked !== step && { asked }) };
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

/** True for what was found on the server: same name and project as wanted. */
export function isFlagOf(desired: FlagResource, live: ObservedFlag): boolean {
  return live.name === desired.name && live.locator.home === desired.home;
}
