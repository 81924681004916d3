import { posix } from "node:path";
import { neededFiles } from "../../compile/needed.ts";
import type { Forge } from "../../forge/port.ts";
import { codeWanted } from "../../load/code.ts";
import { type Fetched, listedIn } from "../../load/fetched.ts";
import { matching } from "../../load/keep-fetched.ts";
import { refuseOutside } from "../../load/targets.ts";
import { formatInstant } from "../../model/duration.ts";
import { homeOf, type TargetNeeds } from "../../model/target.ts";
import type { Workspace } from "../../model/workspace.ts";
import type { Io } from "../io.ts";

/** What lint, compile and plan look at in one target. */
interface Wanted {
  readonly needs: TargetNeeds;
  /** Folders whose names are told too. */
  readonly folders: readonly string[];
  readonly scan: readonly string[];
  readonly named: readonly string[];
}

/** Undefined where nothing is wanted of the target. */
export function wantedOf(workspace: Workspace, target: string): Wanted | undefined {
  const needs = neededFiles(workspace).get(target) ?? { paths: [] };
  const { scan, named } = codeWanted(workspace, target);
  const { format, path = "" } = workspace.config.data.targets?.[target] ?? {};
  const prompts = format === "prompts" ? [path] : [];
  const folders = [...new Set([...(needs.listing?.folders ?? []), ...prompts, ...scan.map(startOf)])];
  const wanted = { needs, folders, scan, named };
  for (const one of [...needs.paths, ...folders, ...named]) refuseOutside(target, one);
  return needs.paths.length + folders.length + named.length === 0 ? undefined : wanted;
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
  const chosen = needs.listing?.among(listedIn(known, needs.listing.folders)) ?? [];
  const code = scan.length === 0 ? [] : await matching(io.fs, root, known.names, scan);
  const paths = [...new Set([...needs.paths, ...chosen, ...named, ...code])].sort();
  for (const path of paths) refuseOutside(target, path);
  const { commit = head, files } = await forge.files(target, project, head, paths);
  return { fetched: { ...known, commit, read: formatInstant(io.clock.now()), paths }, files };
}

/** The folder that a pattern begins in. */
function startOf(pattern: string): string {
  const parts = pattern.split("/");
  const magic = parts.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
  return magic === -1 ? posix.dirname(pattern).replace(/^\.$/, "") : parts.slice(0, magic).join("/");
}
