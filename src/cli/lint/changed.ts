import { join } from "node:path";
import { EXIT, UserError } from "../exit.ts";
import type { GitResult, Io } from "../io.ts";

/**
 * Absolute real paths of what differs from where the current branch left `ref`: commits since, the working tree, and
 * files that git does not track yet. Deleted files are among them; of a renamed one both names.
 */
export async function changedSince(io: Io, folder: string, ref: string): Promise<ReadonlySet<string>> {
  if (ref === "" || ref.startsWith("-"))
    throw new UserError(EXIT.usage, `--changed-since: "${ref}" is no commit`, "name a branch, tag or commit");
  const top = (await git(io, folder, ["rev-parse", "--show-toplevel"])).trimEnd();
  const listed = [
    await git(io, top, ["diff", "--name-only", "--no-renames", "-z", `${ref}...`, "--"]),
    await git(io, top, ["diff", "--name-only", "--no-renames", "-z", "HEAD", "--"]),
    await git(io, top, ["ls-files", "--others", "--exclude-standard", "-z"]),
  ];
  return new Set(
    listed.flatMap((text) => text.split("\0").filter((path) => path !== "")).map((path) => join(top, path)),
  );
}

async function git(io: Io, cwd: string, args: readonly string[]): Promise<string> {
  if (io.git === undefined) throw new UserError(EXIT.usage, "--changed-since: git is not at hand");
  const result = await io.git(args, cwd);
  if (result.code === 0) return result.stdout;
  throw new UserError(EXIT.usage, `--changed-since: ${reasonOf(result)}`, "git has to know the commit and its history");
}

/** Git's own words, on one line. */
function reasonOf({ stderr, code }: GitResult): string {
  const [first = `git ended with code ${code}`] = stderr.trim().split("\n");
  return first.replace(/^(fatal|error): /, "");
}
