import { FLAG, policyOf, type ResolvedRamp, rampOf } from "../../model/defaults.ts";
import { formatInstant, type Instant } from "../../model/duration.ts";
import { milestoneOf } from "../../model/milestone.ts";
import type { Move } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import { type Span, scheduleOf, soakOf } from "../../model/ramp-dates.ts";
import type { RampStep } from "../../model/schema/common.gen.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Flag, Migration } from "../../model/schema/migration.gen.ts";
import type { Backend, Controls, Rollout as Manifest, RolloutStep, StepDelay } from "../../model/schema/rollout.gen.ts";
import { isLive } from "../../model/stage.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";
import { emitYaml } from "../files/emit-yaml.ts";
import { releasedStep } from "../items/flags.ts";
import { type Rollout, rolloutsOf } from "../items/rollout.ts";
import { chatopsBefore, chatopsDelete, chatopsOf, chatopsRollback } from "./chatops.ts";
import { type GateSubject, resolvedGates } from "./gates.ts";
import { asSent, strategiesOf } from "./strategies.ts";

/** One manifest for each flag of a live migration that has a ramp; see schema/rollout.schema.json. */
export function rolloutManifests({ config }: Workspace, document: MigrationDocument): { flag: string; text: string }[] {
  if (!isLive(document.data.status)) return [];
  return rolloutsOf(document.data).flatMap((rollout) => {
    const manifest = manifestOf(config.data, document.data, rollout);
    return manifest === undefined ? [] : [{ flag: manifest.flag, text: emitYaml(withoutUndefined(manifest)) }];
  });
}

/**
 * The plan of one flag, which its rollout issue shows too. Undefined without a ramp, and for an entry without a flag or
 * with one that an entry before it has named.
 */
export function manifestOf(config: Config, migration: Migration, rollout: Rollout): Manifest | undefined {
  const { flag } = rollout;
  const [move] = rollout.moves;
  const ramp = rampOf(config, move);
  if (flag === undefined || ramp === undefined) return undefined;
  const moves = switchedBy(migration, flag, rollout);
  return {
    apiVersion: "cutover/v1",
    kind: "Rollout",
    migration: migration.name,
    features: [...new Set(moves.map(({ feature }) => feature))],
    flag: flag.name,
    type: flag.type ?? FLAG.type,
    milestone: milestoneOf(migration, move),
    controls: controlsOf(flag, move),
    actor: flag.actor ?? FLAG.actor,
    backend: backendOf(config),
    environments: [...(flag.environments ?? FLAG.environments)],
    start: ramp.start === undefined ? undefined : timestamp(ramp.start),
    released: releasedStep(migration.status, rollout),
    steps: stepsOf(config, flag, ramp),
    ...conditionsOf({ config, migration, flag, moves }, ramp),
    test_environments: chatopsBefore(flag),
    rollback: chatopsRollback(flag),
    removal: [chatopsDelete(flag)],
  };
}

/** The features of every entry that names the flag. */
function switchedBy(
  migration: Migration,
  { name }: Flag,
  { moves: [first, ...rest], part }: Rollout,
): [Move, ...Move[]] {
  const others = rolloutsOf(migration).filter(
    (other) => other.part !== part && other.moves[0].entry.flag?.name === name,
  );
  return [first, ...rest, ...others.flatMap(({ moves }) => moves)];
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
  const commands = chatopsOf(config, flag, ramp.steps);
  const isProject = backendOf(config).kind === "project";
  const strategies = strategiesOf(config, ramp.steps, flag.environments ?? FLAG.environments);
  return ramp.steps.map((step, index) => ({
    step: index + 1,
    ...reachOf(config, step),
    ...datesOf(spans?.[index]),
    soak: soakOf(step),
    gates: [...(step.gates ?? [])],
    chatops: commands[index] ?? [],
    strategies: isProject
      ? (strategies[index] ?? []).flatMap((one) => (one.kind === "group" ? [] : [asSent(one)]))
      : undefined,
  }));
}

function reachOf(
  config: Config,
  { audience, percentage }: RampStep,
): Pick<RolloutStep, "audience" | "known_as" | "percentage"> {
  const known = own(config.audiences, audience);
  return {
    audience,
    known_as: known && { user_list: known.user_list, feature_group: known.feature_group },
    percentage,
  };
}

function datesOf(span: Span | undefined): Pick<RolloutStep, "not_before" | "ends" | "delayed"> {
  if (span === undefined) return {};
  return { not_before: timestamp(span.starts), ends: timestamp(span.ends), delayed: delayOf(span) };
}

function delayOf({ planned, freezes }: Span): StepDelay | undefined {
  if (freezes.length === 0) return undefined;
  return {
    from: timestamp(planned),
    freezes: freezes.map(({ from, to, reason }) => ({ from: timestamp(from), to: timestamp(to), reason })),
  };
}

/** What has to hold, in values and in words. */
function conditionsOf(subject: GateSubject, ramp: ResolvedRamp): Pick<Manifest, "gates" | "abort" | "criteria"> {
  const gates = resolvedGates(subject, ramp);
  const { criteria } = ramp;
  return {
    gates: Object.keys(gates).length === 0 ? undefined : gates,
    abort: ramp.abort.length === 0 ? undefined : [...ramp.abort],
    criteria:
      criteria.continue.length + criteria.rollback.length === 0
        ? undefined
        : { continue: [...criteria.continue], rollback: [...criteria.rollback] },
  };
}

function timestamp(instant: Instant): string {
  return formatInstant(instant).replace(/\.\d+Z$/, "Z");
}

/** JSON leaves out what is undefined, at any depth. */
function withoutUndefined(value: Manifest): unknown {
  return JSON.parse(JSON.stringify(value));
}
