import { driftKey } from "../model/drift.ts";
import { driftOf } from "../plan/drift.ts";
import { type Dated, dated, driftIssues, seenIn } from "../plan/drift-issue.ts";
import { renderDriftJson } from "../report/drift/json.ts";
import { renderDriftBlock } from "../report/drift/markdown.ts";
import { type DriftReport, renderDrift } from "../report/drift/pretty.ts";
import { refuseOtherBranch, whyOutdated } from "./apply/pipeline.ts";
import { refuseOtherUser } from "./apply/user.ts";
import { useColor } from "./context.ts";
import { keepIssue } from "./drift/issue.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { folderInRepository } from "./folder.ts";
import type { Io } from "./io.ts";
import { type LivePlan, openLive, type PlanOptions, planFrom } from "./live-plan.ts";

interface DriftOptions extends Omit<PlanOptions, "take" | "only"> {
  readonly format: "pretty" | "json";
  readonly detailedExitcode?: boolean;
}

/** Tells in one issue of the tracker what on GitLab is not as merged, and writes nothing else. */
export async function drift(io: Io, options: DriftOptions): Promise<ExitCode> {
  // On another branch everything that is not merged yet would look like drift.
  refuseOtherBranch(io, "drift");
  const planOptions: PlanOptions = { ...options, take: new Map() };
  const opened = await openLive(io, planOptions, "write");
  if (typeof opened === "number") return opened;
  refuseOtherUser(opened);
  const outdated = await whyOutdated(io, opened);
  if (outdated !== undefined) {
    // The next run on the schedule is of the newest commit.
    io.stderr.write(`cutover: ${outdated}\n  nothing was compared, and nothing was written\n`);
    return EXIT.clean;
  }
  const live = await planFrom(io, planOptions, opened);
  if (typeof live === "number") return live;
  const report = await told(io, live);
  const color = useColor(io, options, io.stdout);
  io.stdout.write(options.format === "json" ? renderDriftJson(report) : renderDrift(report, { color }));
  return options.detailedExitcode && report.differences.length > 0 ? EXIT.changes : EXIT.clean;
}

/** Compares, and brings the issue up to date. */
async function told(io: Io, live: LivePlan): Promise<DriftReport> {
  const { plan, input, observation, session, instant } = live;
  const place = await placeOf(io, live);
  const key = driftKey(place);
  const issues = driftIssues(observation.items, key, session.user);
  const seen = seenIn(issues[0]);
  const differences = dated(driftOf(plan, input), seen, instant);
  const hidden = (observation.hidden ?? []).map(({ home, kind, reason }) => `${kind} of ${home}: ${reason}`);
  // What stands where nobody could look this time is neither gone nor new when it is seen again.
  const unseen = hidden.length === 0 ? {} : withoutFound(seen, differences);
  const text = renderDriftBlock({ place, differences, hidden });
  const home = plan.scope.tracker.project;
  const { done, issue } = await keepIssue(live, issues, { key, home, differences, unseen, text });
  return { differences, hidden, done, issue };
}

function withoutFound(seen: Readonly<Record<string, string>>, found: readonly Dated[]): Record<string, string> {
  const ids = new Set(found.map(({ difference }) => difference.id));
  return Object.fromEntries(Object.entries(seen).filter(([id]) => !ids.has(id)));
}

/** Several workspaces may share a tracker, and a repository hold several of them: each has an issue of its own. */
async function placeOf(io: Io, { root, plan }: LivePlan): Promise<string> {
  const folder = await folderInRepository(io, root);
  return [io.env.CI_PROJECT_PATH || plan.scope.tracker.project, ...(folder === "" ? [] : ["-", folder])].join("/");
}
