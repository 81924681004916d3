import { type Forge, ForgeError } from "../forge/port.ts";
import type { Instant } from "../model/duration.ts";
import type { Observation } from "../model/observed.ts";
import { HOLD_LABEL, isDownward, isUpward } from "../plan/hold.ts";
import type { Change, Plan } from "../plan/plan.ts";
import { type Auditor, traceOf } from "./audit.ts";
import { comment } from "./comment.ts";
import { createProposal, updateProposal } from "./file.ts";
import { createFlag, moveFlag, removeFlag } from "./flag.ts";
import { createItem, updateItem } from "./item.ts";
import type { RunLock } from "./lock.ts";
import { noteFlag } from "./note.ts";
import { type ApplyEvent, isDone, type Outcome, type Result, stopped } from "./outcome.ts";
import { type Limits, refuseUnfit } from "./refuse.ts";
import { relate } from "./relation.ts";
import { heldBy, type Scene, sceneOf } from "./scene.ts";
import { tellTwins } from "./twins.ts";
import { watched } from "./watched.ts";

export interface ApplyInput extends Limits {
  readonly plan: Plan;
  readonly forge: Forge;
  /** Address of the forge; a plan for another one is refused. */
  readonly url: string;
  readonly now: Instant;
  /** The look that the plan was made from a moment ago. Without it apply looks once itself before it makes anything. */
  readonly observation?: Observation | undefined;
  /** Digests of the migrations as they are now, by name; changes of another one are stopped. */
  readonly migrations?: ReadonlyMap<string, string> | undefined;
  /** Digest of everything that people wrote, as it is now; a plan of another workspace is refused. */
  readonly workspace?: string | undefined;
  /** Why nothing may be written now; flags may still go down. */
  readonly hold?: string | undefined;
  /** Why no flag may be raised now. */
  readonly freeze?: string | undefined;
  readonly report?: ((event: ApplyEvent) => void) | undefined;
  /** Keeps a record of each write; where it fails, nothing is written. */
  readonly audit?: Auditor | undefined;
  /** Keeps other runs away while this one writes. */
  readonly lock?: RunLock | undefined;
  /** Changes that run at the same time. Default: 4. */
  readonly concurrency?: number | undefined;
  /** Ends the run after the changes that have begun. */
  readonly signal?: AbortSignal | undefined;
}

/** After one of these nothing else can be written either. */
const FATAL: readonly ForgeError["kind"][] = ["unreachable", "unauthenticated", "throttled"];

/**
 * Carries out a plan and decides nothing: in its order, with a few independent changes at a time. Each object is read
 * again right before it is written to. Outcomes come in the order of the plan. Throws ApplyRefusal for a plan that may
 * not be carried out, and ForgeError when not even the first look succeeds.
 */
export async function executePlan(input: ApplyInput): Promise<Outcome[]> {
  const { plan, forge, url, now, workspace, maxChanges, allowClosing, lock } = input;
  const { user } = await forge.session();
  refuseUnfit(plan, { url, user, now, workspace, maxChanges, allowClosing });
  const guarded = lock === undefined ? forge : watched(forge, (_write, carryOut) => lock.under(carryOut));
  const scene = sceneOf(plan, guarded, await lookAgain(input));
  const run: Run = { input, scene, outcomes: new Map(), holds: new Map(), end: undefined };
  await runAll(run, input.concurrency ?? 4);
  return withTwins(run);
}

/** Outcomes in the order of the plan; those that another run turned out to have made as well are told anew. */
async function withTwins({ input, scene, outcomes }: Run): Promise<Outcome[]> {
  const { changes } = input.plan;
  const final = await tellTwins(
    scene,
    changes.flatMap(({ id }) => outcomes.get(id) ?? []),
  );
  const byId = new Map(final.map((outcome) => [outcome.id, outcome]));
  for (const change of changes) {
    const outcome = byId.get(change.id);
    if (outcome === undefined || outcome.status === outcomes.get(change.id)?.status) continue;
    if (input.audit !== undefined) await traceOf(scene, change, input.audit).end(outcome);
    input.report?.({ kind: "end", change, outcome });
  }
  return final;
}

/**
 * Begins the first change in the plan's order that waits for nothing, as long as there is room. Two changes of one object
 * never run at once: each writes the body that it has read.
 */
async function runAll(run: Run, concurrency: number): Promise<void> {
  const { changes } = run.input.plan;
  const waiting = [...changes];
  const ids = new Set(changes.map(({ id }) => id));
  const active = new Set<Promise<void>>();
  const busy = new Set<string>();
  let defect: { readonly error: unknown } | undefined;
  while (waiting.length + active.size > 0) {
    const next = waiting.findIndex(
      ({ key, dependsOn }) => !busy.has(key) && dependsOn.every((id) => run.outcomes.has(id) || !ids.has(id)),
    );
    const [change] = next >= 0 && active.size < concurrency && defect === undefined ? waiting.splice(next, 1) : [];
    if (change === undefined && active.size === 0) break;
    if (change === undefined) {
      await Promise.race(active);
      continue;
    }
    const begun: Promise<void> = settle(run, change)
      .catch((error: unknown) => {
        defect ??= { error };
      })
      .finally(() => {
        busy.delete(change.key);
        active.delete(begun);
      });
    busy.add(change.key);
    active.add(begun);
  }
  if (defect !== undefined) throw defect.error;
}

