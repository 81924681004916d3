import { posix, resolve } from "node:path";
import { GATEWAY_FILES, type GatewayFiles } from "../../model/gateway.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import { printable } from "../../report/diagnostics/printable.ts";
import { EXIT, UserError } from "../exit.ts";
import { reasonOf } from "../git.ts";
import type { GitResult, Io } from "../io.ts";
import { readable } from "../start/gateway.ts";
import type { Sides } from "./sides.ts";

/** Where the gateway keeps the two files. */
const USUAL = "ai_gateway/model_selection";

/** The first part of a commit's id, as people quote it. */
const SHORT = 10;

interface HistoryOptions {
  readonly repository: string;
  readonly revision: string;
  /** Folder in the repository. */
  readonly path: string | undefined;
  readonly config: Config | undefined;
}

/** The two files at a commit and at its first parent, with the commit's subject. */
export async function sidesOfCommit(io: Io, options: HistoryOptions): Promise<Sides> {
  const { repository, revision } = options;
  const git = await repositoryAt(io, repository);
  if (revision === "" || revision.startsWith("-") || /\p{Cc}/u.test(revision))
    throw new UserError(EXIT.usage, `--git: "${printable(revision)}" is no commit`, "name a branch, tag or commit");
  const found = await git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
  if (found.code !== 0)
    throw new UserError(EXIT.usage, `--git: "${printable(repository)}" has no commit "${printable(revision)}"`);
  const sha = found.stdout.trim();
  const { stdout } = await must(git, ["log", "-1", "--no-show-signature", "--format=%P%n%s", sha]);
  const [parents = "", subject = ""] = stdout.split("\n");
  const [parent] = parents.split(" ");
  if (parent === undefined || parent === "")
    throw new UserError(
      EXIT.usage,
      `--git: ${sha.slice(0, SHORT)} is the first commit; there is nothing before it to compare with`,
    );
  const folder = await folderOf(git, sha, options);
  const [before, after] = [await gatewayAt(git, parent, folder), await gatewayAt(git, sha, folder)];
  return { before, after, subject };
}

type Git = (args: readonly string[]) => Promise<GitResult>;

async function repositoryAt(io: Io, repository: string): Promise<Git> {
  const { git } = io;
  if (git === undefined) throw new UserError(EXIT.usage, "--git: git is not at hand");
  const folder = resolve(io.cwd, repository);
  const stats = await io.fs.stat(folder).catch(() => undefined);
  if (stats?.isDirectory() !== true) throw new UserError(EXIT.usage, `--git: no folder at "${printable(repository)}"`);
  const run: Git = (args) => git(args, folder);
  const inside = await run(["rev-parse", "--git-dir"]);
  if (inside.code !== 0)
    throw new UserError(EXIT.usage, `--git: "${printable(repository)}" is no git repository: ${reasonOf(inside)}`);
  return run;
}

async function must(git: Git, args: readonly string[]): Promise<GitResult> {
  const result = await git(args);
  if (result.code !== 0) throw new UserError(EXIT.failed, `--git: ${reasonOf(result)}`);
  return result;
}

/** The folder that was named, else the usual one, else that of the workspace, else the only one that has both files. */
async function folderOf(git: Git, sha: string, { path, config }: HistoryOptions): Promise<string> {
  if (path !== undefined) {
    const folder = posix.normalize(path).replace(/\/+$/, "");
    if (posix.isAbsolute(folder) || folder === ".." || folder.startsWith("../"))
      throw new UserError(EXIT.usage, `--path: "${printable(path)}" is outside of the repository`);
    return folder;
  }
  const { stdout } = await must(git, ["ls-tree", "-r", "-z", "--full-tree", "--name-only", sha]);
  const files = new Set(stdout.split("\0"));
  const hasBoth = (folder: string) => GATEWAY_FILES.every((file) => files.has(posix.join(folder, file)));
  const targets = Object.values(config?.targets ?? {}).flatMap(({ format, path: folder }) =>
    format === "ai-gateway" ? [folder] : [],
  );
  const known = [USUAL, ...targets].find(hasBoth);
  const folders = [...new Set([...files].map((file) => posix.dirname(file)))].filter(hasBoth);
  const [only] = folders;
  if (known !== undefined) return known;
  if (only !== undefined && folders.length === 1) return only;
  throw new UserError(
    EXIT.usage,
    only === undefined
      ? `--git: ${sha.slice(0, SHORT)} has no folder with ${GATEWAY_FILES.join(" and ")}`
      : `--git: several folders of ${sha.slice(0, SHORT)} have the two files: ${folders.map(printable).join(", ")}`,
    "name the folder with --path",
  );
}

async function gatewayAt(git: Git, sha: string, folder: string): Promise<GatewayFiles> {
  const [models, features] = GATEWAY_FILES;
  return readable(
    await fileAt(git, sha, posix.join(folder, models)),
    await fileAt(git, sha, posix.join(folder, features)),
  );
}

async function fileAt(git: Git, sha: string, file: string): Promise<{ readonly file: string; readonly text: string }> {
  const { code, stdout } = await git(["cat-file", "blob", `${sha}:${file}`]);
  if (code === 0) return { file, text: stdout };
  throw new UserError(EXIT.usage, `--git: ${sha.slice(0, SHORT)} has no ${printable(file)}`);
}
