import type { Forge } from "../../forge/port.ts";
import { proposingPart } from "../../model/deadline.ts";
import { EXIT, UserError } from "../exit.ts";
import { folderInRepository } from "../folder.ts";
import type { Io } from "../io.ts";

/** Where the merge requests of a workspace's own files go. */
interface RepositoryPlace {
  readonly project: string;
  readonly base: string;
  /** Second part of their branches. */
  readonly part: string;
  /** Folder of the workspace in the repository, with a slash at its end; empty at the root. */
  readonly prefix: string;
}

/** The project of the workspace's repository: as it is named, else this pipeline's; merge requests go into its default branch. */
export async function repositoryPlace(
  io: Io,
  root: string,
  forge: Forge,
  named: string | undefined,
): Promise<RepositoryPlace> {
  const { CI_PROJECT_PATH: own, CI_DEFAULT_BRANCH: main } = io.env;
  const project = named ?? (own || undefined);
  if (project === undefined) throw new UserError(EXIT.usage, "no project to open merge requests in", HINT);
  const base = project === own && main ? main : await defaultBranch(forge, project);
  const folder = await folderOf(io, root);
  return { project, base, part: proposingPart(folder), prefix: folder === "" ? "" : `${folder}/` };
}

const HINT = "name that of this repository with --project, such as acme/ai; in a pipeline it is CI_PROJECT_PATH";

/** A clone knows where in it the workspace is; what is no clone is taken for the root. */
async function folderOf(io: Io, root: string): Promise<string> {
  if (io.env.CI_PROJECT_DIR) return folderInRepository(io, root);
  const found = await io.git?.(["rev-parse", "--show-prefix"], root);
  return found?.code === 0 ? found.stdout.trim().replace(/\/$/, "") : "";
}

async function defaultBranch(forge: Forge, project: string): Promise<string> {
  const nothing = { labels: [], users: [], branches: [], variables: [] };
  const { projects } = await forge.examine({ projects: [project], ...nothing });
  const { value, trouble } = projects.get(project) ?? {};
  if (value === undefined) throw new UserError(EXIT.failed, `project "${project}": ${trouble?.reason}`, trouble?.hint);
  if (value.path !== project) {
    throw new UserError(EXIT.usage, `project "${project}" is written "${value.path}" on the server`, "write it so");
  }
  if (value.defaultBranch) return value.defaultBranch;
  throw new UserError(
    EXIT.failed,
    `project "${project}" shows no default branch`,
    "our user needs Developer there, and the project a commit",
  );
}
