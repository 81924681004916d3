import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import type { Range } from "../model/source.ts";

/** Most findings that one file is reported with; a file with more of them is not what it was taken for. */
const MAX_PER_FILE = 100;

/** What is wrong at a place of one file, before the file's name is known. */
export interface Problem {
  readonly range: Range;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Another place of the same file. */
  readonly related?: { readonly range: Range; readonly message: string } | undefined;
  /** What can be written in place of what stands at the range. */
  readonly fix?: { readonly title: string; readonly safety: Fix["safety"]; readonly text: string } | undefined;
}

/** Where text cannot be read as YAML; where data does not fit its schema; where a file or folder cannot be used. */
export type LoadRule = "syntax" | "schema" | "workspace";

/** Problems of one file as errors, in the order of their places; after a hundred only that there are more. */
export function toDiagnostics(rule: LoadRule, file: string, problems: readonly Problem[]): Diagnostic[] {
  const sorted = [...problems].sort((a, b) => a.range.start - b.range.start);
  const shown = sorted.slice(0, MAX_PER_FILE).map((problem) => toDiagnostic(rule, file, problem));
  const next = sorted[MAX_PER_FILE];
  if (next === undefined) return shown;
  const message = "more problems of this kind follow in this file";
  return [...shown, { rule, severity: "error", message, file, range: next.range }];
}

function toDiagnostic(rule: LoadRule, file: string, { range, message, hint, related, fix }: Problem): Diagnostic {
  return {
    rule,
    severity: "error",
    message,
    file,
    range,
    ...(hint === undefined ? {} : { hint }),
    ...(related === undefined ? {} : { related: [{ file, ...related }] }),
    ...(fix && { fix: { title: fix.title, safety: fix.safety, edits: [{ file, range, text: fix.text }] } }),
  };
}

const LONGEST_QUOTE = 60;

/** A value as messages quote it: on one line, without control characters, cut where it is long. */
export function quote(value: string): string {
  const cut = value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value;
  return JSON.stringify(cut).replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, "\ufffd");
}
