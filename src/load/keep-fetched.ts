import { dirname, join } from "node:path";
import { glob } from "glob";
import { FETCHED, FETCHED_MANIFEST, type Fetched, readFetched } from "./fetched.ts";
import type { FileSystem } from "./file-system.ts";
import { codeOf } from "./read-text.ts";
import { realPathOf } from "./real-path.ts";
import { refuseOutside } from "./targets.ts";
import { treeFileSystem } from "./tree.ts";
import { forGlob } from "./workspace.ts";
import { makeFolder, WriteRefusal } from "./write.ts";

/** Folders in which a run gathers what is to be kept, and moves aside what was kept before. */
const LEFT = /^\.(?:new|old)-.+-[0-9a-f]{8}$/;

const HINT = `move it out of ${FETCHED}, or delete it`;

/**
 * Keeps the files of one target in the workspace, in the place of those that were kept before: all of them or none.
 * `files` are by their paths in the repository; one that is not there is left out. `mark` is a text that no other run uses.
 */
export async function keepFetched(
  fs: FileSystem,
  root: string,
  target: string,
  kept: { readonly fetched: Fetched; readonly files: ReadonlyMap<string, string | undefined>; readonly mark: string },
): Promise<void> {
  const folder = await folderOf(fs, root, target);
  const fresh = join(root, FETCHED, `.new-${target}-${kept.mark}`);
  try {
    for (const [path, text] of kept.files) {
      refuseOutside(target, path);
      if (text === undefined) continue;
      await makeFolder(fs, dirname(join(fresh, path)));
      await fs.writeFile(join(fresh, path), text, { flag: "wx" });
    }
    await makeFolder(fs, fresh);
    await fs.writeFile(join(fresh, FETCHED_MANIFEST), `${JSON.stringify(kept.fetched, null, 2)}\n`, { flag: "wx" });
    await replace(fs, folder, fresh, join(root, FETCHED, `.old-${target}-${kept.mark}`));
  } catch (error) {
    await fs.rm(fresh, { recursive: true, force: true });
    throw error;
  }
}

/** Takes away what was kept of a target; a folder that nobody fetched stays. */
export async function dropFetched(fs: FileSystem, root: string, target: string): Promise<void> {
  if ((await readFetched(fs, join(root, FETCHED, target))) === undefined) return;
  await fs.rm(await folderOf(fs, root, target), { recursive: true, force: true });
}

/** What runs that were killed have left. Only what is older than the instant: other runs may be at work. */
export async function sweepFetched(fs: FileSystem, root: string, before: number): Promise<void> {
  const folder = join(root, FETCHED);
  if ((await realPathOf(fs, folder)) !== join(await fs.realpath(root), FETCHED)) return;
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const { name } of entries.filter((entry) => LEFT.test(entry.name))) {
    const path = join(folder, name);
    const { mtimeMs = before } = (await fs.lstat(path).catch(() => undefined)) ?? {};
    if (mtimeMs < before) await fs.rm(path, { recursive: true, force: true });
  }
}

/** Targets of which files are kept, in order. */
export async function keptTargets(fs: FileSystem, root: string): Promise<string[]> {
  const entries = await fs.readdir(join(root, FETCHED), { withFileTypes: true }).catch(() => []);
  const kept: string[] = [];
  for (const { name } of entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))) {
    if ((await readFetched(fs, join(root, FETCHED, name))) !== undefined) kept.push(name);
  }
  return kept.sort();
}

/** Those of the names that glob patterns cover, as they would on a disk that holds nothing else. */
export async function matching(
  fs: FileSystem,
  root: string,
  names: readonly string[],
  patterns: readonly string[],
): Promise<string[]> {
  const none = async () => new Uint8Array();
  const tree = await treeFileSystem(fs, root, new Map(names.map((name) => [name, none])));
  return (await glob([...patterns], { cwd: root, posix: true, nodir: true, fs: forGlob(tree) })).sort();
}

/** The folder of a target, which nothing may lead elsewhere and nobody else may have filled. */
async function folderOf(fs: FileSystem, root: string, target: string): Promise<string> {
  const folder = join(root, FETCHED, target);
  const real = await realPathOf(fs, folder);
  if (real !== join(await fs.realpath(root), FETCHED, target))
    throw new WriteRefusal(`"${folder}" leads elsewhere, to "${real}": nothing is kept there`, "make it a folder");
  // In one look: another run may replace the folder, or be about to take an old one away, between two.
  const isOthers = async () => {
    const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
    return entries.length > 0 && entries.every(({ name }) => name !== FETCHED_MANIFEST);
  };
  if ((await isOthers()) && (await isOthers()))
    throw new WriteRefusal(`"${folder}" is in the way: it was not written by fetch`, HINT);
  return folder;
}

/** How often runs at the same time may get into each other's way. */
const TRIES = 10;

/** A run that is killed between the two leaves no folder at all, and then the target counts as not fetched. */
async function replace(fs: FileSystem, folder: string, fresh: string, old: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const isMoved = await moved(fs, folder, old);
    try {
      await fs.rename(fresh, folder);
      break;
    } catch (error) {
      const isTaken = ["ENOTEMPTY", "EEXIST"].includes(codeOf(error));
      if (isMoved && !isTaken) await fs.rename(old, folder);
      if (!isTaken || tries === TRIES) throw error;
      // Another run has put there what it has read at the same time; a third may be about to take that away again.
      if ((await readFetched(fs, folder)) !== undefined) {
        await fs.rm(fresh, { recursive: true, force: true });
        break;
      }
      await fs.rm(old, { recursive: true, force: true });
    }
  }
  await fs.rm(old, { recursive: true, force: true });
}

/** False where there is nothing to be moved. */
async function moved(fs: FileSystem, from: string, to: string): Promise<boolean> {
  try {
    await fs.rename(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}
