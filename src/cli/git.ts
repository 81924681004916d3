import type { execFile as ExecFile } from "node:child_process";
import type { GitResult, Io } from "./io.ts";

/** Names of changed files can be many; more than this is no change that people review. */
const MAX_OUTPUT_BYTES = 64_000_000;

/** The exit code of a shell that does not find a program. */
const NOT_FOUND = 127;

/** Runs git by means of node's `execFile`; a git that cannot be started answers like a shell that does not find it. */
export function gitWith(execFile: typeof ExecFile): NonNullable<Io["git"]> {
  return (args, cwd) =>
    new Promise<GitResult>((done) => {
      execFile("git", [...args], { cwd, maxBuffer: MAX_OUTPUT_BYTES }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : NOT_FOUND;
        done({ code, stdout, stderr: stderr === "" && error !== null ? error.message : stderr });
      });
    });
}

/** Git's own words, on one line. */
export function reasonOf({ stderr, code }: GitResult): string {
  const [first = `git ended with code ${code}`] = stderr.trim().split("\n");
  return first.replace(/^(fatal|error): /, "");
}
