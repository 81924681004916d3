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

/** Git's mode of a regular file. */
const FILE = /^100/;

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
  const { CI_MERGE_REQUEST_DIFF_BASE_SHA: variable } = io.env;
  const name = changedSince ?? (variable || undefined);
  if (name === undefined) return undefined;
  const option = changedSince === undefined ? "CI_MERGE_REQUEST_DIFF_BASE_SHA" : "--changed-since";
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
  const files = await filesAt(io, root, commit);
  const fs = await treeFileSystem(io.fs, root, files);
  const { workspace, diagnostics } = await loadWorkspace({ fs, root, allowEmpty: true });
  const wrong = new Set(diagnostics.filter(({ severity }) => severity === "error").map(({ file }) => file));
  for (const file of files.has("cutover.yaml") ? wrong : [])
    io.stderr.write(
      `note: ${printable(file)} cannot be used as it is at ${commit.slice(0, 8)}, and counts as absent there\n`,
    );
  if (workspace === undefined) return undefined;
  const needed = neededFiles(workspace);
  refuseOutsidePaths(needed);
  const { snapshots, missing } = await localTargets(io, root, workspace, needed, new Map());
  return { workspace, files, targets: snapshots, missing };
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
  return { resources, migrations: factsOf(workspace) };
}

/** Files below the workspace at a commit; links are left out. */
async function filesAt(io: Io, root: string, commit: string): Promise<ReadonlyMap<string, ReadFile>> {
  const { git } = io;
  const listed = await git?.(["ls-tree", "-r", "-z", commit], root);
  if (git === undefined || listed === undefined || listed.code !== 0)
    throw new UserError(EXIT.usage, `commit ${commit} cannot be read${listed ? ` (${reasonOf(listed)})` : ""}`);
  const entries = listed.stdout.split("\0").flatMap((line): [string, ReadFile][] => {
    const [, mode = "", id = "", path = ""] = /^(\S+) blob (\S+)\t(.*)$/s.exec(line) ?? [];
    return FILE.test(mode) ? [[path, () => readBlob(git, root, id)]] : [];
  });
  return new Map(entries);
}

async function readBlob(git: NonNullable<Io["git"]>, root: string, id: string): Promise<Uint8Array> {
  const found = await git(["cat-file", "blob", id], root);
  if (found.code === 0) return new TextEncoder().encode(found.stdout);
  throw new UserError(EXIT.failed, `git does not give the file ${id} (${reasonOf(found)})`);
}
