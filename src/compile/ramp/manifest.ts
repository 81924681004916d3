import { FLAG, policyOf, type ResolvedRamp, rampOf } from "../../model/defaults.ts";
import { formatInstant, type Instant } from "../../model/duration.ts";
import { milestoneOf } from "../../model/milestone.ts";
import type { Move } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import { scheduleOf } from "../../model/ramp-dates.ts";
import type { Strategy } from "../../model/resource.ts";
import type { Gate } from "../../model/schema/common.gen.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Flag } from "../../model/schema/migration.gen.ts";
import type {
  Backend,
  Controls,
  FlagStrategy,
  Rollout as Manifest,
  RolloutStep,
} from "../../model/schema/rollout.gen.ts";
import { isLive } from "../../model/stage.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";
import { emitYaml } from "../files/emit-yaml.ts";
import { releasedStep } from "../items/flags.ts";
import { type Rollout, rolloutsOf } from "../items/rollout.ts";
import { chatopsOf, chatopsRollback } from "./chatops.ts";
import { strategiesOf } from "./strategies.ts";

/** One manifest for each flag of a live migration that has a ramp; see schema/rollout.schema.json. */
export function rolloutManifests({ config }: Workspace, document: MigrationDocument): { flag: string; text: string }[] {
  if (!isLive(document.data.status)) return [];
  return rolloutsOf(document.data).flatMap((rollout) => {
    const ramp = rampOf(config.data, rollout.moves[0]);
    if (ramp === undefined || rollout.flag === undefined) return [];
    const manifest = manifestOf(config.data, document, rollout, rollout.flag, ramp);
    return [{ flag: rollout.flag.name, text: emitYaml(withoutUndefined(manifest)) }];
  });
}

function manifestOf(
  config: Config,
  { data }: MigrationDocument,
  rollout: Rollout,
  flag: Flag,
  ramp: ResolvedRamp,
): Manifest {
  const [move] = rollout.moves;
  return {
    apiVersion: "cutover/v1",
    kind: "Rollout",
    migration: data.name,
    features: rollout.moves.map(({ feature }) => feature),
    flag: flag.name,
    type: flag.type ?? FLAG.type,
    milestone: milestoneOf(data, move),
    controls: controlsOf(flag, move),
    actor: flag.actor ?? FLAG.actor,
    backend: backendOf(config),
    environments: [...(flag.environments ?? FLAG.environments)],
    start: ramp.start === undefined ? undefined : timestamp(ramp.start),
    released: releasedStep(data.status, rollout),
    steps: stepsOf(config, flag, ramp),
    gates: gatesOf(config, flag, ramp, move),
    abort: ramp.abort.length === 0 ? undefined : [...ramp.abort],
    criteria: criteriaOf(ramp),
    rollback: chatopsRollback(flag.name),
  };
}

function controlsOf(flag: Flag, { from, to }: Move): Controls {
  const isModel = (flag.controls ?? FLAG.controls) === "model";
  return {
    what: flag.controls ?? FLAG.controls,
    off: flag.off ?? (isModel ? from?.join(", ") : undefined),
    on: flag.on ?? (isModel ? to?.join(", ") : undefined),
  };
}

/** Without a word of the catalog, people send commands. */
function backendOf({ gitlab }: Config): Backend {
  const { backend, project } = gitlab?.flags ?? { backend: "chatops", project: undefined };
  return { kind: backend, project: backend === "project" ? project : undefined };
}

function stepsOf(config: Config, flag: Flag, ramp: ResolvedRamp): RolloutStep[] {
  const spans = scheduleOf(ramp, policyOf(config).freezes);
  const strategies = strategiesOf(config, ramp.steps, flag.environments ?? FLAG.environments);
  return ramp.steps.map((step, index) => ({
    step: index + 1,
    audience: step.audience,
    percentage: step.percentage,
    starts: spans?.[index] && timestamp(spans[index].starts),
    ends: spans?.[index] && timestamp(spans[index].ends),
    soak: step.soak,
    gates: step.gates ?? [],
    chatops: chatopsOf(config, flag.name, step),
    strategies: (strategies[index] ?? []).map(asSent),
  }));
}

/** A strategy as GitLab's API takes it, where every parameter is a text. */
function asSent(strategy: Strategy): FlagStrategy {
  const scopes = strategy.environments.map((environment) => ({ environment_scope: environment }));
  switch (strategy.kind) {
    case "everyone":
      return { name: "default", parameters: {}, scopes };
    case "user_list":
      return { name: "gitlabUserList", parameters: {}, user_list: strategy.list, scopes };
    case "percentage": {
      const rollout = String(strategy.percentage);
      return { name: "flexibleRollout", parameters: { groupId: "default", rollout, stickiness: "userId" }, scopes };
    }
  }
}

function gatesOf(
  config: Config,
  flag: Flag,
  ramp: ResolvedRamp,
  { feature, to }: Move,
): Record<string, Gate> | undefined {
  const names = new Set([...ramp.steps.flatMap(({ gates }) => gates ?? []), ...ramp.abort]);
  const values: Readonly<Record<string, string>> = { feature, model: to?.[0] ?? flag.on ?? "", flag: flag.name };
  const known = [...names].flatMap((name) => {
    const gate = own(config.gates, name);
    return gate === undefined ? [] : [[name, filled(gate, values)] as const];
  });
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

function filled(gate: Gate, values: Readonly<Record<string, string>>): Gate {
  return {
    ...gate,
    query: gate.query?.replace(/\$(feature|model|flag)\b/g, (_whole, name: string) => values[name] ?? ""),
  };
}

function criteriaOf({ criteria }: ResolvedRamp): Manifest["criteria"] {
  if (criteria.continue.length + criteria.rollback.length === 0) return undefined;
  return { continue: [...criteria.continue], rollback: [...criteria.rollback] };
}

function timestamp(instant: Instant): string {
  return formatInstant(instant).replace(".000Z", "Z");
}

/** JSON leaves out what is undefined, at any depth. */
function withoutUndefined(value: Manifest): unknown {
  return JSON.parse(JSON.stringify(value));
}
