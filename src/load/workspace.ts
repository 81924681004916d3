import { dirname, join } from "node:path";
import { type FSOption, glob } from "glob";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { sortDiagnostics } from "../diagnostics/diagnostic.ts";
import { DEADLINES_FILE, withCutoffs } from "../model/deadline.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { readDeadlines } from "./deadlines.ts";
import type { FileSystem } from "./file-system.ts";
import { toDiagnostics } from "./problem.ts";
import { codeOf, readText, unreadable } from "./read-text.ts";
import { loadConfig, loadMigration } from "./validate.ts";

/** Name of the file that makes a folder a workspace. */
export const CONFIG_FILE = "cutover.yaml";
/** Folder of the migrations inside a workspace. */
const MIGRATIONS_FOLDER = "migrations";

const ENDING = /\.ya?ml$/;
const START = { start: 0, end: 0 };

export interface LoadedWorkspace {
  /** Absent when cutover.yaml cannot be used. Holds the migrations that nothing is wrong with. */
  readonly workspace?: Workspace;
  /** What is wrong in any of the files, sorted. */
  readonly diagnostics: readonly Diagnostic[];
  /** Text by file, for code frames; also of files that something is wrong with. */
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * The folder with cutover.yaml: `start` itself or, with `upwards`, the nearest one above it. Undefined if there is none.
 * Both paths are absolute.
 */
export async function findWorkspace(input: {
  readonly fs: FileSystem;
  readonly start: string;
  readonly upwards: boolean;
}): Promise<string | undefined> {
  const { fs, start, upwards } = input;
  for (let folder = start; ; folder = dirname(folder)) {
    if (await exists(fs, join(folder, CONFIG_FILE))) return folder;
    if (!upwards || dirname(folder) === folder) return undefined;
  }
}

/** A file that is there but must not be looked at counts as found: reading it says why it cannot be read. */
async function exists(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.stat(path);
    return true;
  } catch (error) {
    return !["ENOENT", "ENOTDIR"].includes(codeOf(error));
  }
}

/** Reads cutover.yaml and every migration below an absolute folder. Throws for nothing that is in the files. */
export async function loadWorkspace(input: {
  readonly fs: FileSystem;
  readonly root: string;
  /** No migration at all is no mistake. */
  readonly allowEmpty?: boolean | undefined;
}): Promise<LoadedWorkspace> {
  const { fs, root, allowEmpty = false } = input;
  const sources = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const readInto = async (file: string): Promise<string | undefined> => {
    const result = await readText(fs, root, file);
    if ("diagnostics" in result) diagnostics.push(...result.diagnostics);
    else sources.set(file, result.text);
    return "text" in result ? result.text : undefined;
  };
  const configText = await readInto(CONFIG_FILE);
  const config = configText === undefined ? undefined : loadConfig(configText, CONFIG_FILE);
  diagnostics.push(...(config?.diagnostics ?? []));
  const found = await findMigrations(fs, root, allowEmpty);
  diagnostics.push(...found.diagnostics);
  const deadlines = await readDeadlines(fs, root);
  diagnostics.push(...deadlines.diagnostics);
  if (deadlines.text !== undefined) sources.set(DEADLINES_FILE, deadlines.text);
  const migrations: MigrationDocument[] = [];
  const unread: string[] = [];
  for (const file of found.files) {
    const text = await readInto(file);
    if (text === undefined) continue;
    const loaded = loadMigration(text, file);
    diagnostics.push(...loaded.diagnostics);
    if (loaded.document === undefined) unread.push(text);
    else migrations.push({ ...loaded.document, data: withCutoffs(loaded.document.data, deadlines.document) });
  }
  const result = { diagnostics: sortDiagnostics(diagnostics), sources };
  if (config?.document === undefined) return result;
  return { ...result, workspace: { config: config.document, migrations, unread, deadlines: deadlines.document } };
}

/** Files of the migrations, sorted by name; nothing at all is a mistake, since lint would then praise an empty folder. */
async function findMigrations(
  fs: FileSystem,
  root: string,
  allowEmpty: boolean,
): Promise<{ files: string[]; diagnostics: Diagnostic[] }> {
  const hint = `cutover new writes one, into a file such as ${MIGRATIONS_FOLDER}/claude-sonnet-4-6.yaml`;
  try {
    await fs.readdir(join(root, MIGRATIONS_FOLDER), { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT" && allowEmpty) return { files: [], diagnostics: [] };
    const problem =
      codeOf(error) === "ENOENT"
        ? { range: START, message: `the folder ${MIGRATIONS_FOLDER} is missing`, hint }
        : unreadable(error, `the folder ${MIGRATIONS_FOLDER}`);
    return { files: [], diagnostics: toDiagnostics("workspace", MIGRATIONS_FOLDER, [problem]) };
  }
  const found = await glob(`${MIGRATIONS_FOLDER}/*.{yaml,yml}`, {
    cwd: root,
    posix: true,
    nocase: true,
    fs: forGlob(fs),
  });
  const files = found.filter((file) => ENDING.test(file)).sort();
  const others = found.filter((file) => !ENDING.test(file)).sort();
  if (found.length > 0 || allowEmpty) return { files, diagnostics: others.flatMap(wrongEnding) };
  const problem = { range: START, message: `the folder ${MIGRATIONS_FOLDER} holds no migration (*.yaml, *.yml)`, hint };
  return { files, diagnostics: toDiagnostics("workspace", MIGRATIONS_FOLDER, [problem]) };
}

/** `M.YAML` is meant as a migration, and would be none on a disk that tells case apart. */
function wrongEnding(file: string): Diagnostic[] {
  const message = `${file} is not read; the name of a migration ends with .yaml or .yml, in lower case`;
  return toDiagnostics("workspace", file, [{ range: START, message, hint: "rename it" }]);
}

/** glob walks with the callback form of readdir. */
export function forGlob(fs: FileSystem): FSOption {
  return {
    promises: { readdir: fs.readdir, lstat: fs.lstat, readlink: fs.readlink, realpath: fs.realpath },
    readdir: (path, options, done) => {
      fs.readdir(path, options).then((entries) => done(null, entries), done);
    },
  };
}
