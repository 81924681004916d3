import { statusOf } from "../plan/status.ts";
import { renderStatusJson } from "../report/status/json.ts";
import { renderStatus } from "../report/status/pretty.ts";
import { useColor } from "./context.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";
import { livePlan, type PlanOptions } from "./live-plan.ts";
import { unappliedIn } from "./status/unapplied.ts";

export interface StatusOptions extends Omit<PlanOptions, "take"> {
  readonly format: "pretty" | "json";
}

/** Tells where every migration stands. Writes nothing; conflicts are part of what it tells, and no reason to fail. */
export async function status(io: Io, { only, ...options }: StatusOptions): Promise<ExitCode> {
  // What waits for whom is known of the whole alone.
  const live = await livePlan(io, { ...options, take: new Map() });
  if (typeof live === "number") return live;
  const { plan, input, workspace } = live;
  const migrations = workspace.migrations.map(({ data }) => data);
  const unapplied = await unappliedIn(io, live);
  const found = statusOf({ plan, input, migrations, config: workspace.config.data, only, unapplied });
  io.stdout.write(
    options.format === "json"
      ? renderStatusJson(found)
      : renderStatus(found, { color: useColor(io, options, io.stdout) }),
  );
  return EXIT.clean;
}
