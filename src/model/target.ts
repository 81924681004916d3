import type { GatewayFiles } from "./gateway.ts";
import type { Config } from "./schema/config.gen.ts";
import type { CodeView } from "./surroundings.ts";

/** Files of one target repository, all read at one commit. */
export interface TargetSnapshot {
  /** Key under `targets` of the catalog. */
  readonly target: string;
  /** Commit the files were read at; absent for a checkout that is no repository. */
  readonly commit?: string;
  /** Text by path inside the repository; undefined for a file that does not exist there. */
  readonly files: ReadonlyMap<string, string | undefined>;
  /** Paths of the YAML files in the folders that had to be listed; not all of them were read. */
  readonly listed?: ReadonlySet<string>;
}

/** What has to be known of one target repository. */
export interface TargetNeeds {
  /** Files to read. */
  readonly paths: readonly string[];
  readonly listing?: Listing | undefined;
}

/** Folders of which names matter more than texts. */
export interface Listing {
  /** Looked through at any depth, for files that end in `.yml`; one that is not there is empty. */
  readonly folders: readonly string[];
  /** True where files of every other ending are looked for as well. */
  readonly every?: boolean | undefined;
  /** Which of the files found there are to be read, by their paths inside the repository. */
  among(found: readonly string[]): readonly string[];
}

/** Whether a listing names a file: definitions are YAML, and what lies beside them is none of its business. */
export function isListed(path: string): boolean {
  return path.endsWith(".yml");
}

/** What rules see of the targets on one side of the edits. */
export interface TargetView {
  readonly snapshots: readonly TargetSnapshot[];
  /** By target, for targets of format ai-gateway whose two files were there and could be read. */
  readonly gateways: ReadonlyMap<string, GatewayFiles>;
}

/**
 * What findings call the files of targets: the path inside the repository, behind the id of the target where an earlier
 * one has another file of that path. A name stands for one file, so that texts, places and fixes are never mixed up.
 */
export function nameTargetFiles(
  snapshots: readonly TargetSnapshot[],
  code: CodeView = new Map(),
): (target: string, path: string) => string {
  const names = new Map<string, string>();
  const taken = new Map<string, string>();
  const keyOf = (target: string, path: string): string => JSON.stringify([target, path]);
  const add = (target: string, path: string, text: string, mayShare: boolean): void => {
    if (names.has(keyOf(target, path))) return;
    let name = path;
    while (taken.has(name) && !(mayShare && taken.get(name) === text)) name = `${target}/${name}`;
    taken.set(name, text);
    names.set(keyOf(target, path), name);
  };
  for (const { target, files } of snapshots)
    for (const [path, text] of files) if (text !== undefined) add(target, path, text, false);
  // Targets that share a checkout see the same code.
  for (const [target, files] of code) for (const [path, text] of files) add(target, path, text, true);
  return (target, path) => names.get(keyOf(target, path)) ?? path;
}

/** True for a target that both catalogs have at the same place. */
export function isSameHome(one: Pick<Config, "targets">, other: Pick<Config, "targets">, target: string): boolean {
  const [here, there] = [homeOf(one, target), homeOf(other, target)];
  return here.project === there.project && here.branch === there.branch;
}

/** Project and branch of a target of the catalog; merge requests go to `main` where it names no branch. */
export function homeOf(
  config: Pick<Config, "targets">,
  target: string,
): { readonly project: string; readonly branch: string } {
  const { project = "", branch = "main" } = config.targets?.[target] ?? {};
  return { project, branch };
}
