import { type Forge, ForgeError, type Merge } from "../../forge/port.ts";
import type { ObservedNote } from "../../model/observed.ts";
import type { Review } from "../../model/review.ts";
import { findNote, isAllApplied, madeOf, reviewIn } from "../../model/review-note.ts";
import type { Judged } from "../../plan/review.ts";
import { judgeOf, type Reviewed, type Unreviewed } from "../../plan/reviewed.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Commit } from "./options.ts";

/** Which notes are believed: those of two accounts, about one workspace. */
interface Believed {
  /** Who shows plans in merge requests. */
  readonly plans: string;
  /** Who writes what became of them: the account that apply runs as. */
  readonly results: string;
  /** Of the workspace in its repository. */
  readonly folder: string;
}

/** What was read of the merge requests, as far back as it was needed. */
interface Findings {
  readonly left: readonly Unreviewed[];
  /** The merge request by which the commit came. */
  readonly own: Merge | undefined;
  /** What its readers saw, while not all of it was applied. */
  readonly review: Review | undefined;
  /** Why there is none. */
  readonly lack: string | undefined;
}

/** Merge requests that are looked through, and how many where something waited longer than those took. */
const LOOKED_AT = [100, 500];

/** The merge request that brought a commit into its branch; undefined where there is none. */
export async function mergeOf(forge: Forge, commit: Commit): Promise<Merge | undefined> {
  const { project, branch } = commit;
  const merges = await readable(project, () => forge.merges(project, branch, LOOKED_AT[0] ?? 0));
  return merges.find(({ commits }) => commits.includes(commit.sha));
}

/**
 * Reads what was reviewed, back until every change is covered: mostly that is the first merge request. Where the commit
 * came by none, what was merged before it still holds.
 */
export async function readReviews(forge: Forge, judged: Judged, commit: Commit, believed: Believed): Promise<Findings> {
  const { project, branch, sha } = commit;
  const known = new Map<string, Promise<readonly ObservedNote[]>>();
  const notesOf = ({ locator, hasNotes }: Merge) => {
    if (!hasNotes) return Promise.resolve([]);
    const notes = known.get(locator.id) ?? readable(project, () => forge.notes(locator));
    known.set(locator.id, notes);
    return notes;
  };
  let findings: Findings = { left: judgeOf(judged)([]), own: undefined, review: undefined, lack: undefined };
  for (const most of LOOKED_AT) {
    const merges = await readable(project, () => forge.merges(project, branch, most));
    const own = merges.findIndex(({ commits }) => commits.includes(sha));
    const lack = `commit ${sha.slice(0, 8)} came into ${branch} of ${project} by no merge request`;
    const back = { own: merges[own], before: merges.slice(own + 1), lack };
    findings = await lookBack(back, notesOf, judged, believed);
    if (findings.left.length === 0 || merges.length < most) break;
  }
  return findings;
}

interface Back {
  readonly own: Merge | undefined;
  /** Those merged before it, newest first. */
  readonly before: readonly Merge[];
  /** What is said where there is no own one. */
  readonly lack: string;
}

async function lookBack(
  { own, before, lack: none }: Back,
  notesOf: (merge: Merge) => Promise<readonly ObservedNote[]>,
  judged: Judged,
  believed: Believed,
): Promise<Findings> {
  const { plans, results, folder } = believed;
  const found: Reviewed[] = [];
  const judge = judgeOf(judged);
  const first = own && (await notesOf(own));
  let open = first === undefined || !isAllApplied(first, results, folder);
  const review = first && reviewIn(first, plans, folder);
  const lack =
    first === undefined || own === undefined ? none : lackOf(first, believed, { open, locator: own.locator });
  // What was made because of a merge request was read in it or in one before it.
  const made = new Set(madeOf(first ?? [], results, folder));
  if (review !== undefined) found.push({ review, open, made: new Set(made) });
  const findings = { own, review: open ? review : undefined, lack };
  let left = judge(found);
  for (const merge of before) {
    // What the newest note says of a thing is what counts: those before it cannot add to it.
    if (left.length === 0 || (!open && left.every(({ differs }) => differs))) break;
    const notes = await notesOf(merge);
    open &&= !isAllApplied(notes, results, folder);
    for (const key of madeOf(notes, results, folder)) made.add(key);
    const more = reviewIn(notes, plans, folder);
    if (more === undefined) continue;
    found.push({ review: more, open, made: new Set(made) });
    left = judge(found);
  }
  return { ...findings, left };
}

function lackOf(
  notes: readonly ObservedNote[],
  { plans, folder }: Believed,
  { open, locator }: { readonly open: boolean; readonly locator: Merge["locator"] },
): string | undefined {
  const name = `${locator.home}!${locator.id}`;
  const found = findNote(notes, { kind: "plan", folder }, plans);
  if (found === undefined) return `${name} has no plan note of @${plans}`;
  const review = found.marker?.applied.review;
  if (found.marker === undefined)
    return `the first line of the plan note on ${name} was changed by hand and cannot be read`;
  if (review === undefined) return `the plan note on ${name} was made without a look at GitLab and is no review`;
  return open ? undefined : `what the plan note on ${name} shows was all applied before; this is more`;
}

/** Throws UserError where it cannot be known what was reviewed. */
async function readable<T>(project: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ForgeError) || (error.kind !== "forbidden" && error.kind !== "missing")) throw error;
    throw new UserError(
      EXIT.failed,
      `cannot tell what was reviewed: the merge requests of ${project} cannot be read (${error.message})`,
      `make the user of CUTOVER_TOKEN a member of ${project}, as Reporter at least`,
    );
  }
}
