import { ForgeError, type Merge } from "../../forge/port.ts";
import { isAllApplied, reviewIn } from "../../model/review-note.ts";
import { notesUser } from "../../model/users.ts";
import type { Unapplied, UnappliedMerge } from "../../plan/status-shape.ts";
import { folderInRepository } from "../folder.ts";
import type { Io } from "../io.ts";
import type { LivePlan } from "../live-plan.ts";

/** Merge requests that are looked at, one call each: what lies further back was applied by one of them, or is old news. */
const LOOKED_AT = 5;

/**
 * How the changes of a plan are applied, and with which merge requests they came; undefined where there are none. Only in
 * a pipeline it is known where those are.
 */
export async function unappliedIn(io: Io, live: LivePlan): Promise<Unapplied | undefined> {
  if (live.plan.changes.length === 0) return undefined;
  const { CI_PROJECT_PATH: project, CI_DEFAULT_BRANCH: branch } = io.env;
  if (!project || !branch) return { how: "cutover apply" };
  const pipelines = `${live.access.url}/${project}/-/pipelines?ref=${encodeURIComponent(branch)}`;
  const how = `the apply job of the newest pipeline of ${branch} in ${project}: ${pipelines}`;
  return { how, merges: await mergesOf(live, { project, branch, folder: await folderInRepository(io, live.root) }) };
}

interface Place {
  readonly project: string;
  readonly branch: string;
  /** Of the workspace in its repository. */
  readonly folder: string;
}

/** Undefined where the merge requests may not be read: then nothing is known of them. */
async function mergesOf(live: LivePlan, { project, branch, folder }: Place): Promise<UnappliedMerge[] | undefined> {
  try {
    return await lookAt(live, (await live.access.forge.merges(project, branch, LOOKED_AT)).slice(0, LOOKED_AT), folder);
  } catch (error) {
    if (error instanceof ForgeError && (error.kind === "missing" || error.kind === "forbidden")) return undefined;
    throw error;
  }
}

/** Back to the one whose result note says that all was applied: that run carried out what was merged before, too. */
async function lookAt({ access, plan, user, workspace }: LivePlan, merges: readonly Merge[], folder: string) {
  const left = new Set(plan.changes.map(({ id }) => id));
  const found: UnappliedMerge[] = [];
  for (const { locator, url, at } of merges) {
    const notes = await access.forge.notes(locator);
    if (isAllApplied(notes, user, folder)) break;
    const shown = Object.keys(reviewIn(notes, notesUser(workspace.config.data) ?? user, folder)?.changes ?? {});
    const changes = shown.filter((id) => left.has(id)).length;
    if (changes > 0) found.push({ reference: `${locator.home}!${locator.id}`, url, at, changes });
  }
  return found;
}
