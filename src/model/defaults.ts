import { type Instant, parseDuration, parseDurationRange, parseInstant } from "./duration.ts";
import { listOf, type Move } from "./move.ts";
import { INSTANCE } from "./observed.ts";
import { own } from "./own.ts";
import type { RaciTask } from "./process/row.ts";
import type { RampStep } from "./schema/common.gen.ts";
import type { Config, Durations, Role } from "./schema/config.gen.ts";
import type { FeatureRamp } from "./schema/migration.gen.ts";

/** The label by which the process finds its work. */
export const PROCESS_LABEL = "AI Model Migration";

/** Labels of every epic and issue that we make; a team's label replaces one of the same scope. */
const LABELS: readonly string[] = [PROCESS_LABEL, "group::ai framework"];

/**
 * The label that every epic and issue of ours carries, the first of the catalog: a team's label may take the place of
 * others.
 */
export function managementLabel({ gitlab }: Config): string {
  return gitlab?.labels?.[0] ?? PROCESS_LABEL;
}

/** Least time between two steps of a ramp, and least time at 100 per cent before the flag may go. */
export const MINIMUM_SOAK = "15m";
export const MINIMUM_SOAK_AT_FULL = "1d";

/** What a flag is unless the migration says otherwise. */
export const FLAG = {
  type: "gitlab_com_derisk",
  actor: "user",
  controls: "model",
  environments: ["production"],
} as const;

/** Where the flags that we set live: a project, the whole server, or undefined where people set them. */
export function flagHomeOf({ gitlab }: Config): string | undefined {
  const { backend, project } = gitlab?.flags ?? {};
  if (backend === "instance") return INSTANCE;
  return backend === "project" ? project : undefined;
}

/** What the published process fixes, where `policy` says nothing else. */
const POLICY = {
  buffer: { warn: "28d", error: "14d" },
  durations: {
    upgrade: "7d..14d",
    integration: "30d..60d",
    deprecation: "14d..60d",
    evaluation: "2d",
    infrastructure: "3d",
    review: "2d",
    release: "7d",
  },
  contingency: 0.2,
  max_live_per_dri: 3,
  first_step: 10,
  evaluation_max_age: "30d",
  plan_ttl: "24h",
  mentions: 10,
  blast_radius: 0.25,
} as const satisfies Config["policy"];

/** Roles for one task; a row of the RACI matrix. */
export interface RaciRoles {
  readonly responsible: readonly Role[];
  readonly accountable: readonly Role[];
  readonly consulted: readonly Role[];
  readonly informed: readonly Role[];
}

export type RaciMatrix = Readonly<Record<RaciTask, RaciRoles>>;

/** The eight rows of the published matrix. */
export const RACI: RaciMatrix = {
  configuration: row("ai_framework", ["feature_team"], ["product", "infrastructure"]),
  infrastructure: row("ai_framework", ["infrastructure"], ["feature_team", "product"]),
  prompts: row("feature_team", ["ai_framework"], ["product", "infrastructure"]),
  evaluation: row("feature_team", ["ai_framework"], ["product", "infrastructure"]),
  feature_flags: row("feature_team", ["ai_framework"], ["product", "infrastructure"]),
  rollout: row("feature_team", ["ai_framework", "product"], ["infrastructure"]),
  documentation: row("feature_team", ["ai_framework", "product"], ["infrastructure"]),
  monitoring: row("feature_team", ["ai_framework", "infrastructure"], ["product"]),
};

export interface Freeze {
  readonly from: Instant;
  /** First instant after it. */
  readonly to: Instant;
  readonly reason: string | undefined;
}

/** The policy with every default filled in; all times in milliseconds, percentages from 0 to 100, shares from 0 to 1. */
export interface Policy {
  readonly buffer: { readonly warn: number; readonly error: number };
  /** Least and most. */
  readonly durations: Readonly<Record<keyof typeof POLICY.durations, readonly [number, number]>>;
  readonly contingency: number;
  readonly freezes: readonly Freeze[];
  readonly maxLivePerDri: number;
  readonly firstStep: number;
  readonly evaluationMaxAge: number;
  readonly planTtl: number;
  readonly mentions: number;
  readonly blastRadius: number;
  readonly minimumSoak: number;
  readonly minimumSoakAtFull: number;
  readonly hold: { readonly reason: string; readonly until: Instant | undefined } | undefined;
}

