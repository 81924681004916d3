import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Config } from "../model/schema/config.gen.ts";
import { isListed, type Listing, type TargetNeeds, type TargetSnapshot } from "../model/target.ts";
import { covers, FETCHED, isFrom, listedIn, readFetched } from "./fetched.ts";
import type { FileSystem } from "./file-system.ts";

/** Larger files are refused before they are parsed. */
const MAX_FILE_BYTES = 1_000_000;

/** A target folder that cannot be used; the message is one line for the user. */
class TargetError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = "TargetError";
    this.hint = hint;
  }
}

export interface LocalTargets {
  readonly snapshots: ReadonlyMap<string, TargetSnapshot>;
  /** Targets for which no folder was found, or one that holds less of what was fetched than is needed by now. */
  readonly missing: readonly string[];
}

/**
 * Reads what is needed of each target from disk: from the folder that was named on the command line, else from
 * `targets.<id>.checkout`, else from what was fetched. A folder that was named but is not there is an error.
 */
export async function readLocalTargets(input: {
  readonly fs: FileSystem;
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly targets: Config["targets"];
  readonly needed: ReadonlyMap<string, TargetNeeds>;
  /** Absolute folder by target, from `--checkout`. */
  readonly checkouts: ReadonlyMap<string, string>;
}): Promise<LocalTargets> {
  const snapshots = new Map<string, TargetSnapshot>();
  const missing: string[] = [];
  for (const [target, needs] of input.needed) {
    const folder = await checkoutOf(target, input);
    const snapshot = folder === undefined ? undefined : await readFrom(input, target, folder, needs);
    if (snapshot === undefined) missing.push(target);
    else snapshots.set(target, snapshot);
  }
  return { snapshots, missing };
}

/** What is not among the files that were fetched is not known to be absent. */
async function readFrom(
  { fs, targets }: Pick<Parameters<typeof readLocalTargets>[0], "fs" | "targets">,
  target: string,
  folder: string,
  needs: TargetNeeds,
): Promise<TargetSnapshot | undefined> {
  const fetched = await readFetched(fs, folder);
  if (fetched === undefined) return readSnapshot(fs, target, folder, needs);
  if (!isFrom(fetched, { targets }, target) || !covers(fetched, needs)) return undefined;
  const { paths, listing } = needs;
  const listed = listing && listedIn(fetched, listing.folders);
  const chosen = listing?.among(listed ?? []) ?? [];
  const files = await readFiles(fs, target, folder, [...paths, ...chosen]);
  return { target, commit: fetched.commit, files, ...(listed && { listed: new Set(listed) }) };
}

/** Absolute folder with the files of a target; undefined where there is none. */
export async function checkoutOf(
  target: string,
  { fs, root, targets, checkouts }: Omit<Parameters<typeof readLocalTargets>[0], "needed">,
): Promise<string | undefined> {
  const named = checkouts.get(target);
  if (named !== undefined) {
    if (await isFolder(fs, named)) return named;
    throw new TargetError(`--checkout ${target}=${named}: there is no such folder`);
  }
  const checkout = targets?.[target]?.checkout;
  const candidates = [...(checkout === undefined ? [] : [resolve(root, checkout)]), join(root, FETCHED, target)];
  for (const folder of candidates) if (await isFolder(fs, folder)) return folder;
  return undefined;
}

async function readSnapshot(
  fs: FileSystem,
  target: string,
  folder: string,
  { paths, listing }: TargetNeeds,
): Promise<TargetSnapshot> {
  const listed = listing && (await listFolders(fs, target, folder, listing));
  const chosen = listing?.among([...(listed ?? [])]) ?? [];
  const files = await readFiles(fs, target, folder, [...paths, ...chosen]);
  return { target, files, ...(listed && { listed }) };
}

async function readFiles(
  fs: FileSystem,
  target: string,
  folder: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string | undefined>> {
  const files = new Map<string, string | undefined>();
  for (const path of paths) files.set(path, await readInside(fs, target, folder, path));
  return files;
}

async function listFolders(
  fs: FileSystem,
  target: string,
  folder: string,
  { folders }: Listing,
): Promise<ReadonlySet<string>> {
  const found: string[] = [];
  for (const path of folders) {
    const real = await realInside(fs, target, folder, path);
    if (real !== undefined && (await isFolder(fs, real))) await list(fs, real, path, found);
  }
  return new Set(found.sort());
}

/** Links are not followed: what they lead to has a path of its own. */
async function list(fs: FileSystem, folder: string, path: string, found: string[]): Promise<void> {
  for (const entry of await fs.readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await list(fs, join(folder, entry.name), `${path}/${entry.name}`, found);
    else if (entry.isFile() && isListed(entry.name)) found.push(`${path}/${entry.name}`);
  }
}

/** Text of one file; undefined where it does not exist. Nothing outside the folder is read, not even through a link. */
async function readInside(fs: FileSystem, target: string, folder: string, path: string): Promise<string | undefined> {
  try {
    const real = await realInside(fs, target, folder, path);
    if (real === undefined) return undefined;
    const { size } = await fs.stat(real);
    if (size > MAX_FILE_BYTES) {
      throw new TargetError(
        `target "${target}": "${path}" has ${size} bytes; files over ${MAX_FILE_BYTES} are not read`,
      );
    }
    // A byte order mark is a part of the text: whatever is written back keeps the bytes that nobody edits.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await fs.readFile(real));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    if (error instanceof TargetError) throw error;
    throw new TargetError(`target "${target}": cannot read "${path}" (${reasonOf(error)})`);
  }
}

/** Where a path really leads to; undefined where nothing is there. */
async function realInside(fs: FileSystem, target: string, folder: string, path: string): Promise<string | undefined> {
  refuseOutside(target, path);
  const real = await fs.realpath(join(folder, path)).catch((error: unknown) => {
    if (isAbsent(error)) return undefined;
    throw error;
  });
  const inside = real === undefined ? "" : relative(await fs.realpath(folder), real);
  if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new TargetError(`target "${target}": "${path}" leads out of its repository, to "${real}"`);
  }
  return real;
}

/** A path of a target must stay inside its repository, wherever it is read from. */
export function refuseOutside(target: string, path: string): void {
  if (isAbsolute(path) || path.split(/[\\/]/).includes("..")) {
    throw new TargetError(
      `target "${target}": path "${path}" leaves its repository`,
      `write targets.${target}.path relative to the root of the repository, without ".."`,
    );
  }
}

async function isFolder(fs: FileSystem, path: string): Promise<boolean> {
  try {
    return (await fs.stat(path)).isDirectory();
  } catch {
    return false;
  }
}

function isAbsent(error: unknown): boolean {
  return codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR";
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "it is not UTF-8 text";
  return typeof code === "string" ? code : String(error);
}
