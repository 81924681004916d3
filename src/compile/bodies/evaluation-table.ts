import { dropOf } from "../../model/evaluation.ts";
import type { Move } from "../../model/move.ts";
import type { Evaluation, EvaluationResult } from "../../model/schema/evaluation.gen.ts";
import { code, link, plainLine } from "../safe-text.ts";
import type { Subject } from "./subject.ts";

/** Heads of the table whose rows `evaluationRows` gives. */
export const EVALUATION_HEADS: readonly string[] = [
  "",
  "Offering",
  "Model",
  "Prompt",
  "Samples",
  "Errors",
  "Score",
  "p50",
  "p99",
  "Date",
];

/** The report of an entry: what it says, or why it says nothing. */
export type ReportState =
  | { readonly state: "unnamed" }
  | { readonly state: "missing" | "unusable"; readonly file: string }
  | { readonly state: "read"; readonly file: string; readonly data: Evaluation; readonly margin: number };

/** What is known of the evaluation of a move. */
export function reportOf({ surroundings }: Pick<Subject, "surroundings">, { entry }: Move): ReportState {
  const { evaluation } = entry;
  if (evaluation === undefined) return { state: "unnamed" };
  const file = evaluation.report;
  const found = surroundings.evaluations.get(file) ?? "missing";
  if (typeof found === "string") return { state: found, file };
  return { state: "read", file, data: found.data, margin: evaluation.margin ?? 0 };
}

/** Old offering, new offering and the change between them, as Markdown cells under `EVALUATION_HEADS`; none without a report. */
export function evaluationRows(subject: Pick<Subject, "surroundings">, move: Move): string[][] {
  const report = reportOf(subject, move);
  if (report.state !== "read") return [];
  const { old, new: now } = report.data;
  const change = [
    "Change",
    "",
    "",
    "",
    signed(Number(now.samples) - Number(old.samples)),
    signed(Number(now.errors) - Number(old.errors)),
    signed(-dropOf(report.data)),
    difference(old.p50, now.p50),
    difference(old.p99, now.p99),
    "",
  ];
  return [resultRow("Old", old), resultRow("New", now), change];
}

/** `scores 0.02 lower than the old one, within the margin of 0.05`; in one sentence without its subject and full stop. */
export function describeScore(data: Evaluation, margin: number): string {
  const drop = dropOf(data);
  const allowed =
    margin === 0
      ? "; no loss is allowed"
      : `; it may lose ${decimal(margin)} at most (the margin, of a scale from 0 to 1)`;
  if (drop < 0) return `scores ${decimal(-drop)} higher than the old one`;
  if (drop === 0) return "scores the same as the old one";
  return `scores ${decimal(drop)} lower than the old one${drop > margin ? ", which is more than is allowed" : ", which is allowed"}${allowed}`;
}

/** Name, digest and full report of what was run, each as Markdown of one line. */
export function describeRun({ dataset, report }: Evaluation): string[] {
  return [
    `Dataset: ${plainLine(dataset.name)}, ${code(dataset.digest)}`,
    ...(report === undefined ? [] : [`Full report: ${link(report, report)}`]),
  ];
}

/** Why nothing can be said of an evaluation, with its place; undefined where something can. */
export function reportProblem(subject: Subject, move: Move): string | undefined {
  const report = reportOf(subject, move);
  const place = `${code([...move.path, "evaluation"].join("."))} of ${code(subject.file)}`;
  switch (report.state) {
    case "unnamed":
      return `no evaluation is on record; its summary belongs in ${place} before the stage ${code("rollout")}`;
    case "missing":
      return `there is no file ${code(report.file)}, which ${place} names`;
    case "unusable":
      return `${code(report.file)}, which ${place} names, cannot be read as an evaluation; ${code("cutover lint")} says why`;
    case "read":
      return undefined;
  }
}

/** Latency in seconds; `not measured` where the report has none. */
function seconds(value: number | undefined): string {
  return value === undefined ? "not measured" : `${decimal(value)} s`;
}

/** With its sign, so that a table shows the direction. */
export function signed(value: number): string {
  const text = decimal(Math.abs(value));
  return text === "0" ? "0" : `${value < 0 ? "−" : "+"}${text}`;
}

export function difference(old: number | undefined, now: number | undefined): string {
  return old === undefined || now === undefined ? "" : `${signed(now - old)} s`;
}

function resultRow(side: string, result: EvaluationResult): string[] {
  return [
    side,
    code(result.offering),
    code(result.model),
    `${code(result.prompt.id)} ${plainLine(result.prompt.version)}`,
    String(result.samples),
    String(result.errors),
    decimal(result.score),
    seconds(result.p50),
    seconds(result.p99),
    plainLine(result.date),
  ];
}

/** At most four decimals: differences of decimals have more by accident. */
function decimal(value: number): string {
  return String(Number(value.toFixed(4)));
}
