import { basename, dirname, join, resolve } from "node:path";
import type { FileSystem } from "./file-system.ts";
import { codeOf } from "./read-text.ts";

/**
 * Absolute path of what a path stands for when all links are followed. It need not exist: a link to nothing is followed
 * too. Throws where links run in a circle, or a folder on the way may not be looked into.
 */
export async function realPathOf(fs: FileSystem, path: string): Promise<string> {
  try {
    return await fs.realpath(path);
  } catch (error) {
    if (!["ENOENT", "ENOTDIR"].includes(codeOf(error)) || dirname(path) === path) throw error;
  }
  const folder = await realPathOf(fs, dirname(path));
  const link = await fs.readlink(path).catch(() => undefined);
  return link === undefined ? join(folder, basename(path)) : realPathOf(fs, resolve(folder, link));
}
