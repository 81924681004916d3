import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { FileEdit } from "../model/resource.ts";
import type { Cause } from "../model/source.ts";
import type { Edit } from "./files/edit.ts";
import type { CompiledFile, MigrationEdits, TargetResult } from "./target-result.ts";

/** A file that one migration adds to a target, where no file is. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
  readonly causes: readonly Cause[];
}

/**
 * The result of a format that only adds files. Where several migrations want one, the first of them makes it, and the
 * others wait until it is there: what people make of it by then is theirs.
 */
export function addFiles(input: {
  readonly target: string;
  /** By the names of their migrations, in the order of those. */
  readonly wanted: ReadonlyMap<string, readonly NewFile[]>;
  readonly problems: readonly Diagnostic[];
}): TargetResult {
  const makers = new Map<string, { readonly migration: string; readonly file: NewFile }>();
  const byMigration = new Map<string, MigrationEdits>();
  for (const [migration, files] of input.wanted) {
    const needs = files.flatMap(({ path }) => makers.get(path)?.migration ?? []);
    for (const file of files) if (!makers.has(file.path)) makers.set(file.path, { migration, file });
    const edits =
      needs.length > 0 ? [] : files.map(({ path, text, causes }): FileEdit => ({ path, after: text, causes }));
    byMigration.set(migration, { edits, needs: [...new Set(needs)] });
  }
  const files = [...makers.values()].map(({ file }) => compiled(input.target, file));
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), byMigration, problems: input.problems };
}

function compiled(target: string, { path, text, causes }: NewFile): CompiledFile {
  const trail = causes.slice(0, 1).map((cause): Edit[] => [{ offset: 0, length: 0, text, cause }]);
  return { target, path, before: undefined, after: text, trail };
}
