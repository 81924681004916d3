import type { Move } from "../../model/move.ts";
import { evidenceOf } from "../../model/process/prerequisites.ts";
import type { Phase, ProcessRow } from "../../model/process/row.ts";
import { rolesOf } from "../../model/process.ts";
import { isOver } from "../../model/stage.ts";
import { code, link, plainLine } from "../safe-text.ts";
import { reportOf } from "./evaluation-table.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs } from "./table.ts";
import { person, roleNames } from "./words.ts";

const HEADINGS: Readonly<Record<Phase, string>> = {
  preparation: "Preparation",
  choice: "Choice of the replacement",
  implementation: "Implementation",
  testing: "Tests",
  deployment: "Deployment",
  completion: "Completion",
  trouble: "Troubleshooting",
};

/** A box to tick. The key in the comment keeps the tick when the text around it is written anew. */
export function task(key: string, text: string): string {
  return `- [ ] ${text} <!-- t:${key} -->`;
}

/** Boxes for the rows that people tick, each with who does it; those of a feature whose entry is `move` look there too. */
export function taskList(subject: Subject, rows: readonly ProcessRow[], move?: Move): string {
  return rows
    .filter((row) => row.evidence.kind === "tick" && recordOf(subject, row, move) === undefined)
    .map((row) => task(row.key, `${row.text} (${roleNames(rolesOf(row, subject.raci).responsible)})`))
    .join("\n");
}

/** The same, under one heading for each phase that has a task. */
export function tasksByPhase(subject: Subject, rows: readonly ProcessRow[], move?: Move): string {
  const phases = [...new Set(rows.map(({ phase }) => phase))].sort((a, b) => order(a) - order(b));
  const parts = phases.flatMap((phase) => {
    const list = taskList(
      subject,
      rows.filter((row) => row.phase === phase),
      move,
    );
    return list === "" ? [] : [`### ${HEADINGS[phase]}`, list];
  });
  return paragraphs(...parts);
}

/** What the migration itself is evidence of, and what lint finds out: nothing here is ticked by hand. */
export function evidenceList(subject: Subject, rows: readonly ProcessRow[], move?: Move): string {
  const fields = rows.flatMap((row) => {
    if (row.evidence.kind === "field") return [recorded(subject, row, row.evidence.anyOf[0] ?? [], move)];
    return recordOf(subject, row, move) ?? [];
  });
  const rules = rows.flatMap(({ text, evidence }) =>
    evidence.kind === "rule"
      ? [`${text} (checked by ${code("cutover lint")}: ${evidence.rules.map(code).join(", ")})`]
      : [],
  );
  // One report may stand for several tasks.
  return bullets([...new Set([...fields, ...rules])]);
}

/** What takes the place of a row's box; undefined while the box is needed. */
function recordOf(subject: Subject, row: ProcessRow, move: Move | undefined): string | undefined {
  if (row.evidence.kind !== "tick" || row.evidence.shown === undefined) return undefined;
  const found = evidenceOf(row, row.scope === "feature" ? move?.entry : subject.migration);
  if (found === undefined || (move !== undefined && unread(subject, move, found) !== "")) return undefined;
  return `${row.evidence.shown.text}: ${describe(found)}`;
}

function recorded(subject: Subject, row: ProcessRow, route: readonly string[], move: Move | undefined): string {
  const found = evidenceOf(row, move?.entry ?? subject.migration);
  if (found !== undefined) return `${row.text}: ${describe(found)}${move ? unread(subject, move, found) : ""}`;
  if (isOver(subject.migration.status)) return `${row.text}: not on record`;
  const path = [...(move?.path ?? []), ...placeOf(subject, route)].join(".");
  return `${row.text}: not on record; needed before ${code(row.before)}, in ${code(path)} of ${code(subject.file)}`;
}

/** A report that is named is no evidence while nobody can read it. */
function unread(subject: Subject, move: Move, found: unknown): string {
  const report = reportOf(subject, move);
  if (report.state !== "missing" && report.state !== "unusable") return "";
  return report.file === found ? `, ${report.state === "missing" ? "which is not there" : "which cannot be read"}` : "";
}

/** Where one of several entries is enough, the first of them stands for all. */
function placeOf({ migration }: Subject, route: readonly string[]): readonly string[] {
  const [head, step, ...rest] = route;
  const [first] = Object.keys(migration.replaces ?? {});
  return head === "replaces" && step === "*" && first !== undefined ? [head, first, ...rest] : route;
}

/** Evidence in a few words. */
function describe(found: unknown): string {
  if (typeof found === "string") {
    if (/^https?:/.test(found)) return link(hostName(found), found);
    return found.startsWith("@") ? person(found) : code(found);
  }
  const { by, date, model } = found as { by?: unknown; date?: unknown; model?: unknown };
  if (typeof model === "string") return code(model);
  return typeof by === "string" && typeof date === "string"
    ? `confirmed by ${person(by)} on ${plainLine(date)}`
    : "on record";
}

function hostName(url: string): string {
  return /^https?:\/\/([^/?#]+)/.exec(url)?.[1] ?? url;
}

function order(phase: Phase): number {
  return Object.keys(HEADINGS).indexOf(phase);
}
