import type { Diagnostic } from "../../diagnostics/diagnostic.ts";

/**
 * Findings without those that follow from a name that nothing has: whatever else quotes that name says only that it is
 * wrong. What calls it unknown stays, at each of its places.
 */
export function withoutConsequences(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const unknown = diagnostics.flatMap(({ unknown: name, severity }) =>
    name !== undefined && severity === "error" ? [`"${name}"`] : [],
  );
  if (unknown.length === 0) return [...diagnostics];
  return diagnostics.filter(
    (one) =>
      one.unknown !== undefined || CALLS_UNKNOWN.has(one.rule) || !unknown.some((name) => one.message.includes(name)),
  );
}

/** Compile finds names unknown too, under the ids of the rules. */
const CALLS_UNKNOWN = new Set(["unknown-offering", "unknown-reference"]);
