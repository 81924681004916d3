import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { applyEdits, type Edit } from "./files/edit.ts";

interface Editing {
  readonly document: MigrationDocument;
  readonly models: readonly Edit[];
  readonly features: readonly Edit[];
}

/** Two migrations that edit the same characters: an error at both, never a guess which of them is meant. */
export function overlapsOf(
  texts: { readonly models: string; readonly features: string },
  all: readonly Editing[],
): Diagnostic[] {
  const files = [
    [texts.models, all.flatMap(({ models }) => models)],
    [texts.features, all.flatMap(({ features }) => features)],
  ] as const;
  return files.flatMap(([text, edits]) => {
    const result = applyEdits(text, edits);
    return "overlap" in result ? [problemOf(result.overlap, all)] : [];
  });
}

function problemOf([first, second]: readonly [Edit, Edit], all: readonly Editing[]): Diagnostic {
  const { file, line } = first.cause;
  return {
    rule: "conflicting-claims",
    severity: "error",
    message: `edits the same lines as ${file}:${line}; one of the two has to go first`,
    ...placeOf(second, all),
    related: [{ ...placeOf(first, all), message: "the other edit" }],
  };
}

function placeOf({ cause }: Edit, all: readonly Editing[]): Pick<Diagnostic, "file" | "range"> {
  const source = all.find(({ document }) => document.file === cause.file)?.document.source;
  const lines = source?.text.split("\n") ?? [];
  const start = lines.slice(0, cause.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const own = lines[cause.line - 1] ?? "";
  const range = { start: start + own.length - own.trimStart().length, end: start + own.trimEnd().length };
  return { file: cause.file, range };
}
