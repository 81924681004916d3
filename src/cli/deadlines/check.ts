import { disagreementsIn } from "../../deadlines/disagreement.ts";
import { keysOf } from "../../deadlines/identity.ts";
import { endingsIn, horizonOf, isPressing, isUncovered } from "../../deadlines/uncovered.ts";
import { usesIn } from "../../deadlines/usage.ts";
import { OVERRIDE } from "../../model/deadline.ts";
import { DAY, type Instant } from "../../model/duration.ts";
import { own } from "../../model/own.ts";
import { type CheckReport, renderCheck } from "../../report/deadlines/check.ts";
import { renderCheckJson } from "../../report/deadlines/check-json.ts";
import { usualRamp } from "../../scaffold/fitting-ramp.ts";
import { useColor } from "../context.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import type { Io } from "../io.ts";
import type { CommonOptions } from "../program.ts";
import { type OpenDeadlines, openDeadlines, refuseBlind } from "./open-deadlines.ts";

export interface CheckOptions extends CommonOptions {
  readonly checkout: ReadonlyMap<string, string>;
  readonly asOf?: Instant;
  readonly days?: number;
  readonly format: "pretty" | "json";
}

/** Exits 1 if an offering in use ends within the horizon, or has ended, and some use of it has no migration in time. */
export async function check(io: Io, options: CheckOptions): Promise<ExitCode> {
  const opened = await openDeadlines(io, options);
  if (typeof opened === "number") return opened;
  refuseBlind(opened);
  const report = reportOf(opened, options.days);
  const color = useColor(io, options, io.stdout);
  io.stdout.write(options.format === "json" ? renderCheckJson(report) : renderCheck(report, { color }));
  return report.uncovered.length === 0 ? EXIT.clean : EXIT.problems;
}

function reportOf(opened: OpenDeadlines, days: number | undefined): CheckReport {
  const { workspace, gateways, document, deadlines, instant } = opened;
  const horizon = horizonOf(workspace.config.data, days);
  const endings = endingsIn({ ...opened, gateways: new Map(gateways.map(({ target, files }) => [target, files])) });
  const used = [...new Set(gateways.flatMap(({ files }) => [...usesIn(files).keys()]))].sort();
  const open = used.flatMap((id) => {
    const end = deadlines.get(id);
    // Where a person has decided, the sources may say what they like.
    return end === undefined || end.source === OVERRIDE ? [] : [end];
  });
  return {
    instant,
    horizon: Math.floor(horizon / DAY),
    endings,
    uncovered: endings.filter((ending) => isPressing(ending, { instant, horizon }) && isUncovered(ending)),
    ramp: usualRamp(workspace.config.data, instant),
    disagreements: disagreementsIn(document.data).filter(({ host, model }) =>
      open.some((end) => end.host === host && keysOf(host, end.model).includes(model)),
    ),
    looked: used.length,
    unlocked: used.filter((id) => deadlines.has(id) && own(document.data.offerings, id) === undefined),
  };
}
