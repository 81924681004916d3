import type { Outcome } from "../../apply/outcome.ts";
import { ForgeError, type Merge } from "../../forge/port.ts";
import { normalizeBody } from "../../model/marker.ts";
import { findNote } from "../../model/review-note.ts";
import { notesUser } from "../../model/users.ts";
import type { Plan } from "../../plan/plan.ts";
import { type Judged, planDigest } from "../../plan/review.ts";
import { isFree, isItemMade, needless, type Unreviewed } from "../../plan/reviewed.ts";
import { concealed } from "../../report/diagnostics/conceal.ts";
import { renderResultNote } from "../../report/plan/result-note.ts";
import { plural, printable } from "../../report/plan/text.ts";
import { UserError } from "../exit.ts";
import { folderInRepository } from "../folder.ts";
import type { Io } from "../io.ts";
import type { Live } from "../live-plan.ts";
import { mergeOf, readReviews } from "./merged.ts";
import { type Commit, commitOf } from "./options.ts";

/** Names in the line about what is not needed any more. */
const NAMED = 5;

/** That a plan may be carried out, and where to tell what became of it. */
export interface Agreed {
  tell(outcomes: readonly Outcome[]): Promise<void>;
}

/**
 * Whether every change of the plan is one that was read in a merge request. Undefined where it is not: then the
 * difference was printed, and nothing may be written. Throws UserError where nobody can know.
 */
export async function agreedTo(io: Io, live: Live, judged: Judged): Promise<Agreed | undefined> {
  const commit = commitOf(io);
  const { plan } = judged;
  if (plan.changes.length === 0) return { tell: async () => {} };
  const folder = await folderInRepository(io, live.root);
  const agreed = (merge: Merge | undefined): Agreed => ({
    tell: (outcomes) => tellResult(io, live, { plan, commit, folder, merge, outcomes }),
  });
  if (plan.changes.every(isFree)) return agreed(await ownMerge(live, commit));
  if (io.env.CUTOVER_REVIEWED === planDigest(judged)) {
    io.stderr.write("reviewed: CUTOVER_REVIEWED names this very plan\n");
    return agreed(await ownMerge(live, commit));
  }
  const believed = { plans: notesUser(live.workspace.config.data) ?? live.user, results: live.user, folder };
  const { left, own, review, lack } = await readReviews(live.access.forge, judged, commit, believed);
  const name = own && `${own.locator.home}!${own.locator.id}`;
  if (left.length > 0) return stop(io, judged, left, lack ?? `compared with the plan note on ${name}`);
  if (review !== undefined) tellNeedless(io, needless(judged, review), name ?? "");
  return agreed(own);
}

/** Where nobody has to be asked, what became of it is told if that can be done. */
async function ownMerge({ access }: Live, commit: Commit): Promise<Merge | undefined> {
  try {
    return await mergeOf(access.forge, commit);
  } catch (error) {
    if (error instanceof ForgeError || error instanceof UserError) return undefined;
    throw error;
  }
}

function stop(io: Io, judged: Judged, left: readonly Unreviewed[], why: string): undefined {
  const { length } = judged.plan.changes;
  const lines = left.map(({ change, differs }) => {
    const about = change.summary.includes(change.key) ? "" : ` [${change.key}]`;
    return `  ${differs ? "reviewed as something else" : "not reviewed"}: ${printable(change.summary)}${about}`;
  });
  const chosen = io.env.CUTOVER_REVIEWED ? ["  CUTOVER_REVIEWED is set, and names another plan than this one"] : [];
  // A new pipeline: GitLab takes no variables with the retry of a job that started by itself.
  const text = [
    `cutover: ${left.length} of ${plural(length, "change")} ${left.length === 1 ? "is" : "are"} not what was reviewed, and nothing was changed`,
    `  ${why}`,
    ...lines,
    ...chosen,
    `  hint: merge a change whose plan note shows this, or read the plan that is printed here and run a new pipeline of ${commitOf(io).branch} with the variable CUTOVER_REVIEWED=${planDigest(judged)}`,
  ];
  io.stderr.write(concealed(`${text.join("\n")}\n`));
  return undefined;
}

function tellNeedless(io: Io, ids: readonly string[], name: string): void {
  if (ids.length === 0) return;
  const rest = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : "";
  io.stderr.write(`reviewed in ${name} and not needed any more: ${ids.slice(0, NAMED).join(", ")}${rest}\n`);
}

/** One note for each merge request, whatever number of runs it takes. It is told to readers: failing to is no failure. */
async function tellResult(
  io: Io,
  { access, session }: Live,
  told: {
    readonly plan: Plan;
    readonly commit: Commit;
    readonly folder: string;
    readonly merge: Merge | undefined;
    readonly outcomes: readonly Outcome[];
  },
): Promise<void> {
  if (told.merge === undefined) return;
  const { locator } = told.merge;
  const { folder } = told;
  const where = { home: locator.home, folder, commit: told.commit.sha, job: io.env.CI_JOB_URL };
  try {
    const found = findNote(await access.forge.notes(locator), { kind: "applied", folder }, session.user);
    const before = found?.marker?.applied.made ?? [];
    const made = [...new Set([...before, ...madeBy(told.plan, told.outcomes)])].sort();
    const body = renderResultNote(told.plan, told.outcomes, { ...where, made });
    if (found !== undefined && normalizeBody(found.note.body) === body) return;
    await access.forge.writeNote(locator, { id: found?.note.id, body });
  } catch (error) {
    if (!(error instanceof ForgeError) && !io.signal?.aborted) throw error;
    const reason = error instanceof ForgeError ? error.message : "interrupted";
    io.stderr.write(
      concealed(`cutover: what became of it is not told on ${locator.home}!${locator.id}: ${printable(reason)}\n`),
    );
  }
}

/** Keys of the epics and issues that a run made. */
function madeBy({ changes }: Plan, outcomes: readonly Outcome[]): string[] {
  const applied = new Set(outcomes.flatMap(({ id, status }) => (status === "applied" ? [id] : [])));
  return changes.flatMap((change) => (applied.has(change.id) && isItemMade(change) ? [change.key] : []));
}
