import type { Change, Conflict, Guard, Notice, Plan } from "../../plan/plan.ts";
import { concealed } from "../diagnostics/conceal.ts";
import { CHANGE_HEAD, changeFolds, changeRow, diffFold } from "./markdown/change-row.ts";
import { span } from "./markdown/inert.ts";
import { type Cut, type Fold, NO_CUT, type Section, sectionText } from "./markdown/section.ts";
import { offlineLine } from "./offline.ts";
import { byMigration } from "./pretty.ts";
import { summaryLine } from "./summary.ts";
import { guardText, plural } from "./text.ts";

/** Characters of a note that people still read. GitLab takes a million. */
const BUDGET = 60_000;
/** What the lines that say what was left out may take. */
const RESERVE = 1_500;
/** Rows of a section that are shown at least. */
const FEWEST = 2;
/** Names of texts that were left out. */
const NAMED = 8;

/**
 * A plan as a note for a merge request. Nothing in it runs as a command, mentions anybody, links an issue or closes one,
 * whatever the plan quotes; text of confidential objects is not in it, nor any instant: equal plans give equal bytes.
 * Longer than `budget` characters, whole folds are left out, the biggest first, then rows, then migrations. `below` is a
 * line of ours to stand under the counts.
 */
export function renderMarkdown(
  plan: Plan,
  { budget = BUDGET, below }: { readonly budget?: number; readonly below?: string } = {},
): string {
  const heading = [`### ${summaryLine(plan, span)}`, offlineLine(plan, span), below];
  return renderSections(heading.filter((text) => text !== undefined).join("\n\n"), sectionsOf(plan), budget);
}

/** Text of sections below a heading, cut to `budget` characters, with dots for whatever looks like a secret. */
export function renderSections(heading: string, sections: readonly Section[], budget = BUDGET): string {
  const { cut, shown } = fitted(sections, budget - heading.length);
  const parts = [heading, ...shown.map((section) => sectionText(section, cut)), ...leftOut(sections, shown, cut)];
  return concealed(`${parts.join("\n\n")}\n`);
}

function sectionsOf(plan: Plan): Section[] {
  const { guards, conflicts, changes, held, notices } = plan;
  return [
    listed("#### Apply refuses this plan", guards.map(guardRow)),
    {
      ...listed("#### Conflicts: left alone until someone decides", conflicts.map(conflictRow)),
      folds: diffsOf(conflicts),
    },
    ...byMigration(changes).map(([migration, own]) => ({
      heading: `#### ${span(migration)}`,
      head: CHANGE_HEAD,
      rows: own.map(changeRow),
      folds: foldsOf(own),
    })),
    {
      ...listed("#### Held: shown, not applied", held.map(changeRow)),
      head: CHANGE_HEAD,
      folds: foldsOf(held),
    },
    listed("#### Notices", notices.map(noticeRow)),
  ].filter(({ rows }) => rows.length > 0);
}

/** The diffs of files come first: they are what is reviewed. */
function foldsOf(changes: readonly Change[]): Fold[] {
  const isFile = ({ kind }: Change) => kind === "file";
  return [...changes.filter(isFile), ...changes.filter((change) => !isFile(change))].flatMap(changeFolds);
}

function listed(heading: string, rows: readonly string[]): Section {
  return { heading, head: [], rows, folds: [] };
}

function guardRow(guard: Guard): string {
  const { message, lift } = guardText(guard);
  return `- ${span(message)}; ${lift}`;
}

function conflictRow({ message, fix }: Conflict): string {
  return `- ${span(message)}<br>fix: ${span(fix)}`;
}

function diffsOf(conflicts: readonly Conflict[]): Fold[] {
  return conflicts.flatMap(({ key, diff }) => (diff?.hunks ? [diffFold(diff, `what a person wrote in ${key}`)] : []));
}

function noticeRow({ kind, message }: Notice): string {
  return `- ${kind}: ${span(message)}`;
}

/** The least that has to be left out so that the rest has room. */
function fitted(sections: readonly Section[], room: number): { readonly cut: Cut; readonly shown: readonly Section[] } {
  if (sizeOf(sections, NO_CUT) <= room) return { cut: NO_CUT, shown: sections };
  const left = room - RESERVE;
  const folds = new Set<Fold>();
  let size = sizeOf(sections, NO_CUT);
  for (const fold of sections.flatMap((section) => section.folds).sort((a, b) => b.text.length - a.text.length)) {
    if (size <= left) break;
    folds.add(fold);
    size -= fold.text.length;
  }
  for (const rows of [Number.POSITIVE_INFINITY, 200, 100, 50, 20, 10, 5, FEWEST]) {
    const cut = { folds, rows };
    if (sizeOf(sections, cut) <= left) return { cut, shown: sections };
  }
  // The rows of some tell more than the headings of all.
  const some = { folds, rows: FEWEST };
  const shown = asMany(sections, some, left);
  if (shown.length > 0) return { cut: some, shown };
  const none = { folds, rows: 0 };
  return { cut: none, shown: asMany(sections, none, left) };
}

/** The first sections that there is room for. */
function asMany(sections: readonly Section[], cut: Cut, room: number): readonly Section[] {
  let size = 0;
  const end = sections.findIndex((section) => {
    size += sizeOf([section], cut);
    return size > room;
  });
  return end < 0 ? sections : sections.slice(0, end);
}

function sizeOf(sections: readonly Section[], cut: Cut): number {
  return sections.reduce((sum, section) => sum + sectionText(section, cut).length + "\n\n".length, 0);
}

function leftOut(sections: readonly Section[], shown: readonly Section[], { folds, rows }: Cut): string[] {
  const hidden = sections.length - shown.length;
  const names = [...folds].slice(0, NAMED).map(({ name }) => name);
  const others = folds.size - names.length;
  const parts = [
    ...(folds.size === 0
      ? []
      : [`${plural(folds.size, "diff")}: ${names.join(", ")}${others > 0 ? ` and ${others} more` : ""}`]),
    ...(Number.isFinite(rows) ? [`rows beyond the first ${rows} of each list`] : []),
    ...(hidden === 0 ? [] : [`${plural(hidden, "more section")}`]),
  ];
  if (parts.length === 0) return [];
  return [
    `Left out for length: ${parts.join("; ")}. All of it stands in the job's log, and ${span("cutover plan")} prints it.`,
  ];
}
