import { type Forge, ForgeError, type Merge } from "../../forge/port.ts";
import type { ObservedNote } from "../../model/observed.ts";
import type { Review } from "../../model/review.ts";
import { findNote, isAllApplied, reviewIn } from "../../model/review-note.ts";
import type { Judged } from "../../plan/review.ts";
import { judgeOf, type Reviewed, type Unreviewed } from "../../plan/reviewed.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Commit } from "./options.ts";

/** Accounts whose notes are believed. */
interface Authors {
  /** Who shows plans in merge requests. */
  readonly plans: string;
  /** Who writes what became of them: the account that apply runs as. */
  readonly results: string;
}

/** What was read of the merge requests, as far back as it was needed. */
interface Findings {
  readonly left: readonly Unreviewed[];
  /** What the readers of the commit's own merge request saw, while not all of it was applied. */
  readonly own: Review | undefined;
  /** Why there is none. */
  readonly lack: string | undefined;
}

/** The merge request that brought a commit into its branch, and those before it, newest first; none where there is none. */
export async function mergesUpTo(forge: Forge, { project, branch, sha }: Commit): Promise<readonly Merge[]> {
  const merges = await readable(project, () => forge.merges(project, branch));
  const own = merges.findIndex(({ commits }) => commits.includes(sha));
  return own < 0 ? [] : merges.slice(own);
}

/** Reads what was reviewed, back until every change is covered: mostly that is the first merge request. */
export async function readReviews(
  forge: Forge,
  judged: Judged,
  merges: readonly Merge[],
  { plans, results }: Authors,
): Promise<Findings> {
  const found: Reviewed[] = [];
  const judge = judgeOf(judged);
  let left = judge(found);
  let open = true;
  let own: Findings["own"];
  let lack: Findings["lack"];
  for (const [index, { locator }] of merges.entries()) {
    if (left.length === 0 && index > 0) break;
    const notes = await readable(locator.home, () => forge.notes(locator));
    open &&= !isAllApplied(notes, results);
    const review = reviewIn(notes, plans);
    if (review !== undefined) found.push({ review, open });
    if (index === 0) {
      own = open ? review : undefined;
      lack = lackOf(notes, { plans, open, locator });
    }
    left = judge(found);
  }
  return { left, own, lack };
}

function lackOf(
  notes: readonly ObservedNote[],
  { plans, open, locator }: { readonly plans: string; readonly open: boolean; readonly locator: Merge["locator"] },
): string | undefined {
  const name = `${locator.home}!${locator.id}`;
  const found = findNote(notes, "review/plan", plans);
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
