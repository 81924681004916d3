import type { Range } from "../model/source.ts";

export type Severity = "error" | "warning" | "info";

/** Another place that a finding is about, such as the other half of a clash. */
export interface RelatedPlace {
  readonly file: string;
  readonly range: Range;
  /** What stands there, as a clause: `first declared here`. */
  readonly message: string;
}

/** One replacement of text. */
export interface TextEdit {
  readonly file: string;
  /** What is replaced; an empty range inserts. */
  readonly range: Range;
  readonly text: string;
}

/** A change that makes a finding go away. */
export interface Fix {
  /** What it does, lower case: `write "duo_chat"`. */
  readonly title: string;
  /** safe: the meaning stays, or only one thing can have been meant. unsafe: a person should look at the result. */
  readonly safety: "safe" | "unsafe";
  /** In files that the finding's own check has read; they do not overlap. */
  readonly edits: readonly TextEdit[];
}

/** One finding. Renderers turn it into text, JSON and the formats of CI systems. */
export interface Diagnostic {
  /** Id of the rule, such as `unknown-offering`; `syntax`, `schema` and `workspace` come from reading. */
  readonly rule: string;
  readonly severity: Severity;
  /** One line, lower case. */
  readonly message: string;
  /** Path relative to the workspace (or to a target repository), with `/`. */
  readonly file: string;
  /** Half-open span of UTF-16 offsets into the file's text. */
  readonly range: Range;
  readonly related?: readonly RelatedPlace[];
  /** What to do about it, in one line. */
  readonly hint?: string;
  readonly fix?: Fix;
  /** A name that nothing has: what other findings say of it follows from this one. */
  readonly unknown?: string;
}

/** Sorted by file, place and message, without duplicates. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return dedupeDiagnostics(diagnostics).sort(compareDiagnostics);
}

/** Without those that say the same of the same place as one before them. */
export function dedupeDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const byIdentity = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { rule, message, file, range } = diagnostic;
    const identity = JSON.stringify([file, range.start, range.end, rule, message]);
    if (!byIdentity.has(identity)) byIdentity.set(identity, diagnostic);
  }
  return [...byIdentity.values()];
}

function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file, b.file) ||
    a.range.start - b.range.start ||
    a.range.end - b.range.end ||
    compareText(a.message, b.message) ||
    compareText(a.rule, b.rule)
  );
}

/** By code unit: the same order on every machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
