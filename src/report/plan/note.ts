import type { Review } from "../../model/review.ts";
import { noteWith } from "../../model/review-note.ts";
import type { Plan } from "../../plan/plan.ts";
import { span } from "./markdown/inert.ts";
import { renderMarkdown } from "./markdown.ts";

/** GitLab takes no longer note. */
const MOST = 1_000_000;

/**
 * A plan as the one note that a merge request has of it: counts, the commit, then what changes and why. With a review it
 * is what apply may do later; without one it is for readers alone. Undefined where not even the digests have room.
 */
export function renderNote(
  plan: Plan,
  {
    home,
    folder,
    commit,
    review,
  }: {
    readonly home: string;
    readonly folder: string;
    readonly commit: string;
    readonly review: Review | undefined;
  },
): string | undefined {
  const of = `Plan of commit ${span(commit.slice(0, 8))}${inFolder(folder)}`;
  const meaning =
    review === undefined
      ? "made without a look at GitLab: it says what this merge request asks for, and apply takes it for no review"
      : "what is merged is applied as it stands here; anything else stops until a person has read it";
  const applied = review === undefined ? {} : { review };
  const body = noteWith({ kind: "plan", folder }, home, applied, renderMarkdown(plan, { below: `${of}: ${meaning}.` }));
  return body.length > MOST ? undefined : body;
}

/** Two workspaces of one repository each have a note. */
export function inFolder(folder: string): string {
  return folder === "" ? "" : ` in ${span(folder)}`;
}
