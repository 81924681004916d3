import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import type { Live } from "../live-plan.ts";

/**
 * Why this job must not write: its branch has moved on, so the newest commit's pipeline applies and this one would undo
 * it. Undefined outside of a branch pipeline of the forge's own server. Throws UserError where the branch cannot be read.
 */
export async function whyOutdated({ env }: Io, { access, session }: Live): Promise<string | undefined> {
  const { CI_COMMIT_SHA: commit, CI_COMMIT_BRANCH: branch, CI_PROJECT_PATH: project, CI_SERVER_URL: server } = env;
  if (!commit || !branch || !project || !server || hostOf(server) !== hostOf(access.url)) return undefined;
  const head = await access.forge.head(project, branch);
  if (head === commit) return undefined;
  if (head !== undefined) {
    return `this job is of ${short(commit)}, and ${branch} of ${project} is at ${short(head)} by now: that commit's pipeline applies`;
  }
  throw new UserError(
    EXIT.failed,
    `cannot tell whether ${short(commit)} is still the newest commit: ${project} shows @${session.user} no branch "${branch}"`,
    `make @${session.user} a member of ${project}, as Reporter at least`,
  );
}

/** Throws UserError in a pipeline of anything but the default branch, for `command`, which is about what was merged. */
export function refuseOtherBranch({ env }: Io, command: string): void {
  const { CI_COMMIT_BRANCH: branch, CI_DEFAULT_BRANCH: main, CI_MERGE_REQUEST_IID: request } = env;
  if (!request && (!branch || !main || branch === main)) return;
  const where = request ? `merge request !${request}` : `branch "${branch}"`;
  throw new UserError(
    EXIT.usage,
    `${command} is about what was merged, and this is a pipeline of ${where}`,
    `run it on a schedule of ${main ? `"${main}"` : "the default branch"}; plan shows what a branch would change`,
  );
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

function short(commit: string): string {
  return commit.slice(0, 8);
}
