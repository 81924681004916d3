import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { State } from "./state.ts";

const FILE = "state.json";

/** The saved state of a folder, or null where there is none. Throws on a file that this version did not write. */
export function load(folder: string): State | null {
  const path = join(folder, FILE);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  const state = JSON.parse(text) as State;
  if (state.version !== 3) throw new Error(`${path} holds version "${state.version}" of the sandbox's state, not 3`);
  return state;
}

/** Written beside and renamed, so that a server killed in between leaves the last whole state. */
export function save(folder: string, state: State): void {
  mkdirSync(folder, { recursive: true });
  const beside = join(folder, `${FILE}.new`);
  writeFileSync(beside, JSON.stringify(state));
  renameSync(beside, join(folder, FILE));
}
