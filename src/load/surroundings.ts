import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Surroundings } from "../model/surroundings.ts";
import type { Workspace } from "../model/workspace.ts";
import { readCode } from "./code.ts";
import { readEvaluations } from "./evaluations.ts";
import { type Fetched, isFrom, readFetched } from "./fetched.ts";
import type { FileSystem } from "./file-system.ts";
import { listPrompts } from "./prompts.ts";
import { checkoutOf } from "./targets.ts";

export interface LoadedSurroundings {
  readonly surroundings: Surroundings;
  /** What is wrong in the evaluation reports that are there. */
  readonly diagnostics: readonly Diagnostic[];
  /** Text by file of those reports, for code frames. */
  readonly sources: ReadonlyMap<string, string>;
  /** Targets whose code or prompts were wanted and for which no folder was found. */
  readonly missing: readonly string[];
}

/** Reads what rules look at beside the targets' files: code, prompt definitions, evaluation reports. */
export async function readSurroundings(input: {
  readonly fs: FileSystem;
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly workspace: Workspace;
  /** Absolute folder by target, from `--checkout`. */
  readonly checkouts: ReadonlyMap<string, string>;
}): Promise<LoadedSurroundings> {
  const { fs, root, workspace, checkouts } = input;
  const { targets = {} } = workspace.config.data;
  const folders = new Map<string, string>();
  const fetched = new Map<string, Fetched>();
  for (const target of Object.keys(targets)) {
    const folder = await checkoutOf(target, { fs, root, targets, checkouts });
    const kept = folder === undefined ? undefined : await readFetched(fs, folder);
    if (folder === undefined || (kept !== undefined && !isFrom(kept, { targets }, target))) continue;
    folders.set(target, folder);
    if (kept !== undefined) fetched.set(target, kept);
  }
  const code = await readCode(fs, workspace, folders, fetched);
  const prompts = await listPrompts(targets, folders, fetched);
  const { evaluations, diagnostics, sources } = await readEvaluations(fs, root, workspace);
  return {
    surroundings: { code: code.view, prompts: prompts.view, evaluations },
    diagnostics,
    sources,
    missing: [...code.missing, ...prompts.missing],
  };
}
