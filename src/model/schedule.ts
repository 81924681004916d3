import { type Freeze, type Policy, policyOf, rampOf } from "./defaults.ts";
import { DAY, type Instant, isAhead, parseDuration } from "./duration.ts";
import { releaseOf } from "./milestone.ts";
import type { Move } from "./move.ts";
import type { RampStep } from "./schema/common.gen.ts";
import type { Config } from "./schema/config.gen.ts";
import type { Migration } from "./schema/migration.gen.ts";
import { reaches, type Stage } from "./stage.ts";

/** A kind of work on the way, with its length in milliseconds. */
export interface Part {
  readonly name: "evaluation" | "infrastructure" | "review" | "release" | "ramp" | "contingency";
  readonly length: number;
}

/** A step of the shortest ramp that the process allows: for an audience, or for a percentage. */
interface LeastStep {
  readonly reach: "audience" | number;
  readonly soak: number;
}

/** The work that is left between where an entry stands and where it goes; the features of an entry share it. */
export interface Way {
  /** Where it stands: what a draft says is not done yet. */
  readonly stage: Stage;
  /** Where it ends: an entry that switches nothing is done once users may pick what it offers. */
  readonly goal: "selectable" | "default";
  /** Work before the next step, one after the other; what is done already is left out. */
  readonly before: readonly Part[];
  /** Soaks of the steps that are still ahead; without a flag the switch is one step without a soak. */
  readonly soaks: readonly number[];
  /** The shortest ramp that the process allows from here; empty where no ramp is ahead. */
  readonly least: readonly LeastStep[];
  /** Share of the work that is set aside for what comes in between. */
  readonly contingency: number;
}

/** What a way is worked out from. */
export interface Setting {
  readonly config: Config;
  readonly migration: Migration;
  /** Today. */
  readonly instant: Instant;
}

/**
 * The way of an entry to its goal; undefined where it has arrived, or where the feature goes. All lengths are the least
 * that the policy knows, because the question is whether the work can fit: of a range its beginning counts, the step
 * that was released last has soaked long enough, and a ramp that nobody has chosen yet is the shortest.
 */
export function wayOf(setting: Setting, move: Move): Way | undefined {
  const { config, migration } = setting;
  const stage = migration.status === "draft" ? "planned" : move.effective;
  const goal = goalOf(move);
  if (move.stage === "absent" || reaches(stage, goal)) return undefined;
  const policy = policyOf(config);
  const isSwitch = goal === "default" && !isWithdrawal(move);
  const hasFlag = isSwitch && move.entry.no_flag === undefined;
  const ahead = hasFlag ? stepsAhead(config, move, stage) : [];
  const least = leastRamp(policy, ahead, passed(config, move, ahead));
  const soaks = ahead?.map(({ soak }) => parseDuration(soak) ?? 0) ?? least.map(({ soak }) => soak);
  return {
    stage,
    goal,
    before: workBefore(setting, move, stage, { isSwitch, hasFlag }),
    soaks: isSwitch && !hasFlag ? [0] : soaks,
    least,
    contingency: policy.contingency,
  };
}

/** Whether the end of an offering concerns an entry: it moves its default or a size away, or says nothing yet. */
export function mustLeave({ stage, from, to, offer, sizes }: Move, id: string): boolean {
  if (stage === "planned" && from === undefined && to === undefined)
    return offer.length === 0 && Object.keys(sizes).length === 0;
  return from?.includes(id) === true || Object.values(sizes).some((size) => size.from === id);
}

/** The same way with the shortest ramp that the process allows; undefined where its ramp is no longer than that. */
export function withLeastRamp(way: Way): Way | undefined {
  const soaks = way.least.map(({ soak }) => soak);
  return sum(soaks) < sum(way.soaks) ? { ...way, soaks } : undefined;
}

/** Everything that the way takes, in its order; nothing of length 0. The contingency comes last. */
export function partsOf(way: Way): Part[] {
  const ramp: Part = { name: "ramp", length: sum(way.soaks) };
  const contingency: Part = { name: "contingency", length: reserve(way) };
  return [...way.before, ramp, contingency].filter(({ length }) => length > 0);
}

/** In milliseconds, without freezes. */
export function lengthOf(way: Way): number {
  return sum(partsOf(way).map(({ length }) => length));
}

/** When the way is over at the earliest, if it begins at `start`. No step begins in a freeze. */
export function endOf(way: Way, start: Instant, freezes: readonly Freeze[]): Instant {
  const ready = start + lengthBefore(way);
  return way.soaks.reduce((at, soak) => afterFreezes(at, freezes) + soak, ready) + reserve(way);
}

/** The last instant at which the way can begin to be over at `end`: `endOf` the other way round. */
export function latestStart(way: Way, end: Instant, freezes: readonly Freeze[]): Instant {
  const last = way.soaks.reduceRight((at, soak) => beforeFreezes(at - soak, freezes), end - reserve(way));
  return last - lengthBefore(way);
}

