import type { Dirent, Stats } from "node:fs";

/** The part of node:fs/promises that the program uses; handed in, so that nothing reaches for the disk on its own. */
export interface FileSystem {
  readFile(path: string): Promise<Uint8Array>;
  readdir(path: string, options: { withFileTypes: true }): Promise<Dirent[]>;
  stat(path: string): Promise<Stats>;
  lstat(path: string): Promise<Stats>;
  realpath(path: string): Promise<string>;
  readlink(path: string): Promise<string>;
  /** `mode`: what is wanted, such as `constants.W_OK`. */
  access(path: string, mode?: number): Promise<void>;
  mkdir(path: string, options?: { recursive?: boolean }): Promise<unknown>;
  writeFile(path: string, data: string | Uint8Array, options?: { flag?: string; mode?: number }): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
  chown(path: string, uid: number, gid: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options?: { recursive?: boolean; force?: boolean }): Promise<void>;
}

/** What a file system that shows other files than the disk leaves to it. */
export function writesOf(
  fs: FileSystem,
): Pick<FileSystem, "access" | "mkdir" | "writeFile" | "chmod" | "chown" | "rename" | "rm"> {
  return {
    access: (path, mode) => fs.access(path, mode),
    mkdir: (path, options) => fs.mkdir(path, options),
    writeFile: (path, data, options) => fs.writeFile(path, data, options),
    chmod: (path, mode) => fs.chmod(path, mode),
    chown: (path, uid, gid) => fs.chown(path, uid, gid),
    rename: (from, to) => fs.rename(from, to),
    rm: (path, options) => fs.rm(path, options),
  };
}
