import { randomUUID } from "node:crypto";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Io } from "../../src/cli/io.ts";
import { run } from "../../src/cli/run.ts";

/** What one command line printed and answered. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in process, in `cwd`, with nothing of this machine's environment. */
export async function cutover(cwd: string, argv: readonly string[], io: Partial<Io> = {}): Promise<Ran> {
  let out = "";
  let err = "";
  const code = await run({
    argv,
    env: {},
    cwd,
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    fs,
    fetch,
    unique: randomUUID,
    clock: { now: () => Date.parse("2026-05-20T09:00:00Z"), sleep: async () => {} },
    ...io,
  });
  return { code, out, err };
}

/** A folder with these files, and the way to remove it. */
export async function folderWith(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await fs.mkdtemp(join(tmpdir(), "cutover-test-"));
  for (const [name, content] of Object.entries(files)) {
    await fs.mkdir(dirname(join(path, name)), { recursive: true });
    await fs.writeFile(join(path, name), content);
  }
  return { path, remove: () => fs.rm(path, { recursive: true, force: true }) };
}

/** Every file below a folder, relative, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
