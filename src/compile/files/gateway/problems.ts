import { distance } from "fastest-levenshtein";
import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { keyRangeAt, type Path, rangeAt } from "../../../model/source.ts";
import type { MigrationDocument } from "../../../model/workspace.ts";

export type ProblemRule =
  | "unknown-offering"
  | "retire-while-default"
  | "default-not-selectable"
  | "unknown-reference"
  | "compile";

/** A finding at the value at `path` of the migration. */
export function problem(
  { file, source }: MigrationDocument,
  path: Path,
  rule: ProblemRule,
  message: string,
  more: Pick<Diagnostic, "related" | "hint"> = {},
): Diagnostic {
  return { rule, severity: "error", message, file, range: rangeAt(source, path), ...more };
}

/** The same at the key at `path`. */
export function problemAtKey(
  document: MigrationDocument,
  path: Path,
  rule: ProblemRule,
  message: string,
  more: Pick<Diagnostic, "related" | "hint"> = {},
): Diagnostic {
  return { ...problem(document, path, rule, message, more), range: keyRangeAt(document.source, path) };
}

/** `; did you mean "x"?` where one of the known names is close, else nothing. */
export function didYouMean(name: string, known: Iterable<string>): string {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 4)) + 1;
  for (const candidate of known) {
    const away = distance(name, candidate);
    if (away < least) [best, least] = [candidate, away];
  }
  return best === undefined ? "" : `; did you mean "${best}"?`;
}

/** One entry of `bulk` is looked at once per feature: what it says about all of them is said once. */
export function withoutRepeats(problems: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return problems.filter(({ rule, file, range, message }) => {
    const key = JSON.stringify([rule, file, range.start, range.end, message]);
    return !seen.has(key) && seen.add(key);
  });
}
