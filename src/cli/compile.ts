import { resolve } from "node:path";
import { artifactsOf } from "../compile/artifacts.ts";
import { compile } from "../compile/index.ts";
import { neededFiles } from "../compile/needed.ts";
import { writeFolder } from "../load/write.ts";
import { homeOf, type TargetSnapshot } from "../model/target.ts";
import type { Workspace } from "../model/workspace.ts";
import {
  localSurroundings,
  localTargets,
  openSoundWorkspace,
  printProblems,
  refuseOutsidePaths,
  refuseUnknownTargets,
} from "./context.ts";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import { openForge } from "./forge.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./program.ts";

export interface CompileOptions extends CommonOptions {
  readonly out: string;
  readonly format: "pretty" | "json";
  readonly checkout: ReadonlyMap<string, string>;
  readonly at: ReadonlyMap<string, string>;
}

/** Writes what the workspace asks for to a folder; nothing is written when something cannot be compiled. */
export async function compileCommand(io: Io, options: CompileOptions): Promise<ExitCode> {
  if (options.out === "") throw new UserError(EXIT.usage, "--out wants a folder", "for example --out .cutover");
  const opened = await openSoundWorkspace(io, options);
  if (typeof opened === "number") return opened;
  const { root, workspace } = opened;
  const targets = await readTargets(io, options, root, workspace);
  const surroundings = await localSurroundings(io, root, workspace, options.checkout);
  const result = compile({ workspace, targets, surroundings });
  if (result.problems.some(({ severity }) => severity === "error")) {
    await printProblems(io, options, result.problems, workspace, result.before.snapshots);
    return EXIT.problems;
  }
  const artifacts = artifactsOf(result, targets);
  const folder = resolve(io.cwd, options.out);
  await writeFolder(io.fs, folder, artifacts);
  io.stdout.write(
    options.format === "json"
      ? `${JSON.stringify({ folder, files: [...artifacts.keys()] }, null, 2)}\n`
      : summary(options.out, [...artifacts.keys()]),
  );
  return EXIT.clean;
}

/** From disk where a folder is known and no commit is asked for, else from the server: all files at one commit. */
async function readTargets(
  io: Io,
  options: CompileOptions,
  root: string,
  workspace: Workspace,
): Promise<ReadonlyMap<string, TargetSnapshot>> {
  const needed = neededFiles(workspace);
  refuseOutsidePaths(needed);
  refuseUnknownTargets("--at", options.at, workspace);
  const local = new Map([...needed].filter(([target]) => !options.at.has(target)));
  const { snapshots, missing } = await localTargets(io, root, workspace, local, options.checkout);
  const remote = [...missing, ...options.at.keys()];
  if (remote.length === 0) return snapshots;
  const { forge } = await openForge(io, workspace);
  const read = await Promise.all(
    remote.map((target) => {
      const { project, branch } = homeOf(workspace.config.data, target);
      return forge.files(target, project, options.at.get(target) ?? branch, needed.get(target) ?? []);
    }),
  );
  return new Map([...snapshots, ...read.map((snapshot) => [snapshot.target, snapshot] as const)]);
}

function summary(out: string, paths: readonly string[]): string {
  const groups = new Map<string, number>();
  for (const path of paths) {
    const group = path.includes("/") ? `${path.split("/")[0]}/` : path;
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  const lines = [...groups].map(
    ([group, number]) => `  ${group.padEnd(16)} ${number === 1 ? "1 file" : `${number} files`}`,
  );
  return `wrote ${paths.length} files to ${out}\n${lines.join("\n")}\n`;
}
