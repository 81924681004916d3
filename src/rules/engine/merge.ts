import { type Diagnostic, sortDiagnostics } from "../../diagnostics/diagnostic.ts";

/**
 * Findings of the rules with those of compile. Where compile refuses an edit, its result does not show the fault and the
 * rule of the same id may be silent; where the rule speaks of that place too, its words are taken. The higher severity
 * stands: what compile refuses is an error, whatever the policy makes of the rule.
 */
export function mergeProblems(found: readonly Diagnostic[], problems: readonly Diagnostic[]): Diagnostic[] {
  const said = new Set(found.map(identity));
  const all = [
    ...found.map((one): Diagnostic => (isRefused(one, problems) ? { ...one, severity: "error" } : one)),
    ...problems.filter((problem) => !said.has(identity(problem))),
  ];
  return sortDiagnostics(all);
}

/** Whether compile refuses what a rule finds fault with. */
export function isRefused(found: Diagnostic, problems: readonly Diagnostic[]): boolean {
  return problems.some((problem) => problem.severity === "error" && identity(problem) === identity(found));
}

function identity({ rule, file, range }: Diagnostic): string {
  return `${rule} ${file} ${range.start}`;
}
