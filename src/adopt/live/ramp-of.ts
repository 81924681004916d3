import { strategiesOf } from "../../compile/ramp/strategies.ts";
import { FLAG } from "../../model/defaults.ts";
import type { ObservedFlag } from "../../model/observed.ts";
import { own } from "../../model/own.ts";
import { exposureOf, type Strategy } from "../../model/resource.ts";
import type { RampStep } from "../../model/schema/common.gen.ts";
import type { Config, Ramp } from "../../model/schema/config.gen.ts";
import type { FeatureMove } from "../../model/schema/migration.gen.ts";

/** A flag in the words of a migration, so that its step gives exactly what stands there. */
interface FlagWords {
  readonly entry: Pick<FeatureMove, "flag" | "ramp" | "step">;
  /** What keeps the words from saying all of it. */
  readonly open: readonly string[];
}

/** Where the catalog has no ramp to begin with. */
const USUAL: Pick<Ramp, "steps"> = {
  steps: [
    { percentage: 10, soak: "1d" },
    { percentage: 50, soak: "2d" },
    { percentage: 100, soak: "1d" },
  ],
};

/** A flag that reaches nobody has no step. */
export function flagWords(config: Config, live: ObservedFlag): FlagWords {
  const { name } = live;
  if (exposureOf(live) === 0 && live.foreign === 0) return { entry: { flag: { name } }, open: [] };
  const sets = new Set(live.strategies.map(({ environments }) => JSON.stringify([...environments].sort())));
  const [set = "[]"] = sets;
  const environments: string[] = sets.size === 1 ? JSON.parse(set) : [];
  const isUsual = set === JSON.stringify(isServerWide(config) ? ["*"] : FLAG.environments);
  const flag = { name, ...(sets.size === 1 && !isUsual && { environments }) };
  if (live.foreign > 0 || sets.size !== 1) {
    const why = live.foreign > 0 ? "strategies that a ramp cannot say" : "strategies for different environments";
    return { entry: { flag }, open: [`flag "${name}" has ${why}: nobody knows its step`] };
  }
  const found = inCatalog(config, live, environments) ?? inOwnSteps(config, live, environments);
  if (found !== undefined) return { entry: { flag, ...found }, open: [] };
  return { entry: { flag }, open: [`flag "${name}" reaches people whom no audience of cutover.yaml names`] };
}

function inCatalog(
  config: Config,
  live: ObservedFlag,
  environments: readonly string[],
): Pick<FeatureMove, "ramp" | "step"> | undefined {
  for (const [ramp, { steps }] of rampsOf(config)) {
    const step = stepThatGives(config, steps, live, environments);
    if (step > 0) return { ramp, step };
  }
  return undefined;
}

/** The catalog's first ramp with a step put in that is what stands there; lists that it does not reach stay out. */
function inOwnSteps(
  config: Config,
  live: ObservedFlag,
  environments: readonly string[],
): Pick<FeatureMove, "ramp" | "step"> | undefined {
  const base: Pick<Ramp, "steps" | "abort" | "criteria"> = rampsOf(config)[0]?.[1] ?? USUAL;
  const shares = base.steps.filter(({ percentage }) => percentage !== undefined);
  const share = Math.max(0, ...live.strategies.map((one) => (one.kind === "percentage" ? one.percentage : 0)));
  const before = shares.filter(({ percentage = 0 }) => percentage < share);
  const after = shares.filter(({ percentage = 0 }) => percentage > share);
  const near = after[0] ?? before.at(-1);
  const here = { percentage: share, soak: near?.soak ?? "1d", ...(near?.gates && { gates: near.gates }) };
  const named = live.strategies.flatMap((one) =>
    one.kind === "user_list" ? [one.list] : one.kind === "group" ? [one.group] : [],
  );
  const steps: RampStep[] = [
    ...named.flatMap((name) => audienceStep(config, base, name) ?? []),
    ...(share > 0 ? [...before, here] : []),
    ...after,
  ];
  const step = stepThatGives(config, steps, live, environments);
  if (step === 0) return undefined;
  const { abort, criteria } = base;
  return { ramp: { steps, ...(abort && { abort }), ...(criteria && { criteria }) }, step };
}

/** An audience is a user list of a project, and a feature group of the whole server. */
function audienceStep(config: Config, base: Pick<Ramp, "steps">, name: string): RampStep | undefined {
  const { audiences = {} } = config;
  const key = isServerWide(config) ? "feature_group" : "user_list";
  const known = base.steps.find(({ audience }) => own(audiences, audience)?.[key] === name);
  const [audience] = Object.entries(audiences).find(([, one]) => one[key] === name) ?? [];
  return known ?? (audience === undefined ? undefined : { audience, soak: "1d" });
}

/** From 1; 0 for none. */
function stepThatGives(
  config: Config,
  steps: readonly RampStep[],
  { strategies }: ObservedFlag,
  environments: readonly string[],
): number {
  return strategiesOf(config, steps, environments).findIndex((wanted) => textOf(wanted) === textOf(strategies)) + 1;
}

function textOf(strategies: readonly Strategy[]): string {
  // A share of 100 per cent is everybody.
  const texts = strategies.map((one) => {
    if (one.kind === "percentage") return one.percentage >= 100 ? "everyone" : `${one.percentage} %`;
    return one.kind === "user_list" ? `list ${one.list}` : one.kind === "group" ? `group ${one.group}` : one.kind;
  });
  return texts.includes("everyone") ? "everyone" : texts.sort().join("\n");
}

function isServerWide({ gitlab }: Config): boolean {
  return gitlab?.flags?.backend === "instance";
}

/** The usual one first. */
function rampsOf({ ramps = {} }: Config): [string, Ramp][] {
  return Object.entries(ramps).sort(([a], [b]) => Number(b === "standard") - Number(a === "standard"));
}
