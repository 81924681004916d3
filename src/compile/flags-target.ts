import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { isFlagName } from "../model/flag-name.ts";
import { rangeAt } from "../model/source.ts";
import type { TargetSnapshot } from "../model/target.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { type FlagDefinitionFile, flagDefinitions, isDefinitionOf } from "./items/flag-definitions.ts";
import { addFiles, type NewFile } from "./new-files.ts";
import type { CompiledFile, TargetResult, TargetTask } from "./target-result.ts";

/**
 * Adds the definitions of flags that nothing defines yet. One that is there belongs to the people who filled it in,
 * `default_enabled` and all; it goes with the code that reads the flag, by their hands.
 */
export function addFlagDefinitions(workspace: Workspace, { snapshot, editors }: TargetTask): TargetResult {
  const wanted = new Map<string, readonly NewFile[]>();
  const problems: Diagnostic[] = [];
  for (const document of editors) {
    const missing = flagDefinitions(workspace, document).filter((definition) => {
      if (definition.target !== snapshot.target) return false;
      if (!isFlagName(definition.name)) {
        problems.push(misnamed(document, definition));
        return false;
      }
      const there = definitionIn(snapshot, definition);
      if (there !== undefined && there !== definition.path) problems.push(elsewhere(document, definition, there));
      return there === undefined;
    });
    wanted.set(document.data.name, missing);
  }
  const { files, ...result } = addFiles({ target: snapshot.target, wanted, problems });
  return { ...result, files: [...files, ...kept(snapshot)].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** Where a flag is defined already, whatever its type is there. */
function definitionIn({ files, listed = new Set() }: TargetSnapshot, { name, path }: FlagDefinitionFile) {
  if (files.get(path) !== undefined || listed.has(path)) return path;
  return [...listed].find((one) => isDefinitionOf(one, name));
}

/** A second file of one name keeps GitLab from starting, so none is written. */
function elsewhere(
  { file, source }: MigrationDocument,
  { name, at, path }: FlagDefinitionFile,
  there: string,
): Diagnostic {
  return {
    rule: "compile",
    severity: "warning",
    message: `flag "${name}" is defined in "${there}" already, and GitLab takes a name once; "${path}" is not written`,
    file,
    range: rangeAt(source, [...at, "name"]),
    hint: "say the type that the definition has, or choose another name",
  };
}

/** A rule of this id says the same, and how to mend it; there its words are taken. */
function misnamed({ file, source }: MigrationDocument, { name, at }: FlagDefinitionFile): Diagnostic {
  return {
    rule: "flag-name",
    severity: "error",
    message: `flag name "${name}" is refused by GitLab: lower case words, joined by single underscores`,
    file,
    range: rangeAt(source, [...at, "name"]),
  };
}

function kept({ target, files }: TargetSnapshot): CompiledFile[] {
  return [...files].flatMap(([path, text]) =>
    text === undefined ? [] : [{ target, path, before: text, after: text, trail: [] }],
  );
}
