import type { Dirent, Stats } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { type FileSystem, writesOf } from "./file-system.ts";

/** Bytes of one file, asked for when they are needed. */
export type ReadFile = () => Promise<Uint8Array>;

/**
 * A file system in which a folder holds other files than on the disk, such as those of a commit. `files` are by their
 * paths below the absolute folder `root`, with `/`. Whatever lies below one of the folders `real` is that of the disk,
 * like everything outside the folder.
 */
export async function treeFileSystem(
  fs: FileSystem,
  root: string,
  files: ReadonlyMap<string, ReadFile>,
  real: readonly string[] = [],
): Promise<FileSystem> {
  const tree = treeOf(files);
  const realRoot = await fs.realpath(root);
  const folder = await fs.stat(root);
  /** The path from the folder on; undefined where the disk is meant. */
  const inside = (path: string): string | undefined => {
    if (real.some((one) => below(one, path) !== undefined)) return undefined;
    return below(root, path) ?? below(realRoot, path);
  };
  const statsOf = (path: string, read: (path: string) => Promise<Stats>): Promise<Stats> => {
    const name = inside(path);
    if (name === undefined) return read(path);
    if (tree.has(name)) return Promise.resolve(madeOver(folder, "folder"));
    return files.has(name) ? Promise.resolve(madeOver(folder, "file")) : Promise.reject(absent(path));
  };
  return {
    readFile: async (path) => {
      const name = inside(path);
      if (name === undefined) return fs.readFile(path);
      const read = files.get(name);
      if (read === undefined) throw absent(path);
      return read();
    },
    readdir: async (path, options) => {
      const name = inside(path);
      if (name === undefined) return fs.readdir(path, options);
      const names = tree.get(name);
      if (names === undefined) throw absent(path);
      return [...names].map(([child, kind]) => entryOf(join(path, child), kind));
    },
    stat: (path) => statsOf(path, (one) => fs.stat(one)),
    lstat: (path) => statsOf(path, (one) => fs.lstat(one)),
    realpath: async (path) => {
      const name = inside(path);
      if (name === undefined) return fs.realpath(path);
      if (!tree.has(name) && !files.has(name)) throw absent(path);
      return name === "" ? realRoot : join(realRoot, name);
    },
    // Links are no part of such a tree.
    readlink: (path) => (inside(path) === undefined ? fs.readlink(path) : Promise.reject(absent(path))),
    ...writesOf(fs),
  };
}

type Kind = "file" | "folder";

/** Names in each folder, by its path from the root on. */
function treeOf(files: ReadonlyMap<string, unknown>): ReadonlyMap<string, ReadonlyMap<string, Kind>> {
  const tree = new Map<string, Map<string, Kind>>([["", new Map()]]);
  for (const path of files.keys()) {
    const parts = path.split("/");
    for (const [index, part] of parts.entries()) {
      const folder = parts.slice(0, index).join("/");
      const names = tree.get(folder) ?? new Map<string, Kind>();
      tree.set(folder, names.set(part, index === parts.length - 1 ? "file" : "folder"));
    }
  }
  return tree;
}

/** The path from a folder on, with `/`; undefined for one that is not below it. */
function below(folder: string, path: string): string | undefined {
  const inside = relative(folder, path);
  if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return undefined;
  return inside.split(sep).join("/");
}

function madeOver(stats: Stats, kind: Kind): Stats {
  const is = { isFile: () => kind === "file", isDirectory: () => kind === "folder", isSymbolicLink: () => false };
  return Object.assign(Object.create(stats), { size: 0, ...is });
}

function entryOf(path: string, kind: Kind): Dirent {
  const never = (): boolean => false;
  return {
    name: basename(path),
    parentPath: dirname(path),
    path: dirname(path),
    isFile: () => kind === "file",
    isDirectory: () => kind === "folder",
    isBlockDevice: never,
    isCharacterDevice: never,
    isSymbolicLink: never,
    isFIFO: never,
    isSocket: never,
  };
}

function absent(path: string): Error {
  return Object.assign(new Error(`there is no "${path}"`), { code: "ENOENT", path });
}
