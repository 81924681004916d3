import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";

/** The commit that a pipeline of a branch is of. */
export interface Commit {
  /** Full path of the workspace's project. */
  readonly project: string;
  readonly branch: string;
  readonly sha: string;
}

/** What `--reviewed` cannot go with is told before anything is asked of the forge. */
export function refuseSaved(io: Io, { plan }: { readonly plan?: string | undefined }): void {
  commitOf(io);
  if (plan === undefined) return;
  throw new UserError(
    EXIT.usage,
    `apply --reviewed makes its own plan, and "${plan}" is given`,
    "leave the file out: what was reviewed is compared with what the commit asks for now",
  );
}

/** Where the pipeline runs; throws UserError outside of a pipeline of a branch. */
export function commitOf({ env }: Io): Commit {
  const { CI_PROJECT_PATH: project, CI_COMMIT_BRANCH: branch, CI_COMMIT_SHA: sha } = env;
  if (project && branch && sha) return { project, branch, sha };
  throw new UserError(
    EXIT.usage,
    "apply --reviewed looks for the merge request of its commit, and there is no pipeline of a branch to tell which",
    "it needs CI_PROJECT_PATH, CI_COMMIT_BRANCH and CI_COMMIT_SHA; elsewhere leave --reviewed out",
  );
}