function goalOf({ stage, to, offer, sizes, entry }: Move): Way["goal"] {
  const saysNothing = stage === "planned" && offer.length === 0;
  const switches = to !== undefined || entry.flag !== undefined || Object.keys(sizes).length > 0;
  return switches || saysNothing ? "default" : "selectable";
}

/** Whether an entry only takes offerings off lists: nothing new is measured, built or switched for that. */
function isWithdrawal({ from, to, offer, withdraw, sizes, entry }: Move): boolean {
  const isMore = offer.length > 0 || Object.keys(sizes).length > 0 || entry.flag !== undefined;
  return withdraw.length > 0 && from === undefined && to === undefined && !isMore;
}

/** Steps that nobody has released; undefined where there is no ramp yet. */
function stepsAhead(config: Config, move: Move, stage: Stage): readonly RampStep[] | undefined {
  // The design has no step count below the stage `rollout`.
  return rampOf(config, move)?.steps.slice(reaches(stage, "rollout") ? (move.entry.step ?? 0) : 0);
}

function passed(config: Config, move: Move, ahead: readonly RampStep[] = []): readonly RampStep[] {
  const steps = rampOf(config, move)?.steps ?? [];
  return ahead.length === 0 ? [] : steps.slice(0, steps.length - ahead.length);
}

/** An audience, a first percentage and everybody, but for what was reached already. */
function leastRamp(policy: Policy, ahead: readonly RampStep[] | undefined, done: readonly RampStep[]): LeastStep[] {
  if (ahead?.length === 0) return [];
  const { minimumSoak, minimumSoakAtFull, firstStep } = policy;
  const hasPercentage = done.some(({ percentage }) => percentage !== undefined);
  return [
    ...(done.length === 0 ? [{ reach: "audience" as const, soak: minimumSoak }] : []),
    ...(hasPercentage || firstStep >= 100 ? [] : [{ reach: firstStep, soak: minimumSoak }]),
    { reach: 100, soak: minimumSoakAtFull },
  ];
}

function workBefore(
  setting: Setting,
  move: Move,
  stage: Stage,
  { isSwitch, hasFlag }: { readonly isSwitch: boolean; readonly hasFlag: boolean },
): Part[] {
  const { entry } = move;
  // Each is asked for before the stage that its row of the process names; what is past that is somebody else's finding.
  const needsReport = isSwitch && entry.evaluation === undefined && !reaches(stage, "rollout");
  const isBuilt = isWithdrawal(move) || isDone(setting.migration.infrastructure, setting);
  const needsInfrastructure = !isBuilt && !reaches(stage, "selectable");
  const { durations } = policyOf(setting.config);
  const parts: Part[] = [
    { name: "evaluation", length: needsReport ? durations.evaluation[0] : 0 },
    { name: "infrastructure", length: needsInfrastructure ? durations.infrastructure[0] : 0 },
    { name: "review", length: reaches(stage, "rollout") ? 0 : durations.review[0] },
    { name: "release", length: hasFlag && !reaches(stage, "rollout") ? releaseLeft(setting, move) : 0 },
  ];
  return parts.filter(({ length }) => length > 0);
}

/** From the merge of the flag's code to the release that carries it; nothing once that is out, or somebody saw it run. */
function releaseLeft({ config, migration, instant }: Setting, move: Move): number {
  const release = releaseOf(config, migration, move);
  const isThere = isDone(move.entry.flag?.confirmed, { instant }) || (release !== undefined && release.at <= instant);
  return isThere ? 0 : policyOf(config).durations.release[0];
}

/** Evidence of a day that has not come says only when somebody means to do it. */
function isDone(evidence: { readonly date: string } | undefined, { instant }: Pick<Setting, "instant">): boolean {
  return evidence !== undefined && !isAhead(evidence.date, instant);
}

function lengthBefore(way: Way): number {
  return sum(way.before.map(({ length }) => length));
}

/** In whole days, rounded up: nobody sets hours aside. */
function reserve(way: Way): number {
  // Rounded first, because 0.2 of a number of days is not always a whole number of milliseconds.
  return Math.ceil(Math.round(way.contingency * (lengthBefore(way) + sum(way.soaks))) / DAY) * DAY;
}

function afterFreezes(at: Instant, freezes: readonly Freeze[]): Instant {
  const freeze = freezes.find(({ from, to }) => from <= at && at < to);
  return freeze === undefined ? at : afterFreezes(freeze.to, freezes);
}

function beforeFreezes(at: Instant, freezes: readonly Freeze[]): Instant {
  const freeze = freezes.find(({ from, to }) => from <= at && at < to);
  return freeze === undefined ? at : beforeFreezes(freeze.from - 1, freezes);
}

function sum(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total + length, 0);
}
