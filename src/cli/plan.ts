import { resolve } from "node:path";
import { writeWhole } from "../load/write.ts";
import type { Plan } from "../plan/plan.ts";
import { type PlanFormat, renderPlanAs } from "../report/plan/formats.ts";
import { savedPlan } from "../report/plan/json.ts";
import { useColor } from "./context.ts";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import type { Io } from "./io.ts";
import { livePlan, type PlanOptions } from "./live-plan.ts";
import { type Output, refuseOutputs, writeEach } from "./output.ts";
import { isOffline, type OfflineOptions, offlinePlan } from "./plan/offline.ts";

export interface PlanCommandOptions extends OfflineOptions {
  readonly format: PlanFormat;
  readonly output: readonly Output<PlanFormat>[];
  readonly out?: string;
  readonly detailedExitcode?: boolean;
  /** Keep a note with the plan on the merge request whose pipeline this is. */
  readonly note?: boolean;
}

/** Shows what apply would do; writes nothing but the plan itself, to files and a note where those are asked for. */
export async function plan(io: Io, options: PlanCommandOptions): Promise<ExitCode> {
  const { format, output, out, detailedExitcode } = options;
  await refuseOutputs(io, output, new Map(out === undefined ? [] : [[`--out ${out}`, out]]));
  if (options.note) refusePart(options);
  const live = isOffline(io, options) ? await offlinePlan(io, options) : await livePlan(io, options);
  if (typeof live === "number") return live;
  if (out !== undefined) await save(io, out, live.plan);
  await writeEach(io, output, (one) => renderPlanAs(one, live.plan, { color: false }));
  io.stdout.write(await renderPlanAs(format, live.plan, { color: useColor(io, options, io.stdout) }));
  if (options.note) {
    const { postNote } = await import("./review/note.ts");
    const { plan: made, root, workspace, input } = live;
    await postNote(io, { plan: made, root, workspace, resources: input?.resources });
  }
  return detailedExitcode && live.plan.changes.length > 0 ? EXIT.changes : EXIT.clean;
}

/** Whoever reads the note of a merge request takes it for all that will be done. */
function refusePart({ only, take }: PlanOptions): void {
  const option = only === undefined ? "--take" : "--only";
  if (only === undefined && take.size === 0) return;
  throw new UserError(
    EXIT.usage,
    `--note shows the whole plan, as it is applied, and ${option} is given`,
    `leave ${option} out`,
  );
}

/**
 * Texts of confidential objects are in it: nobody else on this machine may read it. In a pipeline the job that applies
 * it may run as another user, and who may fetch it is said there.
 */
async function save(io: Io, out: string, plan: Plan): Promise<void> {
  await writeWhole(io.fs, resolve(io.cwd, out), savedPlan(plan), io.env.CI ? {} : { mode: OWNER_ONLY });
  const use = plan.offline === undefined ? `carry it out with: cutover apply ${out}` : "it is for readers alone";
  io.stderr.write(`saved to ${out}; ${use}\n`);
}

const OWNER_ONLY = 0o600;
