import { endsOf, mergeStatus, projectOf, sourceProjectOf } from "../entities/merge-request.ts";
import { ApiError, conflict, unauthorized, unprocessable } from "../errors.ts";
import { commitsBetween } from "../git/history.ts";
import { repositoryOf, treeOf, writeCommit } from "../git/objects.ts";
import { canMerge, canPush, rulesFor } from "../git/protection.ts";
import { mergeTrees } from "../git/three-way.ts";
import type { Commit, MergeRequest, Project, User } from "../state.ts";
import type { Store } from "../store.ts";
import { removeBranch } from "./branches.ts";
import { addNote } from "./system-notes.ts";
import { updateByCommands } from "./update.ts";

export interface MergeOptions {
  /** The head that the caller saw; another one is refused with 409. */
  sha?: string;
  squash?: boolean;
  removeSourceBranch?: boolean;
  message?: string;
  squashMessage?: string;
}

/** Merges as the project is set to: 401 without the right, 405 or 422 when it cannot be, 409 when the head has moved. */
export function mergeRequest(store: Store, user: User, request: MergeRequest, options: MergeOptions): void {
  const project = projectOf(store, request);
  if (!canMerge(store.state, user, project, request.targetBranch)) throw unauthorized();
  const status = mergeStatus(store, request);
  if (status === "conflict") throw unprocessable("Branch cannot be merged");
  if (status !== "mergeable") throw new ApiError(405, { message: "405 Method Not Allowed" });
  const { base, head, target } = endsOf(store, request);
  if (!base || !head || !target) throw new ApiError(405, { message: "405 Method Not Allowed" });
  if (options.sha !== undefined && options.sha !== head.sha) {
    throw conflict(`SHA does not match HEAD of source branch: ${head.sha}`);
  }
  const { objects } = store.state;
  const merged = mergeTrees(objects, treeOf(objects, base), treeOf(objects, target), treeOf(objects, head));
  if (merged.conflicts) throw unprocessable("Branch cannot be merged");
  const { merge_method, squash_option } = project.settings;
  const squash = squash_option === "always" || (squash_option !== "never" && (options.squash ?? request.squash));
  const second = squash ? squashed(store, user, request, base, head, options) : head;
  const message = options.message ?? mergeMessage(project, request);
  const commit =
    merge_method === "ff"
      ? null
      : writeCommit(store, { tree: merged.tree, parents: [target.sha, second.sha], message, author: user });
  repositoryOf(store, project).branches[request.targetBranch] = (commit ?? second).sha;
  const commits = commitsBetween(objects, base, head);
  settle(store, user, request, { base, head, commit, squash: squash ? second : null });
  if (options.removeSourceBranch ?? request.removeSourceBranch) removeSource(store, user, request);
  if (request.targetBranch === project.defaultBranch) {
    closeIssues(store, user, project, request, [request.description ?? "", ...commits.map((item) => item.message)]);
  }
}

function mergeMessage(project: Project, request: MergeRequest): string {
  const first = `Merge branch '${request.sourceBranch}' into '${request.targetBranch}'`;
  return `${first}\n\n${request.title}\n\nSee merge request ${project.path}!${request.iid}`;
}

function squashed(
  store: Store,
  user: User,
  request: MergeRequest,
  base: Commit,
  head: Commit,
  options: MergeOptions,
): Commit {
  return writeCommit(store, {
    tree: treeOf(store.state.objects, head),
    parents: [base.sha],
    message: options.squashMessage ?? request.title,
    author: user,
  });
}

function settle(
  store: Store,
  user: User,
  request: MergeRequest,
  { base, head, commit, squash }: { base: Commit; head: Commit; commit: Commit | null; squash: Commit | null },
): void {
  request.state = "merged";
  request.frozen = { head: head.sha, base: base.sha };
  request.mergedAt = store.state.now;
  request.mergedById = user.id;
  request.mergeCommit = commit?.sha ?? null;
  request.squashCommit = squash?.sha ?? null;
  request.updatedAt = store.state.now;
  request.updatedById = user.id;
}

/** A protected branch stays, whatever was asked, and so does one of a project that the user may not push to. */
function removeSource(store: Store, user: User, request: MergeRequest): void {
  const project = sourceProjectOf(store, request);
  if (rulesFor(project, request.sourceBranch).length > 0) return;
  if (canPush(store.state, user, project, request.sourceBranch)) {
    removeBranch(store, user, project, request.sourceBranch);
  }
}

// GitLab's default pattern: a word, ordinary blanks, and one issue or several.
// https://docs.gitlab.com/administration/issue_closing_pattern/
const CLOSING =
  /\b(?:[Cc]los(?:e[sd]?|ing)|[Ff]ix(?:e[sd]|ing)?|[Rr]esolv(?:e[sd]?|ing)|[Ii]mplement(?:s|ed|ing)?):? +((?:(?:issues? +)?[\w./-]*#\d+(?: *,? +and +| *,? *)?)+)/g;
const ISSUE = /([\w./-]+)?#(\d+)/g;

/** `Closes #12` in the description or a commit message closes the issue when the default branch gets it. */
function closeIssues(store: Store, user: User, project: Project, request: MergeRequest, texts: string[]): void {
  const lists = texts.flatMap((text) => [...text.matchAll(CLOSING)].map(([, list = ""]) => list));
  for (const [, path, iid] of lists.flatMap((list) => [...list.matchAll(ISSUE)])) {
    const home = path ? store.state.projects.find((candidate) => candidate.path === path) : project;
    const issue = store.state.workItems.find(
      (item) => item.type === "Issue" && item.projectId === home?.id && item.iid === Number(iid),
    );
    if (issue?.state !== "opened") continue;
    updateByCommands(store, user, issue, { state: "close" });
    issue.updatedAt = store.state.now;
    addNote(store, issue, user, `closed with merge request !${request.iid}`, true);
  }
}
