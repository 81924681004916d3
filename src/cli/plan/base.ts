import { resolve } from "node:path";
import { compile } from "../../compile/index.ts";
import { neededFiles } from "../../compile/needed.ts";
import { FETCHED } from "../../load/fetched.ts";
import { readSurroundings } from "../../load/surroundings.ts";
import { type ReadFile, treeFileSystem } from "../../load/tree.ts";
import { loadWorkspace } from "../../load/workspace.ts";
import type { TargetSnapshot } from "../../model/target.ts";
import type { Workspace } from "../../model/workspace.ts";
import type { Asked } from "../../plan/imagine-input.ts";
import { printable } from "../../report/diagnostics/printable.ts";
import { refuseNoRef } from "../commit-name.ts";
import { localTargets, refuseOutsidePaths } from "../context.ts";
import { EXIT, UserError } from "../exit.ts";
import { reasonOf } from "../git.ts";
import type { Io } from "../io.ts";
import { factsOf } from "../live-plan.ts";

/** Git's modes of a regular file and of a link. */
const FILE = /^100/;
const LINK = "120000";
/** Files that make a workspace, and the folder of most of them. */
const WORKSPACE = /^(?:cutover\.yaml|deadlines\.lock\.json|migrations(?:\/[^/]+\.ya?ml)?)$/;
/**
 * In a pipeline of merged results the commit holds what the target branch has by now, which is not the merge request's:
 * the first is set only there.
 */
const VARIABLES = ["CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA"] as const;

/** The workspace as it was at a commit, and the targets' files that are here for it. */
export interface Base {
  readonly workspace: Workspace;
  /** Files of the workspace at that commit. */
  readonly files: ReadonlyMap<string, ReadFile>;
  readonly targets: ReadonlyMap<string, TargetSnapshot>;
  readonly missing: readonly string[];
}

/**
 * Commit that counts as applied: where the current branch left the one that was named, else the base of the pipeline's
 * merge request. Undefined where there is neither.
 */
export async function baseCommit(io: Io, root: string, changedSince: string | undefined): Promise<string | undefined> {
  const named = VARIABLES.flatMap((variable) => (io.env[variable] ? [[variable, io.env[variable]] as const] : []));
  const [option, name] = changedSince === undefined ? (named[0] ?? []) : (["--changed-since", changedSince] as const);
  if (option === undefined || name === undefined) return undefined;
  refuseNoRef(option, name);
  if (io.git === undefined) throw new UserError(EXIT.usage, `${option}: git is not at hand`);
  const fork = await io.git(["merge-base", name, "HEAD"], root);
  if (fork.code === 0) return fork.stdout.trim();
  // In a shallow clone the commit may be there and the way to it not.
  const commit = await io.git(["rev-parse", "--verify", "--end-of-options", `${name}^{commit}`], root);
  if (commit.code === 0) return commit.stdout.trim();
  throw new UserError(
    EXIT.usage,
    `${option}: git does not know "${name}" (${reasonOf(commit)})`,
    "fetch it; in a pipeline with GIT_DEPTH: 0",
  );
}

/** The workspace at a commit; undefined where there was none. What cannot be read of it counts as absent, and is told. */
export async function readBase(io: Io, root: string, commit: string): Promise<Base | undefined> {
  const { workspace, files, links, diagnostics } = await loadAt(io, root, commit);
  const wrong = new Set(diagnostics.filter(({ severity }) => severity === "error").map(({ file }) => file));
  const at = commit.slice(0, 8);
  for (const file of links)
    io.stderr.write(`note: ${printable(file)} is a link at ${at}, and counts as absent there\n`);
  for (const file of files.has("cutover.yaml") ? wrong : [])
    io.stderr.write(`note: ${printable(file)} cannot be used as it is at ${at}, and counts as absent there\n`);
  if (!files.has("cutover.yaml") && links.length === 0)
    io.stderr.write(`note: this folder holds no workspace at ${at}, and so everything counts as new\n`);
  if (workspace === undefined) return undefined;
  const needed = neededFiles(workspace);
  refuseOutsidePaths(needed);
  const { snapshots, missing } = await localTargets(io, root, workspace, needed, new Map());
  return { workspace, files, targets: snapshots, missing };
}

/**
 * The workspace at the commit that an offline plan is compared with; undefined where there is none. In a pipeline nobody
 * has asked for it, and a clone that is too short has it not.
 */
export async function workspaceBefore(
  io: Io,
  root: string,
  changedSince: string | undefined,
): Promise<Workspace | undefined> {
  const commit = await baseCommit(io, root, changedSince).catch((error: unknown) => {
    if (changedSince === undefined && error instanceof UserError) return undefined;
    throw error;
  });
  return commit === undefined ? undefined : (await loadAt(io, root, commit)).workspace;
}

async function loadAt(io: Io, root: string, commit: string) {
  const { files, links } = await filesAt(io, root, commit);
  const fs = await treeFileSystem(io.fs, root, files);
  const { workspace, diagnostics } = await loadWorkspace({ fs, root, allowEmpty: true });
  return { workspace, files, links, diagnostics };
}

/** What the workspace asked for at that commit of the targets as they are here. */
export async function askedAt(
  io: Io,
  root: string,
  { workspace, files }: Base,
  targets: ReadonlyMap<string, TargetSnapshot>,
): Promise<Asked> {
  const folders = Object.values(workspace.config.data.targets ?? {}).flatMap(({ checkout }) =>
    checkout === undefined ? [] : [resolve(root, checkout)],
  );
  // Checkouts are those of now; reports of evaluations are those of then.
  const real = [resolve(root, FETCHED), ...folders.filter((folder) => folder !== resolve(root))];
  const fs = await treeFileSystem(io.fs, root, files, real);
  const { surroundings } = await readSurroundings({ fs, root, workspace, checkouts: new Map() });
  const { resources } = compile({ workspace, targets, surroundings });
  return { resources, migrations: factsOf(workspace), policy: workspace.config.data.policy };
}

/** Files below the workspace at a commit, and which of its own are links. */
async function filesAt(
  io: Io,
  root: string,
  commit: string,
): Promise<{ readonly files: ReadonlyMap<string, ReadFile>; readonly links: readonly string[] }> {
  const { git } = io;
  const listed = await git?.(["ls-tree", "-r", "-z", commit], root);
  if (git === undefined || listed === undefined || listed.code !== 0)
    throw new UserError(EXIT.usage, `commit ${commit} cannot be read${listed ? ` (${reasonOf(listed)})` : ""}`);
  const entries = listed.stdout.split("\0").map((line) => {
    const [, mode = "", id = "", path = ""] = /^(\S+) blob (\S+)\t(.*)$/s.exec(line) ?? [];
    return { mode, id, path };
  });
  const files = entries.filter(({ mode }) => FILE.test(mode));
  return {
    files: new Map(files.map(({ id, path }) => [path, () => readBlob(git, root, id)])),
    links: entries.flatMap(({ mode, path }) => (mode === LINK && WORKSPACE.test(path) ? [path] : [])),
  };
}

async function readBlob(git: NonNullable<Io["git"]>, root: string, id: string): Promise<Uint8Array> {
  const found = await git(["cat-file", "blob", id], root);
  if (found.code === 0) return new TextEncoder().encode(found.stdout);
  throw new UserError(EXIT.failed, `git does not give the file ${id} (${reasonOf(found)})`);
}
