import { join } from "node:path";
import { concealed } from "../../report/diagnostics/conceal.ts";
import { printable } from "../../report/diagnostics/printable.ts";
import { refuseNoRef } from "../commit-name.ts";
import { EXIT, UserError } from "../exit.ts";
import { reasonOf } from "../git.ts";
import type { GitResult, Io } from "../io.ts";
import { shownFrom } from "./named.ts";
import type { LintOptions } from "./options.ts";
import { checkoutFolders } from "./subject.ts";
import { openSubjects } from "./subjects.ts";

const HINT = "git has to know the commit and its history";

/**
 * Absolute real paths of what differs from where the current branch left the commit that was named: commits since, the
 * working tree, and files that git does not track yet. Deleted files are among them; of a renamed one both names.
 * Checkouts that are repositories of their own are asked too. Undefined where no commit was named.
 */
export async function changedSince(io: Io, options: LintOptions): Promise<ReadonlySet<string> | undefined> {
  const { changedSince: ref, quiet } = options;
  if (ref === undefined) return undefined;
  refuseNoRef("--changed-since", ref);
  const { git } = io;
  if (git === undefined) throw new UserError(EXIT.usage, "--changed-since: git is not at hand");
  const [folder = io.cwd, ...others] = await foldersOf(io, options);
  const top = await git(SHOW_TOP, folder);
  if (top.code !== 0) throw new UserError(EXIT.usage, `--changed-since: ${reasonOf(top)}`, HINT);
  const repositories = new Map([[pathIn(top), folder]]);
  for (const other of others) {
    const found = await git(SHOW_TOP, other);
    // A checkout need not be in a repository at all.
    if (found.code === 0 && !repositories.has(pathIn(found))) repositories.set(pathIn(found), other);
  }
  const changed = new Set<string>();
  for (const [repository, at] of repositories) {
    const { paths, problem } = await differing(git, repository, ref);
    if (problem !== undefined && at === folder)
      throw new UserError(EXIT.usage, `--changed-since: ${reasonOf(problem)}`, HINT);
    if (problem !== undefined && !quiet) noteOwn(io, at, ref, problem);
    for (const path of paths) changed.add(path);
  }
  return changed;
}

const SHOW_TOP = ["rev-parse", "--show-toplevel"];

/** The workspace first, then the targets' checkouts. */
async function foldersOf(io: Io, options: LintOptions): Promise<string[]> {
  const folders: string[] = [];
  for (const subject of await openSubjects(io, options))
    folders.push(subject.root, ...(await checkoutFolders(io, subject)).values());
  return folders;
}

/** What is known to differ in one repository, and the answer of git that hides the rest. */
async function differing(
  git: NonNullable<Io["git"]>,
  top: string,
  ref: string,
): Promise<{ readonly paths: readonly string[]; readonly problem: GitResult | undefined }> {
  // Changes in the working tree of a submodule are seen where it is a checkout; here it would count as a whole.
  const diff = ["diff", "--name-only", "--no-renames", "--ignore-submodules=dirty", "-z"];
  const answers = [
    await git([...diff, `${ref}...`, "--"], top),
    await git([...diff, "HEAD", "--"], top),
    await git(["ls-files", "--others", "--exclude-standard", "-z"], top),
  ];
  const paths = answers.flatMap(({ code, stdout }) => (code === 0 ? stdout.split("\0") : []));
  return {
    // With a slash at its end it is a repository that git does not look into.
    paths: paths.filter((path) => path !== "" && !path.endsWith("/")).map((path) => join(top, path)),
    problem: answers.find(({ code }) => code !== 0),
  };
}

/** A checkout has branches of its own, and the name may mean nothing there. */
function noteOwn(io: Io, folder: string, ref: string, problem: GitResult): void {
  const where = `"${printable(shownFrom(io.cwd, folder))}", a repository of its own`;
  const text = `note: --changed-since ${ref} in ${where}: ${reasonOf(problem)}; only its working tree counts\n`;
  io.stderr.write(concealed(text));
}

function pathIn({ stdout }: GitResult): string {
  return stdout.trimEnd();
}
