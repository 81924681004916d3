import { type Diagnostic, sortDiagnostics } from "../../diagnostics/diagnostic.ts";

/**
 * Findings of the rules with those of compile. Where compile refuses an edit, its result does not show the fault and the
 * rule of the same id may be silent; where the rule speaks of that place too, it has the say.
 */
export function mergeProblems(found: readonly Diagnostic[], problems: readonly Diagnostic[]): Diagnostic[] {
  const said = new Set(found.map(identity));
  return sortDiagnostics([...found, ...problems.filter((problem) => !said.has(identity(problem)))]);
}

function identity({ rule, file, range }: Diagnostic): string {
  return `${rule} ${file} ${range.start}`;
}
