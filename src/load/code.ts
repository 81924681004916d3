import { join } from "node:path";
import { glob } from "glob";
import { movesOf } from "../model/move.ts";
import type { CodeView } from "../model/surroundings.ts";
import type { Workspace } from "../model/workspace.ts";
import { coversCode, type Fetched } from "./fetched.ts";
import type { FileSystem } from "./file-system.ts";

/** Larger files are no code that people write. */
const MAX_CODE_BYTES = 1_000_000;

/**
 * Texts that the `scan` patterns of the targets cover, and the files in which flags are said to be read. `folders` are
 * absolute, by target. Without a view, a target that declares `scan` has no folder here.
 */
export async function readCode(
  fs: FileSystem,
  workspace: Workspace,
  folders: ReadonlyMap<string, string>,
  fetched: ReadonlyMap<string, Fetched> = new Map(),
): Promise<{ readonly view: CodeView | undefined; readonly missing: readonly string[] }> {
  const view = new Map<string, ReadonlyMap<string, string>>();
  const missing: string[] = [];
  for (const target of Object.keys(workspace.config.data.targets ?? {})) {
    const folder = folders.get(target);
    const { scan, named } = codeWanted(workspace, target);
    const kept = fetched.get(target);
    if (folder === undefined || (kept !== undefined && !coversCode(kept, scan, named))) {
      if (scan.length > 0) missing.push(target);
      continue;
    }
    const scanned = scan.length === 0 ? [] : await glob([...scan], { cwd: folder, posix: true, nodir: true });
    const paths = new Set([...scanned.filter(isInside), ...named]);
    view.set(target, await textsOf(fs, folder, [...paths].sort()));
  }
  return { view: missing.length > 0 ? undefined : view, missing };
}

/** Patterns of the code of a target that is looked through, and the files in it in which flags are said to be read. */
export function codeWanted(
  { config, migrations }: Workspace,
  target: string,
): { readonly scan: readonly string[]; readonly named: readonly string[] } {
  const { scan = [], format } = config.data.targets?.[target] ?? {};
  // Flags are read in the repository that defines them, or in one whose code is looked through.
  if (scan.length === 0 && format !== "feature-flags") return { scan, named: [] };
  const named = migrations.flatMap(({ data }) => movesOf(data).flatMap(({ entry }) => entry.flag?.code ?? []));
  return { scan, named: [...new Set(named)].filter(isInside) };
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
