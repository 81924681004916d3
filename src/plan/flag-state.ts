import { INSTANCE, type ObservedFlag } from "../model/observed.ts";
import { exposureOf, type Strategy } from "../model/resource.ts";
import { canonicalJson, digestOf, sortedStrategies } from "./digest.ts";

/** Whom a flag reaches. */
export interface FlagState {
  readonly active: boolean;
  readonly strategies: readonly Strategy[];
}

/** A flag as found: `foreign` counts strategies that our words cannot say. */
export interface FoundState extends FlagState {
  readonly foreign?: number | undefined;
  readonly stamp?: string | undefined;
  readonly ids?: string | undefined;
}

export const OFF: FlagState = { active: false, strategies: [] };

/** True for a flag of the whole server that is off: it came with the code that defines it, and nobody made it. */
export function isUntouched({ locator, active, foreign }: ObservedFlag): boolean {
  return locator.home === INSTANCE && !active && foreign === 0;
}

/** Fingerprint of who a flag reaches, and of the writing that made it so where the forge tells one from another. */
export function flagBasis({ active, strategies, foreign = 0, stamp }: FoundState): string {
  return digestOf({ active, strategies: sortedStrategies(strategies), foreign, stamp }).slice(0, 16);
}

/** True for a flag that is switched as the other is, for the same people. */
export function isSame(a: FlagState, b: FlagState): boolean {
  return (
    a.active === b.active &&
    canonicalJson(sortedStrategies(a.strategies)) === canonicalJson(sortedStrategies(b.strategies))
  );
}

/** True if `a` reaches further than `b` in at least one environment. */
export function isHigher(a: FlagState, b: FlagState): boolean {
  const environments = new Set([...a.strategies, ...b.strategies].flatMap((strategy) => strategy.environments));
  return [...environments].some((environment) => reachIn(a, environment) > reachIn(b, environment));
}

function reachIn({ active, strategies }: FlagState, environment: string): number {
  const covers = (name: string) => name === "*" || name === environment;
  return exposureOf({ active, strategies: strategies.filter((strategy) => strategy.environments.some(covers)) });
}

/**
 * True for a flag that is on for everybody wherever it or `environments` says. Strategies that our words cannot say may
 * name environments that nobody here knows of, unless everybody has it everywhere.
 */
export function isFullyOn(live: FoundState, environments: readonly string[]): boolean {
  const named = [...environments, ...live.strategies.flatMap((strategy) => strategy.environments)];
  const whole = (environment: string) => reachIn(live, environment) >= 100;
  return named.length > 0 && named.every(whole) && ((live.foreign ?? 0) === 0 || whole("*"));
}

/** Who a flag reaches, for people. */
export function stateText({ active, strategies, foreign = 0 }: FoundState): string {
  if (!active) return "off";
  const others =
    foreign === 0 ? [] : [`whom ${foreign === 1 ? "1 strategy" : `${foreign} strategies`} of others reach`];
  const reached = [...sortedStrategies(strategies).map(strategyText), ...others];
  return reached.length === 0 ? "on without a strategy" : reached.join(" and ");
}

function strategyText(strategy: Strategy): string {
  const where = strategy.environments.join(", ");
  if (strategy.kind === "everyone") return `everyone in ${where}`;
  return strategy.kind === "percentage"
    ? `${strategy.percentage} % in ${where}`
    : strategy.kind === "group"
      ? `group "${strategy.group}" in ${where}`
      : `list "${strategy.list}" in ${where}`;
}

/** How far a flag reaches, for people: the number of `exposureOf`. */
export function reachText(exposure: number): string {
  if (exposure === 0) return "off";
  if (exposure < 1) return "named people";
  return exposure >= 100 ? "everyone" : `${exposure} %`;
}
