import { join } from "node:path";
import { keyOf } from "../deadlines/facts.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { DEADLINES_FILE, type DeadlinesDocument, factRange } from "../model/deadline.ts";
import { isMap } from "../model/plain-data.ts";
import { readDocument } from "./document.ts";
import type { FileSystem } from "./file-system.ts";
import { jsonProblem } from "./json-text.ts";
import { type Problem, quote, toDiagnostics } from "./problem.ts";
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
  if (validate(data)) {
    const document = { file: DEADLINES_FILE, data, text };
    const diagnostics = repeatsIn(document);
    return diagnostics.length > 0 ? { text, diagnostics } : { text, document, diagnostics };
  }
  const { source } = readDocument(text, DEADLINES_FILE);
  const problems = describeSchemaErrors(validate.errors ?? [], "deadlines", data, source);
  const isNewer = isMap(data) && Number(data["version"]) > 1;
  const hinted = problems.map((one) => ({ ...one, hint: isNewer ? NEWER : (one.hint ?? RESTORE) }));
  return { text, diagnostics: toDiagnostics("schema", DEADLINES_FILE, hinted) };
}

/** What stands twice, as when both sides of a merge were kept: which of the two is meant, nobody can tell. */
function repeatsIn(document: DeadlinesDocument): Diagnostic[] {
  const { data, text } = document;
  const { offerings, policies, facts } = data;
  const entries = Object.keys(offerings).length + policies.length + facts.length;
  // Each has one host, and JSON.parse says nothing of a key that it drops: the slow reader does.
  const hosts = text.match(/"host"\s*:/g)?.length ?? 0;
  const dropped = hosts === entries ? [] : readDocument(text, DEADLINES_FILE).diagnostics;
  const last = new Map(facts.map((fact) => [keyOf(fact), fact]));
  const repeated = facts.filter((fact) => last.get(keyOf(fact)) !== fact);
  const problems = repeated.map((fact): Problem => {
    const message = `${fact.source} says of ${quote(fact.model)} at ${fact.host} twice when it ends`;
    return { range: factRange(document, fact), message };
  });
  const found = [...dropped, ...toDiagnostics("syntax", DEADLINES_FILE, problems)];
  return found.map((one) => ({ ...one, hint: MERGE }));
}

async function isThere(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.lstat(path);
    return true;
  } catch (error) {
    return !["ENOENT", "ENOTDIR"].includes(codeOf(error));
  }
}
