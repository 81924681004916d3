import { posix } from "node:path";
import { neededFiles } from "../../compile/needed.ts";
import { type Forge, ForgeError } from "../../forge/port.ts";
import { codeWanted } from "../../load/code.ts";
import { type Fetched, listedIn } from "../../load/fetched.ts";
import { matching } from "../../load/keep-fetched.ts";
import { refuseOutside } from "../../load/targets.ts";
import { formatInstant } from "../../model/duration.ts";
import { homeOf, isSameHome, type TargetNeeds, type TargetSnapshot } from "../../model/target.ts";
import type { Workspace } from "../../model/workspace.ts";
import type { Io } from "../io.ts";

/** What lint, compile and plan look at in one target. */
interface Wanted {
  /** Of each state of the workspace that is looked at. */
  readonly needs: readonly TargetNeeds[];
  /** Folders whose names are told too. */
  readonly folders: readonly string[];
  readonly scan: readonly string[];
  readonly named: readonly string[];
}

/**
 * What the workspace wants of a target, and what it wanted `before`, where that is told and the target was the same place
 * then. Undefined where that is nothing.
 */
export function wantedOf(workspace: Workspace, before: Workspace | undefined, target: string): Wanted | undefined {
  const isSame = before !== undefined && isSameHome(workspace.config.data, before.config.data, target);
  const states = isSame ? [workspace, before] : [workspace];
  const needs = states.flatMap((one) => neededFiles(one).get(target) ?? []);
  const code = states.map((one) => codeWanted(one, target));
  const scan = [...new Set(code.flatMap((one) => one.scan))];
  const named = [...new Set(code.flatMap((one) => one.named))];
  const prompts = states.flatMap(({ config }) => {
    const { format, path = "" } = config.data.targets?.[target] ?? {};
    return format === "prompts" ? [path] : [];
  });
  const listed = needs.flatMap(({ listing }) => listing?.folders ?? []);
  const folders = [...new Set([...listed, ...prompts, ...scan.map(startOf)])];
  const paths = needs.flatMap((one) => one.paths);
  for (const one of [...paths, ...folders, ...named]) refuseOutside(target, one);
  return paths.length + folders.length + named.length === 0 ? undefined : { needs, folders, scan, named };
}

/** All of it at one commit: the names first, then the texts that they lead to. */
export async function readWanted(
  io: Io,
  forge: Forge,
  { root, workspace, target }: { readonly root: string; readonly workspace: Workspace; readonly target: string },
  { needs, folders, scan, named }: Wanted,
): Promise<{ readonly fetched: Fetched; readonly files: ReadonlyMap<string, string | undefined> }> {
  const { project, branch } = homeOf(workspace.config.data, target);
  const listing = { folders, every: true, among: () => [] };
  const { commit: head = branch, listed = new Set<string>() } =
    folders.length === 0 ? {} : await forge.files(target, project, branch, [], listing);
  const known = { project, branch, folders, names: [...listed], scan, formatVersion: 1 } as const;
  const chosen = needs.flatMap(({ listing }) => listing?.among(listedIn(known, listing.folders)) ?? []);
  const code = scan.length === 0 ? [] : await matching(io.fs, root, known.names, scan);
  const texts = new Set([...needs.flatMap((one) => one.paths), ...chosen]);
  const others = [...named, ...code].filter((path) => !texts.has(path));
  const paths = [...new Set([...texts, ...others])].sort();
  for (const path of paths) refuseOutside(target, path);
  const { commit = head, files } = await forge.files(target, project, head, [...texts].sort());
  const looked = await readCode((some) => forge.files(target, project, commit, some), [...new Set(others)].sort());
  return {
    fetched: { ...known, commit, read: formatInstant(io.clock.now()), paths },
    files: new Map([...files, ...looked]),
  };
}

/** As in a checkout, a file that is too large or no text is no code, and nobody misses it. */
async function readCode(
  read: (paths: readonly string[]) => Promise<Pick<TargetSnapshot, "files">>,
  paths: readonly string[],
): Promise<TargetSnapshot["files"]> {
  if (paths.length === 0) return new Map();
  try {
    return (await read(paths)).files;
  } catch (error) {
    if (!(error instanceof ForgeError) || error.kind !== "refused") throw error;
    if (paths.length === 1) return new Map();
    const half = Math.ceil(paths.length / 2);
    const [first, rest] = [await readCode(read, paths.slice(0, half)), await readCode(read, paths.slice(half))];
    return new Map([...first, ...rest]);
  }
}

/** The folder that a pattern begins in. */
function startOf(pattern: string): string {
  const parts = pattern.split("/");
  const magic = parts.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
  return magic === -1 ? posix.dirname(pattern).replace(/^\.$/, "") : parts.slice(0, magic).join("/");
}
