import type { FlagPatch, NewFlag } from "../model/effect.ts";
import type { FlagRecord } from "../model/marker.ts";
import type { ObservedFlag } from "../model/observed.ts";
import { exposureOf, type FlagResource, type Strategy } from "../model/resource.ts";
import { canonicalJson, sortedStrategies } from "./digest.ts";
import type { Take } from "./plan.ts";

interface FlagState {
  readonly active: boolean;
  readonly strategies: readonly Strategy[];
}

/** What is to be done with a flag that exists. `next` is what the marker has to say afterwards. */
export type FlagDecision = { readonly verdict: "same"; readonly next: FlagRecord } | FlagMove | FlagStay;

export interface FlagMove {
  readonly verdict: "raise" | "lower";
  readonly patch: FlagPatch;
  readonly step: number;
  readonly next: FlagRecord;
}

export interface FlagStay {
  readonly verdict: "held" | "waits" | "conflict";
  readonly message: string;
  readonly fix?: string;
}

export function isMove(decision: FlagDecision): decision is FlagMove {
  return decision.verdict === "raise" || decision.verdict === "lower";
}

export interface FlagInput {
  readonly desired: FlagResource;
  /** The flag as found; one that is about to be made counts as off. */
  readonly live: FlagState;
  readonly record: FlagRecord | undefined;
  /** What has to be merged before the flag leaves step 0; undefined when nothing has. */
  readonly waitsFor?: string | undefined;
  readonly take?: Take | undefined;
}

const OFF: FlagState = { active: false, strategies: [] };

/** A flag is always made switched off; its first step is a change of its own. */
export function newFlag({ home, name, description }: FlagResource): NewFlag {
  return { kind: "flag", home, name, description, ...OFF };
}

/** What the marker says before anything was done with the flag: from then on the name is ours. */
export function claim({ name }: FlagResource): FlagRecord {
  return { name, step: 0, exposure: 0 };
}

/**
 * Down is always allowed. Up goes one step, and only because the step in the migration is another than the one that was
 * acted upon: what a person lowered since then stays down.
 */
export function decideFlag(input: FlagInput): FlagDecision {
  const { desired, live } = input;
  const wanted = stateAt(desired, stepOf(desired));
  if (isSame(live, wanted)) return { verdict: "same", next: recordOf(desired, stepOf(desired)) };
  if (isHigher(wanted, live) || !isHigher(live, wanted)) return decideRaise(input);
  const { acted, exposure } = past(input);
  const raisedByHand = exposureOf(live) > exposure && stepOf(desired) === acted && exposureOf(wanted) >= exposure;
  if (raisedByHand && input.take !== "ours") return conflictAbove(input);
  return change("lower", desired, stepOf(desired));
}

function decideRaise(input: FlagInput): FlagDecision {
  const { desired, live, record, take } = input;
  const step = stepOf(desired);
  const { acted, exposure } = past(input);
  if (step === acted && take !== "ours") return unchangedStep(input, exposure);
  const reached = Math.min(record?.step ?? 0, standsAt(desired, live));
  const target = Math.min(step, reached + 1);
  const next = stateAt(desired, target);
  if (isSame(live, next)) return { verdict: "same", next: recordOf(desired, target) };
  if (isHigher(live, next) && exposureOf(live) > exposure) return conflictAbove(input);
  if (reached === 0 && input.waitsFor !== undefined) {
    return { verdict: "waits", message: `step ${target} of flag ${desired.name} waits for ${input.waitsFor}` };
  }
  return change("raise", desired, target);
}

/** Why a flag stays below a step that was acted upon already. */
function unchangedStep({ desired, live, record }: FlagInput, exposure: number): FlagDecision {
  const { name } = desired;
  if (exposureOf(live) < exposure) {
    const message = `flag ${name} was lowered by a person, from ${reachText(exposure)} to ${stateText(live)}; it is raised again when its step changes`;
    return { verdict: "held", message };
  }
  if (record?.asked !== undefined && record.asked !== record.step) {
    const way = record.step + 1 < record.asked ? record.step + 1 : record.step;
    const message = `flag ${name} stands at step ${record.step}: one merge raises by one step, so write step ${way} and merge it before step ${record.asked}`;
    return { verdict: "held", message };
  }
  const message = `step ${stepOf(desired)} of flag ${name} would reach more than it did when it was released; it is raised when the step changes`;
  return { verdict: "held", message };
}

function conflictAbove({ desired, live }: FlagInput): FlagDecision {
  const message = `flag ${desired.name} was raised by a person to ${stateText(live)}, above step ${stepOf(desired)} of the migration`;
  return {
    verdict: "conflict",
    message,
    fix: "write the step that it stands at, or take it back with plan --take KEY=ours",
  };
}

function change(verdict: "raise" | "lower", desired: FlagResource, step: number): FlagDecision {
  return { verdict, patch: stateAt(desired, step), step, next: recordOf(desired, step) };
}

function past({ record }: FlagInput): { readonly acted: number; readonly exposure: number } {
  return { acted: record?.asked ?? record?.step ?? 0, exposure: record?.exposure ?? 0 };
}

function recordOf(desired: FlagResource, step: number): FlagRecord {
  const asked = stepOf(desired);
  const exposure = exposureOf(stateAt(desired, step));
  return { name: desired.name, step, exposure, ...(asked !== step && { asked }) };
}

/** The step that counts: a flag that is to be off is at none, whatever the file still says. */
function stepOf(desired: FlagResource): number {
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

function isSame(a: FlagState, b: FlagState): boolean {
  if (exposureOf(a) === 0 && exposureOf(b) === 0) return true;
  return (
    a.active === b.active &&
    canonicalJson(sortedStrategies(a.strategies)) === canonicalJson(sortedStrategies(b.strategies))
  );
}

/** True if `a` reaches further than `b` in at least one environment. */
function isHigher(a: FlagState, b: FlagState): boolean {
  const environments = new Set([...a.strategies, ...b.strategies].flatMap((strategy) => strategy.environments));
  return [...environments].some((environment) => reachIn(a, environment) > reachIn(b, environment));
}

function reachIn({ active, strategies }: FlagState, environment: string): number {
  const covers = (name: string) => name === "*" || name === environment;
  return exposureOf({ active, strategies: strategies.filter((strategy) => strategy.environments.some(covers)) });
}

/** Who a flag reaches, for people. */
export function stateText({ active, strategies }: FlagState): string {
  if (!active || strategies.length === 0) return "off";
  return sortedStrategies(strategies).map(strategyText).join(" and ");
}

function strategyText(strategy: Strategy): string {
  const where = strategy.environments.join(", ");
  if (strategy.kind === "everyone") return `everyone in ${where}`;
  return strategy.kind === "percentage"
    ? `${strategy.percentage} % in ${where}`
    : `list "${strategy.list}" in ${where}`;
}

function reachText(exposure: number): string {
  if (exposure === 0) return "off";
  if (exposure < 1) return "named people";
  return exposure >= 100 ? "everyone" : `${exposure} %`;
}

/** True for what was found on the server: same name and project as wanted. */
export function isFlagOf(desired: FlagResource, live: ObservedFlag): boolean {
  return live.name === desired.name && live.locator.home === desired.home;
}
