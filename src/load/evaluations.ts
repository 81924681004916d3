import { join } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { movesOf } from "../model/move.ts";
import type { EvaluationFile } from "../model/surroundings.ts";
import type { Workspace } from "../model/workspace.ts";
import type { FileSystem } from "./file-system.ts";
import { readText } from "./read-text.ts";
import { loadEvaluation } from "./validate.ts";

/** The evaluation reports that migrations name, by the path that they write, and what is wrong in them. */
export async function readEvaluations(
  fs: FileSystem,
  root: string,
  { migrations }: Workspace,
): Promise<{
  readonly evaluations: ReadonlyMap<string, EvaluationFile>;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}> {
  const named = migrations.flatMap(({ data }) => movesOf(data).flatMap(({ entry }) => entry.evaluation?.report ?? []));
  const evaluations = new Map<string, EvaluationFile>();
  const diagnostics: Diagnostic[] = [];
  const sources = new Map<string, string>();
  for (const file of [...new Set(named)].sort()) {
    if (!(await isThere(fs, join(root, file)))) {
      evaluations.set(file, "missing");
      continue;
    }
    const result = await readText(fs, root, file);
    if ("diagnostics" in result) diagnostics.push(...result.diagnostics);
    else sources.set(file, result.text);
    const loaded = "text" in result ? loadEvaluation(result.text, file) : undefined;
    diagnostics.push(...(loaded?.diagnostics ?? []));
    evaluations.set(file, loaded?.document ?? "unusable");
  }
  return { evaluations, diagnostics, sources };
}

async function isThere(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.lstat(path);
    return true;
  } catch {
    return false;
  }
}
