import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import type { FileSystem } from "./file-system.ts";
import { codeOf } from "./read-text.ts";
import { realPathOf } from "./real-path.ts";

/** File that lists what a folder of generated files holds; nothing that is not listed is overwritten or removed. */
const MANIFEST = "manifest.json";
/** The bits of a mode that are permissions. */
const PERMISSIONS = 0o777;

/** A folder that cannot be written to without touching what others put there; one line for the user. */
export class WriteRefusal extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "WriteRefusal";
    this.hint = hint;
  }
}

/**
 * Writes one file so that a reader sees the old text or the new one: beside it first, then renamed. What a link leads to
 * is written, and a file that is there keeps its mode and owner; `mode` is that of a new one, and takes from that of an old
 * one. What is no regular file is refused.
 */
export async function writeWhole(
  fs: FileSystem,
  path: string,
  text: string,
  { mode }: { readonly mode?: number } = {},
): Promise<void> {
  const old = await regularFile(fs, path);
  const file = await realPathOf(fs, path);
  await makeFolder(fs, dirname(file));
  const beside = join(dirname(file), `.cutover-${randomUUID().slice(0, 8)}`);
  try {
    const narrowed = old && { ...old, mode: old.mode & PERMISSIONS & (mode ?? PERMISSIONS) };
    const wanted = narrowed?.mode ?? mode;
    await fs.writeFile(beside, text, { flag: "wx", ...(wanted !== undefined && { mode: wanted }) });
    if (narrowed !== undefined) await keepAccess(fs, beside, narrowed);
    await fs.rename(beside, file);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") await fs.rm(beside, { force: true });
    // People know the file that they asked for, and not the one beside it.
    throw error instanceof Error ? Object.assign(error, { path }) : error;
  }
}

/** Stats of the file at a path or behind its links; undefined where nothing is. A pipe, a device or a folder is refused. */
export async function regularFile(fs: FileSystem, path: string): Promise<Stats | undefined> {
  const stats = await statsOf(fs, path);
  // Where a shell leads /dev/stdout to a file, that must not be replaced by another.
  const isStream = /^\/dev\/(?:std(?:in|out|err)$|fd\/)|^\/proc\/\w+\/fd\//.test(path);
  if (stats === undefined || (stats.isFile() && !isStream)) return stats;
  const what = stats.isDirectory() ? "a folder" : "a pipe, a socket or a device";
  throw new WriteRefusal(`"${path}" is ${what}; only a regular file can be written`, "name a file");
}

async function keepAccess(
  fs: FileSystem,
  path: string,
  { mode, uid, gid }: Pick<Stats, "mode" | "uid" | "gid">,
): Promise<void> {
  // Only root may give a file away; anybody else may go on as its new owner.
  await fs.chown(path, uid, gid).catch(() => undefined);
  // The process may have a mask that has taken from the mode.
  await fs.chmod(path, mode & PERMISSIONS);
}

/** The folder and those above it. Node's own recursion never ends where the system lets nothing be made, as below /proc. */
export async function makeFolder(fs: FileSystem, folder: string): Promise<void> {
  const stats = await statsOf(fs, folder);
  if (stats?.isDirectory()) return;
  if (stats !== undefined) throw new WriteRefusal(`"${folder}" is no folder`, "name a file in a folder");
  if (dirname(folder) !== folder) await makeFolder(fs, dirname(folder));
  await fs.mkdir(folder).catch((error: unknown) => {
    if (codeOf(error) !== "EEXIST") throw error;
  });
}

/** Undefined where nothing is; what may not be looked at is an error. */
async function statsOf(fs: FileSystem, path: string): Promise<Stats | undefined> {
  return fs.stat(path).catch((error: unknown) => {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return undefined;
    throw error;
  });
}

/**
 * Brings a folder of generated files up to date. `files` are paths relative to the folder, with a manifest among them
 * whose `files` lists them all. What an earlier run wrote and this one does not is removed; a file of anybody else
 * stays, and one in the way is refused before anything is written. With `keep`, nothing is removed: then the manifest has
 * to list what stays.
 */
