import { bullets, paragraphs, table } from "../../compile/bodies/table.ts";
import { code, fenced, link, safeLine } from "../../compile/safe-text.ts";
import { dayInWords } from "../../model/deadline.ts";
import type { Block } from "../../model/resource.ts";
import type { OfferingDeadline } from "../../model/schema/deadlines.gen.ts";
import { safeLink } from "../../scaffold/known-end.ts";

/** An offering that ends, as a draft's merge request tells of it. */
interface DraftedEnd {
  readonly id: string;
  readonly deadline: OfferingDeadline;
  /** Ids of the features that use it. */
  readonly features: readonly string[];
}

/** Description of the merge request of a draft. Whoever wrote the words, nothing of them runs, and nobody is mentioned. */
export function draftBlocks(
  file: string,
  ends: readonly DraftedEnd[],
  notes: readonly string[],
): readonly [Block, ...Block[]] {
  const rows = ends.map(({ id, deadline, features }) => [
    code(id),
    dayInWords(deadline),
    sourceOf(deadline),
    features.map(code).join(", "),
  ]);
  const text = paragraphs(
    "An offering in use ends, and no migration moves its features away in time. This is a draft of one.",
    table(["Offering", "Ends", "Says", "Used by"], rows),
    notes.length === 0 ? undefined : paragraphs("To know before it is merged:", bullets(notes.map(safeLine))),
    paragraphs("Next:", bullets([...nextSteps(file)])),
  );
  return [{ name: "overview", text }];
}

/** Lines at most of what is new: the rest can be seen in the changes of the merge request. */
const SHOWN = 60;

/** Description of the merge request of the lock file. `news` says in plain lines what is new. */
export function lockBlocks(file: string, news: readonly string[]): readonly [Block, ...Block[]] {
  const rest = news.length - SHOWN;
  const shown = rest <= 0 ? news : [...news.slice(0, SHOWN), `and ${rest} more; the changes show all`];
  const text = paragraphs(
    "What public sources say of the ends of models is not what was merged.",
    shown.length === 0 ? undefined : fenced(shown, "text"),
    bullets([
      `Each line of ${code(file)} holds its evidence: the source, its address, and since when it says so.`,
      `What is wrong goes into ${code("deadlines.overrides")} of ${code("cutover.yaml")}, with a link and an expiry.`,
      `Lint warns (${code("uncovered-cutoff")}) of what ends and no migration covers yet: that is the news, and no fault of this file.`,
      "Merged, it is what lint, status and issues go by, and drafts of migrations are proposed for what ends. Closed, it is left alone until sources say something else.",
    ]),
  );
  return [{ name: "overview", text }];
}

function sourceOf({ source, url }: OfferingDeadline): string {
  const address = safeLink(url);
  if (source === undefined) return "";
  return address === undefined ? code(source) : link(source, address);
}

function nextSteps(file: string): readonly string[] {
  return [
    `Take the branch, and fill in what ${code(file)} marks as open: ${code("cutover lint")} says what is missing.`,
    "From the first commit of somebody else on, the branch is left to people; until then it is kept up to date.",
    "To dismiss it, close this merge request: it is opened again only when the end or the features change.",
  ];
}
