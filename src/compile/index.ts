import { type Diagnostic, dedupeDiagnostics } from "../diagnostics/diagnostic.ts";
import type { FileResource, Resource } from "../model/resource.ts";
import { claimsFiles } from "../model/stage.ts";
import type { TargetSnapshot, TargetView } from "../model/target.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import type { BodySurroundings } from "./bodies/subject.ts";
import { fileResource } from "./file-resource.ts";
import { flagsOf } from "./items/flags.ts";
import { itemsOf } from "./items/items.ts";
import { notesOf } from "./items/notes.ts";
import { neededFiles } from "./needed.ts";
import { rolloutManifests } from "./ramp/manifest.ts";
import { rampProblems } from "./ramp/problems.ts";
import type { CompiledFile } from "./target-result.ts";
import { editTargets, type TargetEdits } from "./targets.ts";

export interface CompileInput {
  readonly workspace: Workspace;
  /** Current files by target; one that is needed and absent here is left out of the result. */
  readonly targets: ReadonlyMap<string, TargetSnapshot>;
  /** What bodies tell of the code and of evaluations. */
  readonly surroundings?: BodySurroundings | undefined;
}

export interface CompileResult {
  /** What should exist outside, in the order of the migrations. */
  readonly resources: readonly Resource[];
  readonly before: TargetView;
  readonly after: TargetView;
  readonly files: readonly CompiledFile[];
  readonly manifests: readonly { readonly flag: string; readonly text: string }[];
  /** What cannot be made: errors, each at its place in a file of the workspace or of a target. */
  readonly problems: readonly Diagnostic[];
  /** Files of targets that are there and cannot be read, as `problems` say; rules that need them see nothing. */
  readonly unread: readonly string[];
}

/** Works out everything that the workspace asks for. Pure, and without time: the same input gives the same bytes. */
export function compile(input: CompileInput): CompileResult {
  const { workspace, targets } = input;
  const edits = editTargets(workspace, targets);
  const snapshots = [...targets.values(), ...untouched(workspace, targets)];
  return {
    resources: workspace.migrations.flatMap((document) => resourcesOf(input, document, edits, snapshots)),
    before: edits.before,
    after: edits.after,
    files: edits.files,
    unread: edits.unread,
    manifests: workspace.migrations.flatMap((document) => rolloutManifests(workspace, document)),
    problems: dedupeDiagnostics([
      ...edits.problems,
      ...workspace.migrations.flatMap((document) => rampProblems(workspace, document)),
    ]),
  };
}

/**
 * Targets that were not read because nobody wants anything of them. A merge request that somebody wanted once may still
 * be open there, and is to be taken back.
 */
function untouched(workspace: Workspace, targets: CompileInput["targets"]): TargetSnapshot[] {
  const needed = neededFiles(workspace);
  return Object.keys(workspace.config.data.targets ?? {})
    .filter((target) => !needed.has(target) && !targets.has(target))
    .map((target) => ({ target, files: new Map() }));
}

function resourcesOf(
  { workspace, surroundings }: CompileInput,
  document: MigrationDocument,
  edits: TargetEdits,
  snapshots: readonly TargetSnapshot[],
): Resource[] {
  const files = filesOf(workspace, document, edits, snapshots);
  const after = files.filter(({ target }) => isServed(workspace, target)).map((file) => file.key);
  const flags = flagsOf(workspace, document, snapshots).map((flag) => ({ ...flag, after }));
  const seen = { evaluations: new Map(), ...surroundings, gateways: edits.after.gateways };
  const items = itemsOf(workspace, document, seen);
  return [...items, ...notesOf(document, items, flags), ...flags, ...files];
}

/** Whether users meet what a target holds: no ramp waits for a page or for who may review. */
function isServed({ config }: Workspace, target: string): boolean {
  const { format } = config.data.targets?.[target] ?? {};
  return format !== "markdown" && format !== "codeowners";
}

function filesOf(
  workspace: Workspace,
  document: MigrationDocument,
  edits: TargetEdits,
  snapshots: readonly TargetSnapshot[],
): FileResource[] {
  const { status } = document.data;
  // One that was cancelled wants no edits: plan closes what it has proposed.
  if (!claimsFiles(status) && status !== "cancelled") return [];
  return snapshots.map((snapshot) => fileResource(workspace, document, snapshot, edits));
}
