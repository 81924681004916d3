import type { Diagnostic } from "../../diagnostics/diagnostic.ts";

/** Rules that judge what a name leads to: where it leads nowhere they have nothing to judge. */
const JUDGING: ReadonlySet<string> = new Set([
  "compile",
  "evaluation-missing",
  "evaluation-stale",
  "flag-sides",
  "from-not-default",
  "ramp-without-monitoring",
]);

/**
 * Findings without those that follow from a name that nothing has. A finding follows from it if its rule judges what names
 * lead to, it quotes the name, and it or a place that it points to stands in the file with the name. Findings that comments
 * silence must be out already: a name that is ignored takes nothing with it.
 */
export function withoutConsequences(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const causes = diagnostics.filter(({ unknown, severity }) => unknown !== undefined && severity === "error");
  if (causes.length === 0) return [...diagnostics];
  return diagnostics.filter((one) => !JUDGING.has(one.rule) || !causes.some((cause) => followsFrom(one, cause)));
}

function followsFrom({ file, related = [], message }: Diagnostic, cause: Diagnostic): boolean {
  const isClose = file === cause.file || related.some((place) => place.file === cause.file);
  return isClose && message.includes(`"${cause.unknown}"`);
}
