import { dirname, join } from "node:path";
import type { FileSystem } from "./file-system.ts";

/** Writes one file so that a reader sees the old text or the new one: beside it first, then renamed. */
export async function writeWhole(fs: FileSystem, path: string, text: string): Promise<void> {
  await fs.mkdir(dirname(path), { recursive: true });
  const beside = `${path}.new`;
  try {
    await fs.writeFile(beside, text);
    await fs.rename(beside, path);
  } catch (error) {
    await fs.rm(beside, { force: true });
    throw error;
  }
}

/**
 * Brings a folder of generated files up to date: writes what is in `files` (paths relative to the folder) and removes
 * what an earlier run left in the same sub-folders. Other things in the folder stay.
 */
export async function writeFolder(fs: FileSystem, folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) await writeWhole(fs, join(folder, path), text);
  for (const part of GENERATED) await removeStale(fs, folder, part, files);
}

/** Sub-folders that compile writes; what is in them and not in the result is from an earlier run. */
const GENERATED = ["files", "rollouts", "issues", "epics"] as const;

async function removeStale(
  fs: FileSystem,
  folder: string,
  part: string,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  const entries = await fs.readdir(join(folder, part), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = `${part}/${entry.name}`;
    if (entry.isDirectory()) await removeStale(fs, folder, path, files);
    else if (!files.has(path)) await fs.rm(join(folder, path), { force: true });
  }
}