export async function writeFolder(
  fs: FileSystem,
  folder: string,
  files: ReadonlyMap<string, string>,
  { keep = false }: { readonly keep?: boolean } = {},
): Promise<void> {
  const earlier = await filesOfEarlierRun(fs, folder);
  for (const path of new Set([MANIFEST, ...files.keys(), ...earlier])) await refuseLeaving(fs, folder, path);
  for (const path of files.keys()) {
    if (!earlier.has(path) && path !== MANIFEST && (await exists(fs, join(folder, path)))) {
      throw new WriteRefusal(`"${join(folder, path)}" is in the way: it was not written by compile`, HINT);
    }
  }
  for (const path of earlier) if (!keep && !files.has(path)) await fs.rm(join(folder, path), { force: true });
  // The list first: a run that is killed leaves nothing that the next one would take for somebody else's.
  const ordered = [...files].sort(([a], [b]) => Number(b === MANIFEST) - Number(a === MANIFEST));
  for (const [path, text] of ordered) await writeWhole(fs, join(folder, path), text);
}

/** How a folder of generated files differs from what it should hold. */
export interface FolderDifference {
  readonly path: string;
  readonly kind: "missing" | "differs" | "left over";
  /** What stands there; undefined where nothing does. */
  readonly found: string | undefined;
}

/** Compares a folder with what `writeFolder` would bring it to; nothing is written. In order of path. */
export async function compareFolder(
  fs: FileSystem,
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<FolderDifference[]> {
  const earlier = await filesOfEarlierRun(fs, folder);
  const differences: FolderDifference[] = [];
  for (const path of [...new Set([...files.keys(), ...earlier])].sort()) {
    await refuseLeaving(fs, folder, path);
    const found = await textIn(fs, join(folder, path));
    const wanted = files.get(path);
    if (found === wanted) continue;
    const kind = found === undefined ? "missing" : wanted === undefined ? "left over" : "differs";
    differences.push({ path, kind, found });
  }
  return differences;
}

async function textIn(fs: FileSystem, path: string): Promise<string | undefined> {
  const stats = await statsOf(fs, path);
  return stats?.isFile() ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(await fs.readFile(path)) : undefined;
}

const HINT = "name another folder with --out DIR";

/** A manifest comes with the repository, and so may links: what leads elsewhere is neither written nor removed. */
async function refuseLeaving(fs: FileSystem, folder: string, path: string): Promise<void> {
  const real = await realPathOf(fs, join(folder, path));
  const inside = relative(await realPathOf(fs, folder), real);
  if (inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)) return;
  throw new WriteRefusal(`"${join(folder, path)}" is in the way: it leads out of the folder, to "${real}"`, HINT);
}

/** Text of the manifest in a folder; undefined where there is none. What is no manifest of compile is refused. */
export async function manifestIn(fs: FileSystem, folder: string): Promise<string | undefined> {
  await filesOfEarlierRun(fs, folder);
  return textIn(fs, join(folder, MANIFEST));
}

async function filesOfEarlierRun(fs: FileSystem, folder: string): Promise<ReadonlySet<string>> {
  const path = join(folder, MANIFEST);
  if (!(await exists(fs, path))) return new Set();
  const files = listedIn((await textIn(fs, path)) ?? "");
  if (files === undefined) throw new WriteRefusal(`"${path}" is in the way: it is no manifest of compile`, HINT);
  return new Set(files.filter((file) => !isAbsolute(file) && !file.split(/[\\/]/).includes("..")));
}

function listedIn(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("files" in value) || !("resources" in value)) return undefined;
    const { files, resources } = value;
    if (!Array.isArray(resources) || !resources.every((one) => typeof one?.key === "string")) return undefined;
    return Array.isArray(files) && files.every((file) => typeof file === "string") ? files : undefined;
  } catch {
    return undefined;
  }
}

async function exists(fs: FileSystem, path: string): Promise<boolean> {
  return fs.lstat(path).then(
    () => true,
    () => false,
  );
}
