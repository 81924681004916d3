import type { Severity } from "../../diagnostics/diagnostic.ts";
import { identify } from "./fingerprint.ts";
import { Places, type Report } from "./located.ts";
import { printable } from "./printable.ts";

/** GitLab knows info, minor, major, critical and blocker; the last two are for what breaks production at once. */
const SEVERITY: Readonly<Record<Severity, string>> = { error: "major", warning: "minor", info: "info" };

/**
 * Findings as GitLab's Code Quality report, for `artifacts:reports:codequality`: the merge request shows what is new and
 * what is gone, told apart by fingerprint. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function renderCodequality(report: Report): string {
  const places = new Places(report.sources);
  const found = identify(report.diagnostics, report).map(({ diagnostic, fingerprint }) => {
    const { rule, severity, message, file, range } = diagnostic;
    return {
      description: printable(message),
      check_name: rule,
      fingerprint,
      severity: SEVERITY[severity],
      location: { path: file, lines: { begin: places.positions(file, range).start.line } },
    };
  });
  return `${JSON.stringify(found, null, 2)}\n`;
}