export function policyOf(config: Config): Policy {
  const policy = { ...POLICY, ...config.policy };
  const buffer = { ...POLICY.buffer, ...policy.buffer };
  const { hold } = policy;
  return {
    buffer: { warn: duration(buffer.warn), error: duration(buffer.error) },
    durations: durationsOf(policy.durations),
    contingency: policy.contingency,
    freezes: freezesOf(config),
    maxLivePerDri: policy.max_live_per_dri,
    firstStep: policy.first_step,
    evaluationMaxAge: duration(policy.evaluation_max_age),
    planTtl: duration(policy.plan_ttl),
    mentions: policy.mentions,
    blastRadius: policy.blast_radius,
    minimumSoak: duration(MINIMUM_SOAK),
    minimumSoakAtFull: duration(MINIMUM_SOAK_AT_FULL),
    hold: hold && { reason: hold.reason, until: parseInstant(hold.until) },
  };
}

/** The matrix of the catalog; tasks that it does not name have the roles of the published one. */
export function raciOf(config: Config): RaciMatrix {
  const matrix = config.raci;
  if (matrix === undefined || matrix === "default") return RACI;
  const rows = Object.entries(RACI).map(([task, roles]) => {
    const said = own(matrix, task);
    if (said === undefined) return [task, roles];
    const { responsible, accountable, consulted, informed } = said;
    return [
      task,
      {
        responsible: listOf<Role>(responsible),
        accountable: listOf<Role>(accountable),
        consulted: listOf<Role>(consulted),
        informed: listOf<Role>(informed),
      },
    ];
  });
  return Object.fromEntries(rows) as RaciMatrix;
}

/** A ramp with its catalog entry and the feature's own words put together. */
export interface ResolvedRamp {
  /** Name in the catalog; undefined for steps that the feature writes itself. */
  readonly name: string | undefined;
  readonly steps: readonly RampStep[];
  readonly abort: readonly string[];
  readonly criteria: { readonly continue: readonly string[]; readonly rollback: readonly string[] };
  readonly start: Instant | undefined;
}

/** The ramp of a feature, written as a name, as `{ use }` or with steps of its own; undefined without one or for an unknown name. */
export function rampOf(config: Config, { entry }: Move): ResolvedRamp | undefined {
  if (entry.ramp === undefined) return undefined;
  const written: FeatureRamp = typeof entry.ramp === "string" ? { use: entry.ramp } : entry.ramp;
  const base = own(config.ramps, written.use);
  const steps = written.steps ?? base?.steps;
  if (steps === undefined) return undefined;
  const criteria = { ...base?.criteria, ...written.criteria };
  return {
    name: written.use,
    steps,
    abort: written.abort ?? base?.abort ?? [],
    criteria: { continue: criteria.continue ?? [], rollback: criteria.rollback ?? [] },
    start: parseInstant(written.start),
  };
}

/** Labels of an epic or issue, sorted; the team's label takes the place of those with its scope (the text up to the last `::`). */
export function labelsOf(config: Config, team?: string): string[] {
  const all = config.gitlab?.labels ?? LABELS;
  const mine = own(config.teams, team)?.label;
  if (mine === undefined) return unique(all);
  const scope = scopeOf(mine);
  return unique([...all.filter((label) => scope === "" || scopeOf(label) !== scope), mine]);
}

function scopeOf(label: string): string {
  const end = label.lastIndexOf("::");
  return end < 0 ? "" : label.slice(0, end);
}

function unique(labels: readonly string[]): string[] {
  return [...new Set(labels)].sort();
}

function row(accountable: Role, consulted: readonly Role[], informed: readonly Role[]): RaciRoles {
  return { responsible: [accountable], accountable: [accountable], consulted, informed };
}

function durationsOf(said: Durations | undefined): Policy["durations"] {
  const ranges = Object.entries({ ...POLICY.durations, ...said }).map(([name, text]) => [
    name,
    parseDurationRange(text) ?? [0, 0],
  ]);
  return Object.fromEntries(ranges) as Policy["durations"];
}

function freezesOf(config: Config): Freeze[] {
  return (config.policy?.freezes ?? []).flatMap(({ from, to, reason }) => {
    const range = { from: parseInstant(from), to: parseInstant(to) };
    return range.from === undefined || range.to === undefined ? [] : [{ from: range.from, to: range.to, reason }];
  });
}

/** Texts come from the schema's pattern or from this file. */
function duration(text: string): number {
  return parseDuration(text) ?? 0;
}
