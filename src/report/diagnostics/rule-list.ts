import type { Rule } from "../../rules/engine/rule.ts";
import type { ReportedRule } from "./located.ts";

type Listed = ReportedRule & Partial<Pick<Rule, "needs">>;

/** One line for each: id, severity, files that it needs, what must hold. */
export function renderList(rules: readonly Listed[]): string {
  const rows = rules.map(({ id, severity, needs, summary }) => [id, severity, needs ?? "", summary]);
  const widths = ["id", "severity", "needs"].map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [["id", "severity", "needs", "what must hold"], ...rows]
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** `[{ id, severity, needs, summary, why }]`; `needs` is null for a rule that wants no files of targets. */
export function renderListJson(rules: readonly Listed[]): string {
  const rows = rules.map(({ id, severity, needs = null, summary, docs }) => ({
    id,
    severity,
    needs,
    summary,
    why: docs.why.trim(),
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}
