import { execFile } from "node:child_process";
import { join } from "node:path";
import { acmeSeed, PEOPLE } from "../../../src/cli/demo/seed.ts";
import { gitWith } from "../../../src/cli/git.ts";
import type { Io } from "../../../src/cli/io.ts";
import { startSandbox } from "../../../src/sandbox/server.ts";
import { standing } from "../../journeys/texts.ts";
import { CONFIG } from "../fetch/catalog.ts";
import { cutover, folderWith, type Ran } from "../harness.ts";

const git = gitWith(execFile);

/** A repository with a workspace in a folder of it, whose targets were fetched from a server that is gone. */
export interface Repository {
  /** Folder of the workspace. */
  readonly folder: string;
  /** What fetch printed. */
  readonly fetched: Ran;
  /** Runs git in the repository. */
  ask(...args: readonly string[]): Promise<string>;
  /** Commits everything; answers the commit. */
  commit(): Promise<string>;
  run(argv: readonly string[], env?: Io["env"], io?: Partial<Io>): Promise<Ran>;
  remove(): Promise<void>;
}

export async function startRepository(): Promise<Repository> {
  const server = await startSandbox({ now: "2026-11-23T09:00:00Z", tier: "ultimate", seed: acmeSeed() });
  const root = await folderWith({
    "ai/cutover.yaml": CONFIG(server.url),
    "ai/migrations/sonnet.yaml": standing("internal"),
    ".gitignore": ".cutover/\n",
  });
  const folder = join(root.path, "ai");
  const run: Repository["run"] = (argv, env = {}, io = { git }) => cutover(folder, argv, { ...io, env });
  async function ask(...args: readonly string[]): Promise<string> {
    const identity = ["-c", "user.name=Ana", "-c", "user.email=ana@example.com", "-c", "commit.gpgsign=false"];
    const { code, stdout, stderr } = await git([...identity, ...args], root.path);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  }
  async function commit(): Promise<string> {
    await ask("add", "--all");
    await ask("commit", "--message", "change", "--allow-empty");
    return ask("rev-parse", "HEAD");
  }
  const fetched = await run(["fetch"], { CUTOVER_TOKEN: PEOPLE.bot.token });
  await server.close();
  if (fetched.code !== 0) throw new Error(fetched.err);
  await ask("init", "--initial-branch=main");
  await commit();
  return { folder, fetched, ask, commit, run, remove: () => root.remove() };
}
