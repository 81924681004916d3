import { join } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { DEADLINES_FILE, type DeadlinesDocument } from "../model/deadline.ts";
import type { FileSystem } from "./file-system.ts";
import { jsonProblem } from "./json-text.ts";
import { toDiagnostics } from "./problem.ts";
import { codeOf, readText } from "./read-text.ts";
import { deadlines as validate } from "./validators/deadlines.gen.mjs";

/** What became of the lock file: nothing at all where there is none. */
export interface ReadDeadlines {
  /** Absent where there is no file, or none that can be used. */
  readonly document?: DeadlinesDocument;
  readonly text?: string;
  readonly diagnostics: readonly Diagnostic[];
}

const HINT = "take the version of one side of a merge, and write it anew: cutover deadlines update";

/** Reads deadlines.lock.json of a workspace. Machines write it, so it is read as JSON alone, which is quick. */
export async function readDeadlines(fs: FileSystem, root: string): Promise<ReadDeadlines> {
  if (!(await isThere(fs, join(root, DEADLINES_FILE)))) return { diagnostics: [] };
  const result = await readText(fs, root, DEADLINES_FILE);
  return "diagnostics" in result ? result : parseDeadlines(result.text);
}

/** The text of a lock file, checked. */
export function parseDeadlines(text: string): ReadDeadlines {
  const problem = jsonProblem(text);
  if (problem !== undefined) {
    return { text, diagnostics: toDiagnostics("syntax", DEADLINES_FILE, [{ ...problem, hint: HINT }]) };
  }
  const data: unknown = JSON.parse(text);
  if (validate(data)) return { text, document: { file: DEADLINES_FILE, data, text }, diagnostics: [] };
  const [error] = validate.errors ?? [];
  const where = error === undefined || error.instancePath === "" ? "the file" : `"${error.instancePath}"`;
  const message = `${where} is not as schema/deadlines.schema.json wants it${detail(error)}`;
  return {
    text,
    diagnostics: toDiagnostics("schema", DEADLINES_FILE, [{ range: { start: 0, end: 0 }, message, hint: HINT }]),
  };
}

function detail(error: { readonly keyword: string; readonly params: Readonly<Record<string, unknown>> } | undefined) {
  const words = Object.values(error?.params ?? {}).filter((value) => typeof value === "string");
  return error === undefined ? "" : ` (${[error.keyword, ...words].join(": ")})`;
}

async function isThere(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.lstat(path);
    return true;
  } catch (error) {
    return !["ENOENT", "ENOTDIR"].includes(codeOf(error));
  }
}
