import { join } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { DEADLINES_FILE, type DeadlinesDocument } from "../model/deadline.ts";
import { isMap } from "../model/plain-data.ts";
import { readDocument } from "./document.ts";
import type { FileSystem } from "./file-system.ts";
import { jsonProblem } from "./json-text.ts";
import { toDiagnostics } from "./problem.ts";
import { codeOf, readText } from "./read-text.ts";
import { describeSchemaErrors } from "./schema-errors.ts";
import { deadlines as validate } from "./validators/deadlines.gen.mjs";

/** What became of the lock file: nothing at all where there is none. */
export interface ReadDeadlines {
  /** Absent where there is no file, or none that can be used. */
  readonly document?: DeadlinesDocument;
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

const MERGE = "take the version of one side of a merge, and write it anew: cutover deadlines update";
const NEWER = "a newer version of cutover wrote this file: take that version";
const RESTORE = "machines write this file: restore the one that was committed, then cutover deadlines update";

/** Reads deadlines.lock.json of a workspace. Machines write it, so it is read as JSON alone, which is quick. */
export async function readDeadlines(fs: FileSystem, root: string): Promise<ReadDeadlines> {
  if (!(await isThere(fs, join(root, DEADLINES_FILE)))) return { diagnostics: [] };
  const result = await readText(fs, root, DEADLINES_FILE);
  return "diagnostics" in result ? result : parseDeadlines(result.text);
}

/** The text of a lock file, checked. Only of one that does not fit its schema the places of values are looked for. */
export function parseDeadlines(text: string): ReadDeadlines {
  const problem = jsonProblem(text);
  if (problem !== undefined) {
    return { text, diagnostics: toDiagnostics("syntax", DEADLINES_FILE, [{ ...problem, hint: MERGE }]) };
  }
  const data: unknown = JSON.parse(text);
  if (validate(data)) return { text, document: { file: DEADLINES_FILE, data, text }, diagnostics: [] };
  const { source } = readDocument(text, DEADLINES_FILE);
  const problems = describeSchemaErrors(validate.errors ?? [], "deadlines", data, source);
  const isNewer = isMap(data) && Number(data["version"]) > 1;
  const hinted = problems.map((one) => ({ ...one, hint: isNewer ? NEWER : (one.hint ?? RESTORE) }));
  return { text, diagnostics: toDiagnostics("schema", DEADLINES_FILE, hinted) };
}

async function isThere(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.lstat(path);
    return true;
  } catch (error) {
    return !["ENOENT", "ENOTDIR"].includes(codeOf(error));
  }
}
