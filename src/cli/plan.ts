import { resolve } from "node:path";
import { writeWhole } from "../load/write.ts";
import { savedPlan, shownPlan } from "../report/plan/json.ts";
import { renderPlan } from "../report/plan/pretty.ts";
import { useColor } from "./context.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";
import { livePlan, type PlanOptions } from "./live-plan.ts";

export interface PlanCommandOptions extends PlanOptions {
  readonly format: "pretty" | "json";
  readonly out?: string;
  readonly detailedExitcode?: boolean;
}

/** Shows what apply would do; writes nothing but the plan itself, where that is asked for. */
export async function plan(io: Io, options: PlanCommandOptions): Promise<ExitCode> {
  const live = await livePlan(io, options);
  if (typeof live === "number") return live;
  if (options.out !== undefined) {
    await writeWhole(io.fs, resolve(io.cwd, options.out), savedPlan(live.plan));
    io.stderr.write(`saved to ${options.out}; carry it out with: cutover apply ${options.out}\n`);
  }
  const color = useColor(io, options, io.stdout);
  io.stdout.write(options.format === "json" ? shownPlan(live.plan) : renderPlan(live.plan, { color }));
  return options.detailedExitcode && live.plan.changes.length > 0 ? EXIT.changes : EXIT.clean;
}
