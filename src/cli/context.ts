import { resolve } from "node:path";
import pc from "picocolors";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { readSurroundings } from "../load/surroundings.ts";
import { readLocalTargets, refuseOutside } from "../load/targets.ts";
import { findWorkspace, loadWorkspace } from "../load/workspace.ts";
import type { Surroundings } from "../model/surroundings.ts";
import { nameTargetFiles, type TargetNeeds, type TargetSnapshot } from "../model/target.ts";
import type { Workspace } from "../model/workspace.ts";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./program.ts";

/** A workspace as found on disk, with what was wrong in its files. */
export interface Opened {
  /** Absolute path of the folder with cutover.yaml. */
  readonly root: string;
  /** Absent when cutover.yaml itself could not be used. */
  readonly workspace: Workspace | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Text by file, for code frames. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Finds and reads the workspace; a missing one is a mistake of usage. */
export async function openWorkspace(
  io: Io,
  options: CommonOptions,
  { allowEmpty }: { readonly allowEmpty?: boolean | undefined } = {},
): Promise<Opened> {
  const root = await rootOf(io, options);
  if (root === undefined) throw missingWorkspace(io, options);
  return openAt(io, root, { allowEmpty });
}

/** Absolute folder of the workspace; undefined where there is none. */
export async function rootOf(io: Io, { workspace }: CommonOptions): Promise<string | undefined> {
  return findWorkspace({ fs: io.fs, start: resolve(io.cwd, workspace ?? "."), upwards: workspace === undefined });
}

export function missingWorkspace(io: Io, { workspace }: CommonOptions): UserError {
  const where = workspace === undefined ? `${io.cwd} and the folders above it` : resolve(io.cwd, workspace);
  return new UserError(
    EXIT.usage,
    `no cutover.yaml in ${where}`,
    "create one there, or name its folder with --workspace DIR",
  );
}

/** Reads the workspace in a folder. */
export async function openAt(
  io: Io,
  root: string,
  { allowEmpty }: { readonly allowEmpty?: boolean | undefined } = {},
): Promise<Opened> {
  const { workspace, diagnostics, sources } = await loadWorkspace({ fs: io.fs, root, allowEmpty });
  return { root, workspace, diagnostics, sources };
}

/**
 * The workspace, or nothing after its problems were printed: commands that act do not act on half of it. With `concerns`,
 * only errors of files that it says yes to stop them.
 */
export async function openSoundWorkspace(
  io: Io,
  options: CommonOptions,
  {
    allowEmpty,
    concerns = () => true,
  }: { readonly allowEmpty?: boolean; readonly concerns?: (file: string) => boolean } = {},
): Promise<{ readonly root: string; readonly workspace: Workspace } | ExitCode> {
  const { root, workspace, diagnostics, sources } = await openWorkspace(io, options, { allowEmpty });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (workspace !== undefined && !errors.some(({ file }) => concerns(file))) return { root, workspace };
  await printDiagnostics(io, options, errors, sources);
  return EXIT.problems;
}

/** What could not be compiled, on stderr, each in the migration or the target file where it stands. */
export async function printProblems(
  io: Io,
  options: CommonOptions,
  problems: readonly Diagnostic[],
  workspace: Workspace,
  snapshots: readonly TargetSnapshot[],
): Promise<void> {
  const own = [workspace.config, ...workspace.migrations].map(({ file, source }) => [file, source.text] as const);
  const nameOf = nameTargetFiles(snapshots);
  const targets = snapshots.flatMap(({ target, files }) =>
    [...files].flatMap(([path, text]) => (text === undefined ? [] : [[nameOf(target, path), text] as const])),
  );
  await printDiagnostics(io, options, problems, new Map([...own, ...targets]));
}

/** Diagnostics on stderr, with frames: for commands whose stdout is something else. */
async function printDiagnostics(
  io: Io,
  options: CommonOptions,
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
): Promise<void> {
  const { renderPretty } = await import("../report/diagnostics/pretty.ts");
  const { concealedReport } = await import("../report/diagnostics/conceal.ts");
  const report = concealedReport({ diagnostics, sources });
  io.stderr.write(renderPretty(report, { color: useColor(io, options, io.stderr) }));
}

/** Target files from disk; names in `checkouts` that the catalog does not declare are refused. */
export async function localTargets(
  io: Io,
  root: string,
  workspace: Workspace,
  needed: ReadonlyMap<string, TargetNeeds>,
  checkouts: ReadonlyMap<string, string>,
): Promise<{ readonly snapshots: ReadonlyMap<string, TargetSnapshot>; readonly missing: readonly string[] }> {
  const { targets } = workspace.config.data;
  refuseUnknownTargets("--checkout", checkouts, workspace);
  return readLocalTargets({ fs: io.fs, root, targets, needed, checkouts: absolute(io, checkouts) });
}

/** What bodies tell of beside the workspace and the targets' files: code of checkouts, and evaluation reports. */
export async function localSurroundings(
  io: Io,
  root: string,
  workspace: Workspace,
  checkouts: ReadonlyMap<string, string>,
): Promise<Surroundings> {
  const { surroundings } = await readSurroundings({
    fs: io.fs,
    root,
    workspace,
    checkouts: absolute(io, checkouts),
  });
  return surroundings;
}

function absolute(io: Io, checkouts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...checkouts].map(([target, folder]) => [target, resolve(io.cwd, folder)]));
}

/** A target named on the command line must be one of the catalog's. */
export function refuseUnknownTargets(option: string, named: ReadonlyMap<string, string>, workspace: Workspace): void {
  const known = Object.keys(workspace.config.data.targets ?? {});
  for (const target of named.keys()) {
    if (known.includes(target)) continue;
    throw new UserError(
      EXIT.usage,
      `${option}: unknown target "${target}"`,
      known.length === 0 ? "cutover.yaml declares no targets" : `targets in cutover.yaml: ${known.join(", ")}`,
    );
  }
}

/** Paths of targets are checked wherever they are read from. */
export function refuseOutsidePaths(needed: ReadonlyMap<string, TargetNeeds>): void {
  for (const [target, { paths, listing }] of needed)
    for (const path of [...paths, ...(listing?.folders ?? [])]) refuseOutside(target, path);
}

/** Colour only on a terminal that has some, unless asked for; options go before NO_COLOR, and that before FORCE_COLOR. */
export function useColor({ env }: Io, options: CommonOptions, sink: { readonly isTTY?: boolean | undefined }): boolean {
  if (options.color !== undefined) return options.color;
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0";
  return sink.isTTY === true && !env.CI && env.TERM !== "dumb";
}

/** Colour functions that do nothing where there is no colour. */
export function palette(color: boolean): ReturnType<typeof pc.createColors> {
  return pc.createColors(color);
}
