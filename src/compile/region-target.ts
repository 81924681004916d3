import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Path, rangeAt } from "../model/source.ts";
import type { ConfigDocument, MigrationDocument } from "../model/workspace.ts";
import { fileEdit, textAfter } from "./file-edit.ts";
import type { Edit } from "./files/edit.ts";
import type { FileFault } from "./files/region.ts";
import type { CompiledFile, MigrationEdits, TargetResult, TargetTask } from "./target-result.ts";

/** How the region of a file is written. */
interface RegionEditor {
  readonly path: string;
  /** As it stands; undefined: it does not exist. */
  readonly before: string | undefined;
  /** What the edits of a file that does not exist begin with; with none, there is no file. */
  readonly start?: string | undefined;
  /** The edits of one migration to a text of the file; `together`: among the others, else as if it were alone. */
  edit(text: string, document: MigrationDocument, together: boolean): Edit[];
}

/** Whether the tables and lines that everybody may read tell of a migration: a draft is not meant yet, a secret never. */
export function isShown({ data: { status, visibility } }: MigrationDocument): boolean {
  return status !== "draft" && visibility !== "confidential";
}

/** The edits of each migration alone, and those of all of them one after another. */
export function writeByMigration(
  { snapshot }: TargetTask,
  editors: readonly MigrationDocument[],
  { path, before, start = "", edit }: RegionEditor,
): TargetResult {
  const base = before ?? start;
  const byMigration = new Map<string, MigrationEdits>();
  const trail: (readonly Edit[])[] = [];
  let text = base;
  for (const document of editors) {
    const own = fileEdit(path, base, edit(base, document, false));
    byMigration.set(document.data.name, { edits: own === undefined ? [] : [{ ...own, before }], needs: [] });
    const edits = edit(text, document, true);
    if (edits.length === 0) continue;
    const [first] = edits;
    if (before === undefined && trail.length === 0 && first !== undefined)
      trail.push([{ offset: 0, length: 0, text: start, cause: first.cause }]);
    trail.push(edits);
    text = textAfter(text, edits);
  }
  const file: CompiledFile = {
    target: snapshot.target,
    path,
    before,
    after: trail.length === 0 ? before : text,
    trail,
  };
  return { files: [file], byMigration, problems: [] };
}

/** A file that is left as it is, with what keeps it from being written. */
export function leftAlone({ snapshot }: TargetTask, path: string, problems: readonly Diagnostic[]): TargetResult {
  const text = snapshot.files.get(path);
  const files = text === undefined ? [] : [{ target: snapshot.target, path, before: text, after: text, trail: [] }];
  return { files, byMigration: new Map(), problems };
}

/** A problem at a value of the catalog. */
export function catalogProblem(config: ConfigDocument, path: Path, message: string, hint: string): Diagnostic {
  return { rule: "compile", severity: "error", message, file: config.file, range: rangeAt(config.source, path), hint };
}

/** A problem in the file itself. */
export function faultProblem(file: string, { message, range, hint, other }: FileFault): Diagnostic {
  const related = other === undefined ? {} : { related: [{ file, range: other.range, message: other.message }] };
  return { rule: "compile", severity: "error", message, file, range, ...(hint !== undefined && { hint }), ...related };
}
