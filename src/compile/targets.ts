import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { GatewayFiles } from "../model/gateway.ts";
import { claimsFiles } from "../model/stage.ts";
import { nameTargetFiles, type TargetSnapshot, type TargetView } from "../model/target.ts";
import type { Workspace } from "../model/workspace.ts";
import { addFlagDefinitions } from "./flags-target.ts";
import { editGatewayTarget } from "./gateway-target.ts";
import { writeOwners } from "./owners-target.ts";
import { writeRegion } from "./page-target.ts";
import { addPromptVersions } from "./prompts-target.ts";
import type { CompiledFile, MigrationEdits, TargetResult, TargetTask } from "./target-result.ts";

/** What all migrations do to all targets. */
export interface TargetEdits {
  readonly before: TargetView;
  readonly after: TargetView;
  readonly files: readonly CompiledFile[];
  readonly problems: readonly Diagnostic[];
  /** Files of targets that are there and cannot be read. */
  readonly unread: readonly string[];
  of(migration: string, target: string): MigrationEdits;
}

const NOTHING: MigrationEdits = { edits: [], needs: [] };

/** Edits every target that was read, by its format. */
export function editTargets(workspace: Workspace, targets: ReadonlyMap<string, TargetSnapshot>): TargetEdits {
  const nameOf = nameTargetFiles([...targets.values()]);
  // By name, so that what two of them put in one place does not depend on who is read first.
  const editors = workspace.migrations
    .filter((document) => claimsFiles(document.data.status))
    .toSorted((a, b) => (a.data.name < b.data.name ? -1 : 1));
  const formatOf = (target: string) => workspace.config.data.targets?.[target]?.format;
  const results = new Map<string, TargetResult>();
  for (const [id, snapshot] of targets) {
    if (formatOf(id) !== "ai-gateway") continue;
    results.set(
      id,
      editGatewayTarget(workspace, snapshot, editors, (path) => nameOf(id, path)),
    );
  }
  // What else is written tells of the gateways as they become.
  const gateways = [...results.values()].flatMap(({ gateways: states }) => states ?? []);
  for (const [id, snapshot] of targets) {
    if (results.has(id)) continue;
    results.set(
      id,
      editTarget(workspace, { snapshot, all: targets, editors, gateways, nameOf: (path) => nameOf(id, path) }),
    );
  }
  const all = [...results.values()];
  const files = all.flatMap((result) => result.files);
  return {
    before: { snapshots: [...targets.values()], gateways: statesOf(results, "before") },
    after: {
      snapshots: [...targets.values()].map((snapshot) => withFiles(snapshot, files)),
      gateways: statesOf(results, "after"),
    },
    files,
    problems: all.flatMap((result) => result.problems),
    unread: all.flatMap(({ unread = [] }) => unread),
    of: (migration, target) => results.get(target)?.byMigration.get(migration) ?? NOTHING,
  };
}

function editTarget(workspace: Workspace, task: TargetTask): TargetResult {
  switch (workspace.config.data.targets?.[task.snapshot.target]?.format) {
    case "feature-flags":
      return addFlagDefinitions(workspace, task);
    case "prompts":
      return addPromptVersions(workspace, task);
    case "markdown":
      return writeRegion(workspace, task);
    case "codeowners":
      return writeOwners(workspace, task);
    default:
      return { files: [], byMigration: new Map(), problems: [] };
  }
}

function statesOf(
  results: ReadonlyMap<string, TargetResult>,
  side: "before" | "after",
): ReadonlyMap<string, GatewayFiles> {
  return new Map(
    [...results].flatMap(([target, { gateways }]) => {
      const state = gateways?.[side];
      return state === undefined ? [] : [[target, state] as const];
    }),
  );
}

function withFiles(snapshot: TargetSnapshot, files: readonly CompiledFile[]): TargetSnapshot {
  const edited = files
    .filter(({ target }) => target === snapshot.target)
    .map(({ path, after }) => [path, after] as const);
  return { ...snapshot, files: new Map([...snapshot.files, ...edited]) };
}
