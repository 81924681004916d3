import { compile } from "../../compile/index.ts";
import { neededFiles } from "../../compile/needed.ts";
import { isSameHome, type TargetSnapshot } from "../../model/target.ts";
import { applyUser } from "../../model/users.ts";
import type { Workspace } from "../../model/workspace.ts";
import type { Asked } from "../../plan/imagine-input.ts";
import { planOffline } from "../../plan/offline.ts";
import type { Plan } from "../../plan/plan.ts";
import { localSurroundings, localTargets, openSoundWorkspace, printProblems, refuseOutsidePaths } from "../context.ts";
import { EXIT, type ExitCode, UserError } from "../exit.ts";
import { noteStale, staleTargets } from "../fetch/stale.ts";
import { hasTokenFor } from "../forge.ts";
import type { Io } from "../io.ts";
import { askedOf, type PlanOptions } from "../live-plan.ts";
import { askedAt, type Base, baseCommit, readBase } from "./base.ts";

export interface OfflineOptions extends PlanOptions {
  readonly offline?: boolean;
  /** What the plan is compared with. */
  readonly changedSince?: string;
}

/** A user name for a catalog that names none: nobody sees it. */
const NOBODY = "cutover";
const NOTHING: Asked = { resources: [], migrations: [] };

/** Whether a plan is to be made without GitLab: because it was asked for, or in a pipeline that has no token. */
export function isOffline(io: Io, { offline = false, changedSince }: OfflineOptions): boolean {
  if (offline) return true;
  const inPipeline = Boolean(io.env.CI);
  if (inPipeline && !hasTokenFor(io, "read")) {
    io.stderr.write(
      "note: this pipeline has no token for GitLab, as it is with forks: the plan is made offline; CUTOVER_PLAN_TOKEN takes one of scope read_api\n",
    );
    return true;
  }
  if (changedSince !== undefined && !inPipeline)
    throw new UserError(
      EXIT.usage,
      "--changed-since goes with --offline",
      "a plan of GitLab compares with what is there",
    );
  return false;
}

/** A plan that nobody on GitLab was asked for. */
interface OfflinePlan {
  readonly plan: Plan;
  readonly root: string;
  readonly workspace: Workspace;
  /** What was looked at on GitLab: nothing. */
  readonly input?: undefined;
}

/** The plan of what changed in this repository since its base. An exit code where something is wrong here. */
export async function offlinePlan(io: Io, options: OfflineOptions): Promise<OfflinePlan | ExitCode> {
  const opened = await openSoundWorkspace(io, options, { allowEmpty: true });
  if (typeof opened === "number") return opened;
  const { root, workspace } = opened;
  const since = await baseCommit(io, root, options.changedSince);
  const base = since === undefined ? undefined : await readBase(io, root, since);
  const { targets, missing } = await targetsHere(io, root, workspace);
  const { data: config } = workspace.config;
  // Of a target that is somewhere else now, everything is new.
  const lost = (base?.missing ?? []).filter(
    (one) => base === undefined || !config.targets?.[one] || isSameHome(config, base.workspace.config.data, one),
  );
  const leftOut = [...new Set([...missing, ...lost])].sort();
  const here = without(targets, leftOut);
  noteStale(io, await staleTargets(io, root, workspace, new Map()));
  const surroundings = await localSurroundings(io, root, workspace, new Map());
  const { resources, problems, before } = compile({ workspace, targets: here, surroundings });
  if (problems.some(({ severity }) => severity === "error")) {
    await printProblems(io, options, problems, workspace, before.snapshots);
    return EXIT.problems;
  }
  const asked = askedOf(io, options, {
    ...{ workspace, targets: here, resources },
    url: config.gitlab?.url ?? io.env.CI_SERVER_URL ?? "",
    user: applyUser(config) ?? NOBODY,
    instant: options.asOf ?? io.clock.now(),
  });
  const plan = planOffline(asked, await askedBefore(io, root, base, leftOut), {
    ...(since !== undefined && base !== undefined && { since }),
    ...(leftOut.length > 0 && { leftOut }),
  });
  return { plan, root, workspace };
}

async function askedBefore(io: Io, root: string, base: Base | undefined, leftOut: readonly string[]): Promise<Asked> {
  return base === undefined ? NOTHING : askedAt(io, root, base, without(base.targets, leftOut));
}

async function targetsHere(io: Io, root: string, workspace: Workspace) {
  const needed = neededFiles(workspace);
  refuseOutsidePaths(needed);
  const { snapshots, missing } = await localTargets(io, root, workspace, needed, new Map());
  return { targets: snapshots, missing };
}

function without(
  targets: ReadonlyMap<string, TargetSnapshot>,
  leftOut: readonly string[],
): ReadonlyMap<string, TargetSnapshot> {
  return new Map([...targets].filter(([target]) => !leftOut.includes(target)));
}
