import type { Workspace } from "../model/workspace.ts";
import type { TargetResult, TargetTask } from "./target-result.ts";

export function writeOwners(_workspace: Workspace, _task: TargetTask): TargetResult {
  return { files: [], byMigration: new Map(), problems: [] };
}
