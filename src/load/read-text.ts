import { isAbsolute, join, relative, sep } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { FileSystem } from "./file-system.ts";
import { type Problem, toDiagnostics } from "./problem.ts";
import { decodeText, MAX_TEXT_BYTES, tooLarge } from "./text.ts";

const START = { start: 0, end: 0 };

/**
 * Text of a file of the workspace, or why it cannot be read. `file` is its path below the absolute folder `root`; a link
 * that leads out of that is not followed: what is read may be quoted where people see it who must not see everything that
 * the machine holds.
 */
export async function readText(
  fs: FileSystem,
  root: string,
  file: string,
): Promise<{ readonly text: string } | { readonly diagnostics: readonly Diagnostic[] }> {
  const result = await read(fs, root, file);
  return "text" in result ? result : { diagnostics: toDiagnostics("workspace", file, [result.problem]) };
}

async function read(fs: FileSystem, root: string, file: string): Promise<{ text: string } | { problem: Problem }> {
  try {
    const path = join(root, file);
    const stats = await fs.stat(path);
    if (stats.isDirectory()) return { problem: { range: START, message: `${file} is a folder; expected a file` } };
    // A pipe or a device would keep the program waiting for ever.
    if (!stats.isFile()) return { problem: { range: START, message: `${file} is no regular file` } };
    if (await leadsOut(fs, root, path)) return { problem: outside(file) };
    if (stats.size > MAX_TEXT_BYTES) return { problem: tooLarge(stats.size) };
    const decoded = decodeText(await fs.readFile(path));
    return "problem" in decoded ? { problem: decoded.problem } : { text: decoded.text };
  } catch (error) {
    return { problem: unreadable(error, file) };
  }
}

async function leadsOut(fs: FileSystem, root: string, path: string): Promise<boolean> {
  const inside = relative(await fs.realpath(root), await fs.realpath(path));
  return inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
}

function outside(file: string): Problem {
  const message = `${file} leads out of the workspace, and what stands there is not read`;
  return { range: START, message, hint: "put the file itself there" };
}

/** Why a file or folder cannot be read, in words. */
export function unreadable(error: unknown, what: string): Problem {
  const code = codeOf(error);
  const reasons: Readonly<Record<string, string>> = {
    EACCES: "permission denied",
    ELOOP: "its symbolic links run in a circle",
    ENOENT: "there is no such file",
    ENOTDIR: "it is no folder",
    EPERM: "permission denied",
  };
  const problem = { range: START, message: `cannot read ${what}: ${reasons[code] ?? (code || String(error))}` };
  return code === "EACCES" || code === "EPERM" ? { ...problem, hint: "look at its owner and mode" } : problem;
}

/** Code of an error of the file system, such as ENOENT; empty for any other. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
