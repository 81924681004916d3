import { join } from "node:path";
import { glob } from "glob";
import { movesOf } from "../model/move.ts";
import type { CodeView } from "../model/surroundings.ts";
import type { Workspace } from "../model/workspace.ts";
import type { FileSystem } from "./file-system.ts";

/** Larger files are no code that people write. */
const MAX_CODE_BYTES = 1_000_000;

/**
 * Texts that the `scan` patterns of the targets cover, and the files in which flags are said to be read. `folders` are
 * absolute, by target. Without a view, a target that declares `scan` has no folder here.
 */
export async function readCode(
  fs: FileSystem,
  { config, migrations }: Workspace,
  folders: ReadonlyMap<string, string>,
): Promise<{ readonly view: CodeView | undefined; readonly missing: readonly string[] }> {
  const named = migrations.flatMap(({ data }) => movesOf(data).flatMap(({ entry }) => entry.flag?.code ?? []));
  const view = new Map<string, ReadonlyMap<string, string>>();
  const missing: string[] = [];
  for (const [target, { scan = [], format }] of Object.entries(config.data.targets ?? {})) {
    const folder = folders.get(target);
    if (folder === undefined) {
      if (scan.length > 0) missing.push(target);
      continue;
    }
    const scanned = scan.length === 0 ? [] : await glob(scan, { cwd: folder, posix: true, nodir: true });
    // Flags are read in the repository that defines them, or in one whose code is looked through.
    const mayReadFlags = scan.length > 0 || format === "feature-flags";
    const paths = new Set([...scanned, ...(mayReadFlags ? named : [])]);
    view.set(target, await textsOf(fs, folder, [...paths].filter(isInside).sort()));
  }
  return { view: missing.length > 0 ? undefined : view, missing };
}

function isInside(path: string): boolean {
  return !path.startsWith("/") && !path.split("/").includes("..");
}

/** Texts by path; what is absent, too large or no UTF-8 text is left out. */
async function textsOf(fs: FileSystem, folder: string, paths: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = await textOf(fs, join(folder, path));
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}

async function textOf(fs: FileSystem, file: string): Promise<string | undefined> {
  try {
    const stats = await fs.lstat(file);
    if (!stats.isFile() || stats.size > MAX_CODE_BYTES) return undefined;
    return new TextDecoder("utf-8", { fatal: true }).decode(await fs.readFile(file));
  } catch {
    return undefined;
  }
}
