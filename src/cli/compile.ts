import { isAbsolute, relative, resolve, sep } from "node:path";
import { artifactsOf, MANIFEST, mergeManifests } from "../compile/artifacts.ts";
import { compile } from "../compile/index.ts";
import { neededFiles } from "../compile/needed.ts";
import { type Chosen, choose, namesOf, problemsOf } from "../compile/selection.ts";
import { manifestIn, writeFolder } from "../load/write.ts";
import { homeOf, type TargetSnapshot } from "../model/target.ts";
import type { Workspace } from "../model/workspace.ts";
import { closestName } from "../rules/engine/allowed.ts";
import { checkFolder } from "./compile/check.ts";
import { explainPlace, type Place } from "./compile/explain.ts";
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
  /** Keys of resources and names of migrations. */
  readonly only?: readonly string[];
  readonly check?: boolean;
  readonly explain?: Place;
}

/** Writes what the workspace asks for to a folder; nothing is written when something cannot be compiled. */
export async function compileCommand(io: Io, options: CompileOptions): Promise<ExitCode> {
  if (options.check && options.explain !== undefined)
    throw new UserError(EXIT.usage, "--check and --explain do not go together", "ask for one of them");
  if (options.out === "") throw new UserError(EXIT.usage, "--out wants a folder", "for example --out .cutover");
  const opened = await openSoundWorkspace(io, options);
  if (typeof opened === "number") return opened;
  const { root, workspace } = opened;
  const targets = await readTargets(io, options, root, workspace);
  const surroundings = await localSurroundings(io, root, workspace, options.checkout);
  const result = compile({ workspace, targets, surroundings });
  if (options.only !== undefined) refuseUnknownNames(options.only, namesOf(workspace, result));
  const problems = options.only === undefined ? result.problems : problemsOf(options.only, workspace, result);
  if (problems.some(({ severity }) => severity === "error")) {
    await printProblems(io, options, problems, workspace, result.before.snapshots);
    return EXIT.problems;
  }
  const artifacts = artifactsOf(result, targets);
  if (options.explain !== undefined) {
    const place = { ...options.explain, path: insideOut(io, options.out, options.explain.path) };
    return explainPlace(io, place, options.format, { workspace, result, artifacts });
  }
  const chosen = options.only && choose(options.only, workspace, result);
  const isAsked = (path: string): boolean => chosen === undefined || chosen.paths.has(path);
  const folder = { name: options.out, path: resolve(io.cwd, options.out) };
  if (options.check) return checkFolder(io, folder, options.format, artifacts, isAsked);
  const written = await writeArtifacts(io, folder.path, artifacts, chosen);
  io.stdout.write(
    options.format === "json"
      ? `${JSON.stringify({ folder: folder.path, files: written }, null, 2)}\n`
      : summary(options.out, written),
  );
  return EXIT.clean;
}

/** All of them, or those that were asked for; then the others stay as they are. Answers what was written. */
async function writeArtifacts(
  io: Io,
  folder: string,
  artifacts: ReadonlyMap<string, string>,
  chosen: Chosen | undefined,
): Promise<string[]> {
  if (chosen === undefined) {
    await writeFolder(io.fs, folder, artifacts);
    return [...artifacts.keys()];
  }
  const paths = [...artifacts.keys()].filter((path) => chosen.paths.has(path));
  const manifest = mergeManifests(await manifestIn(io.fs, folder), artifacts.get(MANIFEST) ?? "", paths, chosen.keys);
  const asked = [...artifacts].filter(([path]) => chosen.paths.has(path));
  await writeFolder(io.fs, folder, new Map([...asked, [MANIFEST, manifest]]), { keep: true });
  return paths;
}

/** The path as the manifest writes it: what leads into the output folder loses that part. */
function insideOut(io: Io, out: string, path: string): string {
  const inside = relative(resolve(io.cwd, out), resolve(io.cwd, path));
  const slashes = (text: string): string => text.split(sep).join("/");
  return inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? slashes(path) : slashes(inside);
}

function refuseUnknownNames(names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UserError(EXIT.usage, `--only: unknown name "${unknown}"`, knownNames(unknown, known));
}

/** What was meant: keys that go on as the name does, or the one that is closest to it. */
function knownNames(unknown: string, known: readonly string[]): string {
  const longer = known.filter((name) => name.startsWith(`${unknown}/`));
  if (longer.length > 0) return `it goes on: ${longer.join(", ")}`;
  const closest = closestName(unknown, known);
  const meant = closest === undefined ? "" : `did you mean "${closest}"? `;
  return known.length === 0
    ? "the workspace asks for nothing"
    : `${meant}(a migration's name, or a key of ${MANIFEST}, such as issue/NAME)`;
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
  const { forge } = await openForge(io, workspace, "read");
  const read = await Promise.all(
    remote.map((target) => {
      const { project, branch } = homeOf(workspace.config.data, target);
      const { paths = [], listing } = needed.get(target) ?? {};
      return forge.files(target, project, options.at.get(target) ?? branch, paths, listing);
    }),
  );
  return new Map([...snapshots, ...read.map((snapshot) => [snapshot.target, snapshot] as const)]);
}

function summary(out: string, paths: readonly string[]): string {
  if (paths.length === 0) return "no file to write: what was named asks for no change\n";
  const groups = new Map<string, number>();
  for (const path of paths) {
    const group = path.includes("/") ? `${path.split("/")[0]}/` : path;
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  const lines = [...groups].map(
    ([group, number]) => `  ${group.padEnd(16)} ${number === 1 ? "1 file" : `${number} files`}`,
  );
  return `wrote ${paths.length === 1 ? "1 file" : `${paths.length} files`} to ${out}\n${lines.join("\n")}\n`;
}
