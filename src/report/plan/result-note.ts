import { type Outcome, totalsOf } from "../../apply/outcome.ts";
import type { ResourceKey } from "../../model/reference.ts";
import { noteWith } from "../../model/review-note.ts";
import type { Plan } from "../../plan/plan.ts";
import { htmlCode, span } from "./markdown/inert.ts";
import { inFolder } from "./note.ts";
import { plural } from "./text.ts";

/** What became of a merge request's plan. Its marker says whether anything of it is left. */
export function renderResultNote(
  plan: Plan,
  outcomes: readonly Outcome[],
  {
    home,
    folder,
    commit,
    job,
    made,
  }: {
    readonly home: string;
    readonly folder: string;
    readonly commit: string;
    readonly job: string | undefined;
    /** Keys of all that runs have made because of it. */
    readonly made: readonly ResourceKey[];
  },
): string {
  const left = leftOver(plan, outcomes);
  const { applied, unchanged } = totalsOf(outcomes);
  const done = `${plural(applied + unchanged, "change")} applied`;
  const heading =
    left.length === 0
      ? `### Applied: ${plural(applied + unchanged, "change")}`
      : `### Not all applied: ${[done, ...left].join(", ")}`;
  const lines = [
    heading,
    `Of commit ${span(commit.slice(0, 8))}${inFolder(folder)}${linkTo(job)}.`,
    ...(left.length === 0
      ? []
      : ["What was not done is done by the next run of apply; what was done is not done twice."]),
  ];
  return noteWith(
    { kind: "applied", folder },
    home,
    { state: left.length === 0 ? "closed" : "open", ...(made.length > 0 && { made }) },
    lines.join("\n\n"),
  );
}

/** What a later run may still do of what was read. */
function leftOver({ held, conflicts, only }: Plan, outcomes: readonly Outcome[]): string[] {
  const { stopped, failed, skipped } = totalsOf(outcomes);
  const counts = { stopped, failed, skipped, held: held.length };
  return [
    ...Object.entries(counts).flatMap(([name, number]) => (number > 0 ? [`${number} ${name}`] : [])),
    ...(conflicts.length > 0 ? [plural(conflicts.length, "conflict")] : []),
    ...(only === undefined ? [] : ["a part was asked for"]),
  ];
}

/** The address comes from the pipeline's variables, which say what their writer wants them to say. */
function linkTo(job: string | undefined): string {
  if (job === undefined || !URL.canParse(job)) return "";
  const { protocol, href } = new URL(job);
  const isPlain = /^https?:$/.test(protocol) && /^[\w:/.@%~+,;=&?#!-]+$/.test(href);
  return isPlain ? ` by [the job](${href})` : ` by ${htmlCode(job)}`;
}
