import { seenNow } from "../deadlines/resolver.ts";
import { horizonOf, type Uncovered, uncoveredIn } from "../deadlines/uncovered.ts";
import { statusOf } from "../plan/status.ts";
import { renderStatusJson } from "../report/status/json.ts";
import { renderStatus } from "../report/status/pretty.ts";
import { useColor } from "./context.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import type { Io } from "./io.ts";
import { type LivePlan, livePlan, type PlanOptions } from "./live-plan.ts";
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
  const { migrations, deadlines } = workspace;
  const unapplied = await unappliedIn(io, live);
  const uncovered = only === undefined ? uncoveredNow(live) : undefined;
  const { data: config } = workspace.config;
  const found = statusOf({ plan, input, migrations, config, deadlines, uncovered, only, unapplied });
  io.stdout.write(
    options.format === "json"
      ? renderStatusJson(found)
      : renderStatus(found, { color: useColor(io, options, io.stdout) }),
  );
  return EXIT.clean;
}

/** What ends soon without a migration in time; undefined where there is no lock file, since then nothing is known. */
function uncoveredNow({ workspace, gateways, instant }: LivePlan): readonly Uncovered[] | undefined {
  const { data: config } = workspace.config;
  if (workspace.deadlines === undefined) return undefined;
  const deadlines = seenNow(workspace.deadlines.data, [...gateways.values()], config, instant);
  return uncoveredIn({ workspace, gateways, deadlines, instant, horizon: horizonOf(config) });
}
