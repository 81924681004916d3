import type { Dirent, Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type FileSystem, writesOf } from "./file-system.ts";

/**
 * A file system in which some files hold something else than on the disk, or exist at all: an editor's unsaved text, or
 * the result of fixes that are only tried. Keys are absolute paths.
 */
export async function overlay(fs: FileSystem, contents: ReadonlyMap<string, Uint8Array>): Promise<FileSystem> {
  const files = new Map(contents);
  // Readers follow links first: a file is known by its real path too.
  for (const [path, bytes] of contents) files.set(await realPath(fs, path), bytes);
  const statsOf = async (path: string, read: (path: string) => Promise<Stats>): Promise<Stats> => {
    const bytes = files.get(path);
    return bytes === undefined ? read(path) : asFile(await fs.stat(dirname(path)), bytes.length);
  };
  return {
    readFile: async (path) => files.get(path) ?? fs.readFile(path),
    readdir: async (path, options) => withNames(await fs.readdir(path, options), path, files),
    stat: (path) => statsOf(path, (one) => fs.stat(one)),
    lstat: (path) => statsOf(path, (one) => fs.lstat(one)),
    realpath: (path) => (files.has(path) ? realPath(fs, path) : fs.realpath(path)),
    readlink: (path) => fs.readlink(path),
    ...writesOf(fs),
  };
}

/** The real path of a file that need not exist yet; its folder does. */
async function realPath(fs: FileSystem, path: string): Promise<string> {
  try {
    return await fs.realpath(path);
  } catch {
    const folder = await fs.realpath(dirname(path)).catch(() => dirname(path));
    return join(folder, basename(path));
  }
}

/** Stats of a folder made over into those of a file in it. */
function asFile(folder: Stats, size: number): Stats {
  return Object.assign(Object.create(folder), { size, isFile: () => true, isDirectory: () => false });
}

function withNames(entries: Dirent[], folder: string, files: ReadonlyMap<string, Uint8Array>): Dirent[] {
  const known = new Set(entries.map(({ name }) => name));
  const added = [...files.keys()].filter((path) => dirname(path) === folder && !known.has(basename(path)));
  return [...entries, ...added.map((path) => entryOf(path))];
}

function entryOf(path: string): Dirent {
  const never = (): boolean => false;
  return {
    name: basename(path),
    parentPath: dirname(path),
    path: dirname(path),
    isFile: () => true,
    isDirectory: never,
    isBlockDevice: never,
    isCharacterDevice: never,
    isSymbolicLink: never,
    isFIFO: never,
    isSocket: never,
  };
}
