import { type ApiError, badRequest, forbidden } from "../errors.ts";
import type { Commit, Project, User } from "../state.ts";
import type { Store } from "../store.ts";
import { applyActions, type FileAction } from "./actions.ts";
import { resolve } from "./history.ts";
import { branchHead, repositoryOf, writeCommit } from "./objects.ts";
import { canForcePush, canPush } from "./protection.ts";

export interface Push {
  branch: string;
  message: string;
  actions: FileAction[];
  startBranch?: string;
  startSha?: string;
  force?: boolean;
  authorName?: string;
  authorEmail?: string;
}

/** One commit on a branch, which is made where it does not exist and a start is named. Refusals are 400 with a text, not 409. */
export function push(store: Store, user: User, project: Project, wanted: Push): Commit {
  const { branch, force = false } = wanted;
  if (!isBranchName(branch)) throw badRequest(`${branch} is not a valid branch name`);
  if (!canPush(store.state, user, project, branch)) throw notAllowed();
  const repository = repositoryOf(store, project);
  const empty = Object.keys(repository.branches).length === 0;
  const head = branchHead(store, project, branch);
  const start = empty ? null : startOf(store, project, wanted, head);
  const isElsewhere = wanted.startSha !== undefined || (wanted.startBranch ?? branch) !== branch;
  if (head && isElsewhere && !force) {
    throw badRequest(`A branch called '${branch}' already exists. Switch to that branch in order to make changes`);
  }
  if (head && isElsewhere && force && !canForcePush(project, branch)) throw notAllowed();
  const commit = writeCommit(store, {
    tree: applyActions(store.state.objects, start, wanted.actions),
    parents: start ? [start.sha] : [],
    message: wanted.message,
    author: user,
    authorName: wanted.authorName,
    authorEmail: wanted.authorEmail,
  });
  repository.branches[branch] = commit.sha;
  project.lastActivityAt = store.state.now;
  return commit;
}

function notAllowed(): ApiError {
  return forbidden("You are not allowed to push into this branch");
}

function startOf(store: Store, project: Project, wanted: Push, head: Commit | null): Commit {
  const start =
    wanted.startSha !== undefined
      ? resolve(store, project, wanted.startSha)
      : wanted.startBranch === undefined
        ? head
        : branchHead(store, project, wanted.startBranch);
  if (!start) throw badRequest("You can only create or edit files when you are on a branch");
  return start;
}

/** What git accepts as a branch, near enough: no blanks, no `..`, no leading dash, no `.lock` at the end. */
export function isBranchName(name: string): boolean {
  return name !== "" && name !== "HEAD" && !/[\s~^:?*[\\]|\.\.|^[-/]|\/$|\/\/|\.lock$|@\{|\.$|^\.|\/\./.test(name);
}
