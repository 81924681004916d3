import { resolve } from "node:path";
import { writeWhole } from "../load/write.ts";
import type { Plan } from "../plan/plan.ts";
import { type PlanFormat, renderPlanAs } from "../report/plan/formats.ts";
import { savedPlan } from "../report/plan/json.ts";
import { useColor } from "./context.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";
import { livePlan, type PlanOptions } from "./live-plan.ts";
import { type Output, refuseOutputs, writeEach } from "./output.ts";

export interface PlanCommandOptions extends PlanOptions {
  readonly format: PlanFormat;
  readonly output: readonly Output<PlanFormat>[];
  readonly out?: string;
  readonly detailedExitcode?: boolean;
}

/** Shows what apply would do; writes nothing but the plan itself, where that is asked for. */
export async function plan(io: Io, options: PlanCommandOptions): Promise<ExitCode> {
  const { format, output, out, detailedExitcode } = options;
  await refuseOutputs(io, output, new Map(out === undefined ? [] : [[`--out ${out}`, out]]));
  const live = await livePlan(io, options);
  if (typeof live === "number") return live;
  if (out !== undefined) await save(io, out, live.plan);
  await writeEach(io, output, (one) => renderPlanAs(one, live.plan, { color: false }));
  io.stdout.write(await renderPlanAs(format, live.plan, { color: useColor(io, options, io.stdout) }));
  return detailedExitcode && live.plan.changes.length > 0 ? EXIT.changes : EXIT.clean;
}

/**
 * Texts of confidential objects are in it: nobody else on this machine may read it. In a pipeline the job that applies
 * it may run as another user, and who may fetch it is said there.
 */
async function save(io: Io, out: string, plan: Plan): Promise<void> {
  await writeWhole(io.fs, resolve(io.cwd, out), savedPlan(plan), io.env.CI ? {} : { mode: OWNER_ONLY });
  io.stderr.write(`saved to ${out}; carry it out with: cutover apply ${out}\n`);
}

const OWNER_ONLY = 0o600;
