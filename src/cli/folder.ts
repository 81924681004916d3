import { relative, sep } from "node:path";
import type { Io } from "./io.ts";

/**
 * Folder of the workspace in its repository, with slashes, as a pipeline's job sees it; empty at the root and where there
 * is no pipeline. By it things of two workspaces of one repository are told apart.
 */
export async function folderInRepository({ env, fs }: Io, root: string): Promise<string> {
  const { CI_PROJECT_DIR: checkout } = env;
  if (!checkout) return "";
  // A runner may name its builds by a link.
  const [from, to] = await Promise.all([checkout, root].map((path) => fs.realpath(path).catch(() => path)));
  const folder = relative(from ?? checkout, to ?? root)
    .split(sep)
    .join("/");
  return folder === ".." || folder.startsWith("../") ? "" : folder;
}
