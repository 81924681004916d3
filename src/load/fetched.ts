import { join } from "node:path";
import { isMap } from "../model/plain-data.ts";
import type { Config } from "../model/schema/config.gen.ts";
import { homeOf, isListed, type TargetNeeds } from "../model/target.ts";
import type { FileSystem } from "./file-system.ts";

/** Where fetched target files are kept inside a workspace. */
export const FETCHED = ".cutover/targets";
/** File in each folder there that says what was looked at: what is absent then was not there, and the rest is not known. */
export const FETCHED_MANIFEST = ".cutover-fetched.json";

/** What was kept of a target. */
export interface Fetched {
  readonly formatVersion: 1;
  readonly project: string;
  readonly branch: string;
  /** Commit that all files are of. */
  readonly commit: string;
  /** ISO instant at which they were read. */
  readonly read: string;
  /** Paths that were looked for, there or not, in order. */
  readonly paths: readonly string[];
  /** Folders whose names are known, and the files in them, in order; not all of them were read. */
  readonly folders: readonly string[];
  readonly names: readonly string[];
  /** Patterns of code all of whose files were read. */
  readonly scan: readonly string[];
}

/** What a folder says of how it was filled; undefined for one that nobody fetched. */
export async function readFetched(fs: FileSystem, folder: string): Promise<Fetched | undefined> {
  try {
    const bytes = await fs.readFile(join(folder, FETCHED_MANIFEST));
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isFetched(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** True for what was fetched from where the catalog says that a target is now. */
export function isFrom(fetched: Fetched, config: Pick<Config, "targets">, target: string): boolean {
  const { project, branch } = homeOf(config, target);
  return fetched.project === project && fetched.branch === branch;
}

/** True where everything that is needed was looked at. */
export function covers(fetched: Fetched, { paths, listing }: TargetNeeds): boolean {
  const { folders = [] } = listing ?? {};
  if (!folders.every((folder) => fetched.folders.some((one) => isBelow(folder, one)))) return false;
  const chosen = listing?.among(listedIn(fetched, folders)) ?? [];
  return [...paths, ...chosen].every((path) => fetched.paths.includes(path));
}

/** The YAML files in these folders, in order. */
export function listedIn({ names }: Pick<Fetched, "names">, folders: readonly string[]): string[] {
  return names.filter((path) => isListed(path) && folders.some((folder) => isBelow(path, folder)));
}

/** Whether all code that a target is asked for was read. */
export function coversCode(fetched: Fetched, scan: readonly string[], named: readonly string[]): boolean {
  return scan.every((one) => fetched.scan.includes(one)) && named.every((path) => fetched.paths.includes(path));
}

/** True for a path in a folder at any depth, and for the folder itself; the empty path is the whole repository. */
export function isBelow(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

function isFetched(value: unknown): value is Fetched {
  if (!isMap(value) || value["formatVersion"] !== 1) return false;
  const texts = ["project", "branch", "commit", "read"].every((key) => typeof value[key] === "string");
  return texts && ["paths", "folders", "names", "scan"].every((key) => isTexts(value[key]));
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
