import { relative, resolve } from "node:path";
import { compile } from "../compile/index.ts";
import { neededFiles } from "../compile/needed.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { sortDiagnostics } from "../diagnostics/diagnostic.ts";
import { readSurroundings } from "../load/surroundings.ts";
import type { Instant } from "../model/duration.ts";
import type { Workspace } from "../model/workspace.ts";
import { renderJson } from "../report/diagnostics/json.ts";
import { renderPretty } from "../report/diagnostics/pretty.ts";
import { mergeProblems } from "../rules/engine/merge.ts";
import { runRules } from "../rules/engine/run.ts";
import { rules } from "../rules/registry.gen.ts";
import { localTargets, openWorkspace, refuseOutsidePaths, useColor } from "./context.ts";
import { EXIT, type ExitCode, UserError } from "./exit.ts";
import type { Io } from "./io.ts";
import type { CommonOptions } from "./program.ts";

export interface LintOptions extends CommonOptions {
  readonly paths: readonly string[];
  readonly format: "pretty" | "json";
  readonly checkout: ReadonlyMap<string, string>;
  readonly requireTargets?: boolean;
  readonly asOf?: Instant;
}

interface Checked {
  readonly diagnostics: readonly Diagnostic[];
  /** Rules that had no target files to look at. */
  readonly skipped: readonly string[];
  readonly missing: readonly string[];
  readonly sources: ReadonlyMap<string, string>;
}

/** Prints what is wrong; exit 1 when there are errors. */
export async function lint(io: Io, options: LintOptions): Promise<ExitCode> {
  const { root, workspace, diagnostics, sources } = await openWorkspace(io, options);
  const checked =
    workspace === undefined
      ? { diagnostics: [], skipped: [], missing: [], sources: new Map() }
      : await check(io, options, root, workspace);
  const all = await select(io, options, root, [...diagnostics, ...checked.diagnostics]);
  const report = { diagnostics: all, sources: new Map([...sources, ...checked.sources]) };
  const color = useColor(io, options, io.stdout);
  io.stdout.write(options.format === "json" ? renderJson(report) : renderPretty(report, { color }));
  noteSkipped(io, checked);
  if (options.requireTargets && checked.skipped.length > 0) return EXIT.usage;
  return all.some(({ severity }) => severity === "error") ? EXIT.problems : EXIT.clean;
}

async function check(io: Io, options: LintOptions, root: string, workspace: Workspace): Promise<Checked> {
  const needed = neededFiles(workspace);
  refuseOutsidePaths(needed);
  const { snapshots, missing } = await localTargets(io, root, workspace, needed, options.checkout);
  const { before, after, problems, files } = compile({ workspace, targets: snapshots });
  const checkouts = new Map([...options.checkout].map(([target, folder]) => [target, resolve(io.cwd, folder)]));
  const around = await readSurroundings({ fs: io.fs, root, workspace, checkouts });
  const { diagnostics, skipped } = runRules({
    rules,
    workspace,
    before,
    after,
    surroundings: around.surroundings,
    instant: options.asOf ?? io.clock.now(),
  });
  return {
    diagnostics: [...mergeProblems(diagnostics, problems), ...around.diagnostics],
    skipped,
    missing: [...new Set([...missing, ...around.missing])],
    sources: new Map([...sourcesOf(files), ...around.sources]),
  };
}

function sourcesOf(files: ReturnType<typeof compile>["files"]): ReadonlyMap<string, string> {
  return new Map(files.flatMap(({ path, before }) => (before === undefined ? [] : [[path, before] as const])));
}

/** A mistyped path must not look like a clean file. */
async function refuseMissing(io: Io, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await io.fs.stat(resolve(io.cwd, path)).catch(() => {
      throw new UserError(
        EXIT.usage,
        `there is no "${path}"`,
        "name a file or folder of the workspace, or nothing for all",
      );
    });
  }
}

/** Only what lies in the files or folders that were named; all where none was. */
async function select(
  io: Io,
  options: LintOptions,
  root: string,
  diagnostics: readonly Diagnostic[],
): Promise<Diagnostic[]> {
  const wanted = options.paths.map((path) => relative(root, resolve(io.cwd, path)).replaceAll("\\", "/"));
  const outside = wanted.findIndex((path) => path === ".." || path.startsWith("../"));
  if (outside !== -1) {
    throw new UserError(
      EXIT.usage,
      `"${options.paths[outside]}" is outside the workspace ${root}`,
      "name its own workspace with --workspace DIR",
    );
  }
  await refuseMissing(io, options.paths);
  const kept =
    wanted.length === 0
      ? diagnostics
      : diagnostics.filter(({ file }) =>
          wanted.some((path) => path === "" || file === path || file.startsWith(`${path}/`)),
        );
  return sortDiagnostics(kept);
}

function noteSkipped(io: Io, { skipped, missing }: Checked): void {
  if (skipped.length === 0) return;
  const rulesText = skipped.length === 1 ? "1 rule was" : `${skipped.length} rules were`;
  const where = missing.map((target) => `--checkout ${target}=DIR`).join(" ");
  io.stderr.write(
    `note: ${rulesText} skipped for want of target files (${skipped.join(", ")})${where === "" ? "" : `; give them with ${where}`}\n`,
  );
}
