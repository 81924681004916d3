import { dirname, isAbsolute, join } from "node:path";
import type { FileSystem } from "./file-system.ts";

/** File that lists what a folder of generated files holds; nothing that is not listed is overwritten or removed. */
const MANIFEST = "manifest.json";

/** A folder that cannot be written to without touching what others put there; one line for the user. */
class WriteRefusal extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "WriteRefusal";
    this.hint = hint;
  }
}

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
 * Brings a folder of generated files up to date. `files` are paths relative to the folder, with a manifest among them
 * whose `files` lists them all. What an earlier run wrote and this one does not is removed; a file of anybody else
 * stays, and one in the way is refused before anything is written.
 */
export async function writeFolder(fs: FileSystem, folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const earlier = await filesOfEarlierRun(fs, folder);
  for (const path of files.keys()) {
    if (!earlier.has(path) && path !== MANIFEST && (await exists(fs, join(folder, path)))) {
      throw new WriteRefusal(`"${join(folder, path)}" is in the way: it was not written by compile`, HINT);
    }
  }
  for (const path of earlier) if (!files.has(path)) await fs.rm(join(folder, path), { force: true });
  // The list first: a run that is killed leaves nothing that the next one would take for somebody else's.
  const ordered = [...files].sort(([a], [b]) => Number(b === MANIFEST) - Number(a === MANIFEST));
  for (const [path, text] of ordered) await writeWhole(fs, join(folder, path), text);
}

const HINT = "name another folder with --out DIR";

async function filesOfEarlierRun(fs: FileSystem, folder: string): Promise<ReadonlySet<string>> {
  const path = join(folder, MANIFEST);
  if (!(await exists(fs, path))) return new Set();
  const files = listedIn(new TextDecoder().decode(await fs.readFile(path)));
  if (files === undefined) throw new WriteRefusal(`"${path}" is in the way: it is no manifest of compile`, HINT);
  return new Set(files.filter((file) => !isAbsolute(file) && !file.split(/[\\/]/).includes("..")));
}

function listedIn(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("files" in value) || !("resources" in value)) return undefined;
    const { files } = value;
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
