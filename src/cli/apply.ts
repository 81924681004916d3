import { type ApplyInput, executePlan } from "../apply/execute.ts";
import type { RunLock } from "../apply/lock.ts";
import type { Outcome } from "../apply/outcome.ts";
import type { Plan } from "../plan/plan.ts";
import { renderPlan } from "../report/plan/pretty.ts";
import { openAudit } from "./apply/audit.ts";
import { confirmed } from "./apply/confirm.ts";
import { lockTracker } from "./apply/lock.ts";
import { whyOutdated } from "./apply/pipeline.ts";
import { readPlan } from "./apply/saved.ts";
import { refuseOtherUser } from "./apply/user.ts";
import { useColor } from "./context.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";
import {
  frozenNow,
  holdNow,
  type Live,
  type LivePlan,
  migrationDigests,
  openLive,
  type PlanOptions,
  planFrom,
  workspaceDigest,
} from "./live-plan.ts";
import { type Progress, progressOf } from "./progress.ts";
import { refuseSaved } from "./review/options.ts";
import type { Agreed } from "./review/reviewed.ts";

export interface ApplyOptions extends PlanOptions {
  readonly format: "pretty" | "json";
  /** File of a saved plan. */
  readonly plan?: string | undefined;
  readonly yes?: boolean;
  /** Carry out nothing but what was read in a merge request. */
  readonly reviewed?: boolean;
  readonly maxChanges?: number;
  readonly allowClosing?: number;
  /** Milliseconds to wait for another run. */
  readonly lockTimeout: number;
  /** File that takes the record of all writes. */
  readonly audit?: string;
}

/** Carries out a plan, after it was shown and agreed to, while no other run does. */
export async function apply(io: Io, options: ApplyOptions): Promise<ExitCode> {
  if (options.reviewed) refuseSaved(io, options);
  const saved = options.plan === undefined ? undefined : await readPlan(io, options, options.plan);
  const live = await openLive(io, options, "write");
  if (typeof live === "number") return live;
  refuseOtherUser(live);
  if (await isOutdated(io, live)) return EXIT.problems;
  const run = io.unique();
  const lock = await lockTracker(io, live, run, options.lockTimeout);
  try {
    const prepared = saved === undefined ? await planFrom(io, options, live) : { ...live, plan: saved };
    return typeof prepared === "number" ? prepared : await applyPlan(io, options, { ...prepared, run, lock });
  } finally {
    await lock?.release();
  }
}

async function applyPlan(io: Io, options: ApplyOptions, prepared: Prepared): Promise<ExitCode> {
  const { plan, run } = prepared;
  const color = useColor(io, options, io.stdout);
  // A saved plan was read when it was made; it is shown again only to whoever is asked about it.
  const isShown = options.plan === undefined || !options.yes;
  if (options.format === "pretty" && isShown) {
    io.stdout.write(`${renderPlan(plan, { color })}${plan.changes.length > 0 ? "\n" : ""}`);
  }
  const agreed = options.reviewed ? await agreedNow(io, prepared) : undefined;
  if (options.reviewed && agreed === undefined) return EXIT.problems;
  if (plan.changes.length > 0 && !options.yes && !(await confirmed(io, plan))) {
    io.stderr.write("\nnothing was changed\n");
    return io.signal?.aborted ? EXIT.failed : EXIT.problems;
  }
  // The question may have stood for hours, and the look at the forge may have taken minutes.
  if (plan.changes.length > 0 && (await isOutdated(io, prepared))) return EXIT.problems;
  const progress = progressOf(io, plan, { format: options.format, color, run });
  const outcomes = await carryOut(io, options, prepared, progress);
  const code = exitOf(io, plan, outcomes);
  progress.end(outcomes, code);
  await agreed?.tell(outcomes);
  return code;
}

/** Loaded by the jobs that ask for it: a person at a terminal has read the plan. */
async function agreedNow(io: Io, prepared: Prepared): Promise<Agreed | undefined> {
  const { agreedTo } = await import("./review/reviewed.ts");
  return agreedTo(io, prepared, { plan: prepared.plan, resources: prepared.input?.resources ?? [] });
}

interface Prepared extends Live {
  readonly plan: Plan;
  readonly observation?: ApplyInput["observation"];
  readonly input?: LivePlan["input"];
  /** Id of this run. */
  readonly run: string;
  readonly lock: RunLock | undefined;
}

async function isOutdated(io: Io, live: Live): Promise<boolean> {
  const reason = await whyOutdated(io, live);
  if (reason !== undefined) io.stderr.write(`cutover: ${reason}\n  nothing was changed\n`);
  return reason !== undefined;
}

async function carryOut(
  io: Io,
  options: ApplyOptions,
  prepared: Prepared,
  progress: Progress,
): Promise<readonly Outcome[]> {
  const { plan, access, workspace, instant, observation, run, lock } = prepared;
  const audit = plan.changes.length === 0 ? undefined : await openAudit(io, prepared, run, options.audit);
  progress.start();
  try {
    if (plan.changes.length === 0) return [];
    return await executePlan({
      plan,
      forge: access.forge,
      url: access.url,
      now: instant,
      observation,
      migrations: migrationDigests(workspace),
      workspace: workspaceDigest(workspace),
      hold: holdNow(io, prepared),
      freeze: frozenNow(prepared),
      maxChanges: options.maxChanges,
      allowClosing: options.allowClosing,
      signal: io.signal,
      report: progress.report,
      audit,
      lock,
    });
  } finally {
    progress.stop();
  }
}

function exitOf(io: Io, { conflicts }: Plan, outcomes: readonly Outcome[]): ExitCode {
  const statuses = new Set(outcomes.map(({ status }) => status));
  if (statuses.has("failed") || io.signal?.aborted) return EXIT.failed;
  return statuses.has("stopped") || statuses.has("skipped") || conflicts.length > 0 ? EXIT.problems : EXIT.clean;
}