interface Run {
  readonly input: ApplyInput;
  readonly scene: Scene;
  readonly outcomes: Map<string, Outcome>;
  /** By migration: the object that holds it, as far as this run has looked. */
  readonly holds: Map<string, Promise<string | undefined>>;
  /** Why nothing more is begun. */
  end: string | undefined;
}

/** A killed run may have made things that the plan does not know: they are found by their markers. */
async function lookAgain({ plan, forge, observation }: ApplyInput): Promise<Observation | undefined> {
  const makes = plan.changes.some(({ action, kind }) => action === "create" && kind !== "flag");
  return observation === undefined && makes ? forge.observe(plan.scope) : undefined;
}

async function settle(run: Run, change: Change): Promise<void> {
  const { input, outcomes } = run;
  const reason = whySkipped(run, change);
  if (reason === undefined) input.report?.({ kind: "start", change });
  const outcome: Outcome = reason === undefined ? await traced(run, change) : { id: change.id, ...reason };
  outcomes.set(change.id, outcome);
  input.report?.({ kind: "end", change, outcome });
}

async function traced(run: Run, change: Change): Promise<Outcome> {
  const { audit } = run.input;
  const trace = audit && traceOf(run.scene, change, audit);
  const outcome: Outcome = { id: change.id, ...(await attempt(run, trace?.scene ?? run.scene, change)) };
  await trace?.end(outcome);
  return outcome;
}

function whySkipped({ input, outcomes, end }: Run, change: Change): Result | undefined {
  const skipped = (message: string): Result => ({ status: "skipped", message, url: change.url });
  const lost = input.lock?.lost();
  if (input.signal?.aborted) return skipped("not tried: interrupted");
  if (input.freeze !== undefined && isUpward(change)) return skipped(`not tried: ${input.freeze}`);
  if (input.hold !== undefined && !isDownward(change)) return skipped(`not tried: ${input.hold}`);
  if (end !== undefined) return skipped(`not tried: ${end}`);
  if (lost !== undefined) return skipped(`not tried: ${lost}`);
  for (const id of change.dependsOn) {
    const before = outcomes.get(id);
    if (before === undefined || !isDone(before))
      return skipped(`not tried: it comes after ${id}, which ${FATE[before?.status ?? "absent"]}`);
  }
  return undefined;
}

const FATE = {
  applied: "was applied",
  unchanged: "was unchanged",
  stopped: "was stopped",
  failed: "failed",
  skipped: "was skipped",
  absent: "is not in the plan",
};

async function attempt(run: Run, scene: Scene, change: Change): Promise<Result> {
  const current = run.input.migrations;
  if (current !== undefined && current.get(change.migration) !== change.basis.migration) {
    return stopped(`migration ${change.migration} was changed since the plan was made; plan again`, change.url);
  }
  try {
    const held = isDownward(change) ? undefined : await heldNow(run, change);
    if (held !== undefined) return stopped(`${held} carries the label ${HOLD_LABEL}`, change.url);
    return await dispatch(scene, change);
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    // A server that refuses a text may quote it.
    const told = change.confidential ? error.plain : error.message;
    if (FATAL.includes(error.kind)) run.end = told;
    if (error.kind === "conflict") return stopped(told, change.url);
    const hint = error.hint === undefined ? "" : ` (${error.hint})`;
    return { status: "failed", message: `${told}${hint}`, url: change.url };
  }
}

/** Looked up once per run and migration: a label that a person sets later stops the next run, and every raise. */
function heldNow({ scene, holds }: Run, { migration }: Change): Promise<string | undefined> {
  const held = holds.get(migration) ?? heldBy(scene, migration);
  holds.set(migration, held);
  return held;
}

function dispatch(scene: Scene, change: Change): Promise<Result> {
  const { desired, action, effect } = change;
  if (effect.do === "note-flag") return noteFlag(scene, change, effect);
  if (effect.do === "note") return comment(scene, change, effect);
  if (desired === undefined) return relate(scene, change);
  const make = action === "create";
  switch (desired.kind) {
    case "flag":
      if (effect.do === "remove-flag") return removeFlag(scene, change, desired);
      return make ? createFlag(scene, change, desired) : moveFlag(scene, change, desired);
    case "file":
      return make ? createProposal(scene, change, desired) : updateProposal(scene, change, desired);
    case "note":
      return Promise.resolve(stopped(`a comment cannot ${effect.do}`));
    default:
      return make ? createItem(scene, change, desired) : updateItem(scene, change, desired);
  }
}
