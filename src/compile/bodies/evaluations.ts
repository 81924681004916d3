import { dropOf } from "../../model/evaluation.ts";
import type { Move } from "../../model/move.ts";
import type { Block } from "../../model/resource.ts";
import type { Evaluation } from "../../model/schema/evaluation.gen.ts";
import { code, plainLine } from "../safe-text.ts";
import { difference, type ReportState, reportOf, reportProblem, signed } from "./evaluation-table.ts";
import type { Subject } from "./subject.ts";
import { bullets, paragraphs, table } from "./table.ts";
import { featureName, listed } from "./words.ts";

type Entry = Subject["entries"][number];
type Read = Extract<ReportState, { state: "read" }>;

/** How the features did with the new model: one row for each, and what is missing. */
export function evaluations(subject: Subject): Block | undefined {
  const due = subject.entries.filter(
    ([move]) => move.stage !== "absent" && (move.to ?? move.entry.evaluation) !== undefined,
  );
  if (due.length === 0) return undefined;
  const rows = due.flatMap((entry) => {
    const report = reportOf(subject, entry[0]);
    return report.state === "read" ? [{ entry, report }] : [];
  });
  const isOpen = subject.migration.visibility !== "confidential";
  const shown = rows.length === 0 ? undefined : isOpen ? verdicts(subject, rows) : figures(subject, rows);
  return { name: "evaluations", text: paragraphs("## Evaluations", shown, bullets(gaps(subject, due))) };
}

interface Row {
  readonly entry: Entry;
  readonly report: Read;
}

/** What a model scored is told under an agreement in many cases: a public issue says only whether it is enough. */
function verdicts(subject: Subject, rows: readonly Row[]): string {
  const heads = ["Feature", "Old", "New", "Result", "Date", "Report"];
  return paragraphs(
    "This text is public, so it says only whether each score is good enough. The figures are in the reports, beside the migration, and in the rollout issues, which are confidential.",
    table(
      heads,
      rows.map(({ entry, report: { file, data, margin } }) => [
        namesOf(subject, entry),
        offering(data.old),
        offering(data.new),
        dropOf(data) > margin ? "**the new one scores too low**" : "good enough",
        plainLine(data.new.date),
        code(file),
      ]),
    ),
  );
}

function figures(subject: Subject, rows: readonly Row[]): string {
  const heads = [
    "Feature",
    "Old",
    "New",
    "Score",
    "Change",
    "Allowed loss",
    "p50",
    "p99",
    "Errors",
    "Samples",
    "Date",
    "Report",
  ];
  return paragraphs(
    "Scores go from 0 to 1. Latencies are in seconds; a minus means that the new model is faster.",
    table(
      heads,
      rows.map(({ entry, report: { file, data, margin } }) => [
        namesOf(subject, entry),
        offering(data.old),
        offering(data.new),
        change(data.old.score, data.new.score),
        dropOf(data) > margin ? `**${signed(-dropOf(data))}, too low**` : signed(-dropOf(data)),
        String(margin),
        latency(data, "p50"),
        latency(data, "p99"),
        change(data.old.errors, data.new.errors),
        change(data.old.samples, data.new.samples),
        plainLine(data.new.date),
        code(file),
      ]),
    ),
  );
}

function offering({ offering: id, prompt }: Evaluation["new"]): string {
  return `${code(id)}, prompt ${code(`${prompt.id} ${prompt.version}`)}`;
}

function change(old: string | number, now: string | number): string {
  return `${old} → ${now}`;
}

function latency({ old, new: now }: Evaluation, key: "p50" | "p99"): string {
  if (old[key] === undefined || now[key] === undefined) return "not measured";
  return `${old[key]} → ${now[key]} (${difference(old[key], now[key])})`;
}

/** Reports that are of no use, then the features without one. */
function gaps(subject: Subject, due: readonly Entry[]): string[] {
  const unnamed = due.filter(([move]) => reportOf(subject, move).state === "unnamed");
  const broken = due.flatMap((entry) => {
    const problem = unnamed.includes(entry) ? undefined : reportProblem(subject, entry[0]);
    return problem === undefined ? [] : [`${namesOf(subject, entry)}: ${problem}`];
  });
  if (unnamed.length === 0) return broken;
  const names = listed(
    unnamed.flatMap((entry) => entry.map(({ feature }) => featureName(subject.config, feature))),
    10,
  );
  return [
    ...broken,
    `No evaluation is on record for ${names}; the path of its summary belongs in ${code("evaluation.report")} of the feature's entry in ${code(subject.file)} before the stage ${code("rollout")}`,
  ];
}

function namesOf({ config }: Subject, entry: readonly Move[]): string {
  return listed(
    entry.map(({ feature }) => featureName(config, feature)),
    10,
  );
}
