import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { FileEdit } from "../model/resource.ts";
import { claimsFiles } from "../model/stage.ts";
import { nameTargetFiles, type TargetSnapshot, type TargetView } from "../model/target.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { editGatewayTarget } from "./gateway-target.ts";
import { flagDefinitions } from "./items/flag-definitions.ts";
import type { CompiledFile, MigrationEdits, TargetResult } from "./target-result.ts";

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
  const results = new Map(
    [...targets].map(([id, snapshot]) => [id, editTarget(workspace, snapshot, (path) => nameOf(id, path))]),
  );
  const all = [...results.values()];
  const files = all.flatMap((result) => result.files);
  return {
    before: { snapshots: [...targets.values()], gateways: mergeMaps(all.map((result) => result.gateways?.before)) },
    after: {
      snapshots: [...targets.values()].map((snapshot) => withFiles(snapshot, files)),
      gateways: mergeMaps(all.map((result) => result.gateways?.after)),
    },
    files,
    problems: all.flatMap((result) => result.problems),
    unread: all.flatMap(({ unread = [] }) => unread),
    of: (migration, target) => results.get(target)?.byMigration.get(migration) ?? NOTHING,
  };
}

function editTarget(workspace: Workspace, snapshot: TargetSnapshot, nameOf: (path: string) => string): TargetResult {
  const editors = workspace.migrations.filter((document) => claimsFiles(document.data.status));
  switch (workspace.config.data.targets?.[snapshot.target]?.format) {
    case "ai-gateway":
      return editGatewayTarget(workspace, snapshot, editors, nameOf);
    case "feature-flags":
      return addFlagDefinitions(workspace, snapshot, editors);
    default:
      return { files: [], byMigration: new Map(), problems: [] };
  }
}

/** A definition that is there already belongs to the people who filled it in; only a missing one is written. */
function addFlagDefinitions(
  workspace: Workspace,
  snapshot: TargetSnapshot,
  editors: readonly MigrationDocument[],
): TargetResult {
  const byMigration = new Map<string, MigrationEdits>();
  for (const document of editors) {
    const edits = flagDefinitions(workspace, document)
      .filter(({ target, path }) => target === snapshot.target && snapshot.files.get(path) === undefined)
      .map(({ path, text, causes }): FileEdit => ({ path, before: undefined, after: text, causes }));
    byMigration.set(document.data.name, { edits, needs: [] });
  }
  const added = new Map([...byMigration.values()].flatMap(({ edits }) => edits.map((edit) => [edit.path, edit.after])));
  const paths = [...new Set([...snapshot.files.keys(), ...added.keys()])].sort();
  const files = paths.map((path) => {
    const before = snapshot.files.get(path);
    return { target: snapshot.target, path, before, after: before ?? added.get(path) };
  });
  return { files, byMigration, problems: [] };
}

function withFiles(snapshot: TargetSnapshot, files: readonly CompiledFile[]): TargetSnapshot {
  const edited = files
    .filter(({ target }) => target === snapshot.target)
    .map(({ path, after }) => [path, after] as const);
  return { ...snapshot, files: new Map([...snapshot.files, ...edited]) };
}

function mergeMaps<V>(maps: readonly (ReadonlyMap<string, V> | undefined)[]): ReadonlyMap<string, V> {
  return new Map(maps.flatMap((map) => [...(map ?? [])]));
}
