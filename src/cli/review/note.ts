import { type Forge, ForgeError } from "../../forge/port.ts";
import { normalizeBody } from "../../model/marker.ts";
import type { Locator } from "../../model/observed.ts";
import { findNote, findNotes, type ReviewNote } from "../../model/review-note.ts";
import { notesUser } from "../../model/users.ts";
import type { Workspace } from "../../model/workspace.ts";
import type { Plan } from "../../plan/plan.ts";
import { type Judged, reviewOf } from "../../plan/review.ts";
import { renderNote } from "../../report/plan/note.ts";
import { EXIT, UserError } from "../exit.ts";
import { folderInRepository } from "../folder.ts";
import { openForge } from "../forge.ts";
import type { Io } from "../io.ts";

/** A plan to be shown where it is reviewed. Without `resources` it is for readers alone, and no review. */
interface Shown extends Pick<Judged, "plan"> {
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly workspace: Workspace;
  readonly resources?: Judged["resources"] | undefined;
}

/** The merge request whose pipeline this is. */
interface Place {
  readonly locator: Locator;
  /** Commit that the plan was made of, as the head of the source branch. */
  readonly commit: string;
  readonly which: ReviewNote;
}

/**
 * Keeps the one note of a merge request that shows its plan, and says on stderr what was done. Where there is no merge
 * request or no token for it, that is said and nothing else happens; where GitLab refuses it, a UserError is thrown.
 */
export async function postNote(io: Io, shown: Shown): Promise<void> {
  const place = placeOf(io, await folderInRepository(io, shown.root));
  if (place === undefined)
    return tell(io, "no note: this is no pipeline of a merge request (CI_MERGE_REQUEST_IID is not set)");
  const { forge, hasToken } = await openForge(io, shown.workspace, "note");
  if (!hasToken)
    return tell(io, "no note: CUTOVER_NOTE_TOKEN is not set, so the plan stands in this job and its files alone");
  try {
    tell(io, await keepNote(io, forge, shown, place));
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    const { home, id } = place.locator;
    const hint = `CUTOVER_NOTE_TOKEN needs the scope api, and its user the role Reporter in ${home} at least; without the variable no note is written`;
    throw new UserError(EXIT.failed, `the plan is not shown in ${home}!${id}: ${error.message}`, hint);
  }
}

function placeOf({ env }: Io, folder: string): Place | undefined {
  const { CI_MERGE_REQUEST_IID: id, CI_MERGE_REQUEST_PROJECT_PATH: target, CI_PROJECT_PATH: own } = env;
  const home = target || own;
  const commit = env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || env.CI_COMMIT_SHA;
  const which = { kind: "plan", folder } as const;
  return id && home && commit ? { locator: { kind: "proposal", home, id }, commit, which } : undefined;
}

async function keepNote(io: Io, forge: Forge, shown: Shown, { locator, commit, which }: Place): Promise<string> {
  const name = `${locator.home}!${locator.id}`;
  const { user } = await forge.session();
  const live = await forge.read(locator);
  if (live?.kind !== "proposal") throw new ForgeError("missing", `${name} is not there`);
  if (live.commit !== commit) {
    const at = live.commit === undefined ? "without a commit" : `at ${live.commit.slice(0, 8)}`;
    return `no note: this job is of ${commit.slice(0, 8)}, and ${name} is ${at} by now`;
  }
  if (live.state === "merged")
    return `no note: ${name} is merged by now, and its note says what its readers saw until then`;
  const found = findNote(await forge.notes(locator), which, user);
  if (found === undefined && isSilent(shown.plan)) return `no note on ${name}: nothing changes`;
  warnOfAuthor(io, shown, user);
  const { plan, resources } = shown;
  const review = resources && reviewOf({ plan, resources }, commit);
  const body = renderNote(plan, { home: locator.home, folder: which.folder, commit, review });
  if (body === undefined)
    return `no note on ${name}: ${plan.changes.length} changes are more than one note can tell of; merge them in parts`;
  if (found !== undefined && normalizeBody(found.note.body) === body) return `the note on ${name} says so already`;
  await forge.writeNote(locator, { id: found?.note.id, body });
  await removeDoubles(forge, locator, which, user);
  return found === undefined ? `the plan stands in a note on ${name}` : `the note on ${name} was brought up to date`;
}

/** Two jobs at once may both have found none: whichever looks last sees both notes, and all take away the same ones. */
async function removeDoubles(forge: Forge, locator: Locator, which: ReviewNote, user: string): Promise<void> {
  const doubles = findNotes(await forge.notes(locator), which, user).slice(0, -1);
  for (const { id } of doubles) await forge.removeNote(locator, id);
}

/** Of what only stands as it did, no merge request is told. */
function isSilent({ changes, held, conflicts }: Plan): boolean {
  return changes.length + held.length + conflicts.length === 0;
}

/** Apply believes the notes of one account alone. */
function warnOfAuthor(io: Io, { workspace, resources }: Shown, user: string): void {
  const believed = notesUser(workspace.config.data);
  if (resources === undefined || believed === undefined || believed.toLowerCase() === user.toLowerCase()) return;
  tell(
    io,
    `CUTOVER_NOTE_TOKEN is @${user}'s, and apply --reviewed believes @${believed} alone: set gitlab.users.notes in cutover.yaml to "@${user}"`,
  );
}

function tell({ stderr }: Io, line: string): void {
  stderr.write(`${line}\n`);
}
