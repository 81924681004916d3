import { ancestry, mergeBase } from "../git/history.ts";
import { branchHead, treeOf } from "../git/objects.ts";
import { canMerge } from "../git/protection.ts";
import { mergeTrees } from "../git/three-way.ts";
import { diffTrees } from "../git/tree-diff.ts";
import type { Commit, MergeRequest, Project, State, User } from "../state.ts";
import type { Store } from "../store.ts";
import { commentCount, issuableEntity } from "./issue.ts";
import { userBasicById } from "./user.ts";

/** The commits between which a merge request stands; null ends where a branch is gone. */
export interface Ends {
  base: Commit | null;
  head: Commit | null;
  target: Commit | null;
}

/** The project that it is to be merged into. */
export function projectOf(store: Store, request: MergeRequest): Project {
  return projectById(store, request.projectId);
}

/** The project that its source branch is in. */
export function sourceProjectOf(store: Store, request: MergeRequest): Project {
  return projectById(store, request.sourceProjectId);
}

function projectById(store: Store, id: number): Project {
  const project = store.state.projects.find((candidate) => candidate.id === id);
  if (!project) throw new Error(`no project ${id} in the state`);
  return project;
}

/** The open ones of a source branch. */
export function mergeRequestsFrom({ mergeRequests }: State, project: Project, branch: string): MergeRequest[] {
  return mergeRequests.filter(
    ({ state, sourceProjectId, sourceBranch }) =>
      state === "opened" && sourceProjectId === project.id && sourceBranch === branch,
  );
}

export function endsOf(store: Store, request: MergeRequest): Ends {
  const project = projectOf(store, request);
  const { objects } = store.state;
  const target = branchHead(store, project, request.targetBranch);
  if (request.frozen) {
    return {
      base: objects.commits[request.frozen.base] ?? null,
      head: objects.commits[request.frozen.head] ?? null,
      target,
    };
  }
  const head = branchHead(store, sourceProjectOf(store, request), request.sourceBranch);
  return { base: head && target ? mergeBase(objects, target, head) : null, head, target };
}

/** Why it cannot be merged now, in the words of `detailed_merge_status`; `mergeable` if it can. */
export function mergeStatus(store: Store, request: MergeRequest): string {
  if (request.state !== "opened") return "not_open";
  const { base, head, target } = endsOf(store, request);
  if (!head || !target) return "broken_status";
  if (isDraft(request)) return "draft_status";
  const { objects } = store.state;
  if (ancestry(objects, target).includes(head)) return "commits_status";
  const merged = mergeTrees(objects, treeOf(objects, base), treeOf(objects, target), treeOf(objects, head));
  const fromHead = base?.sha === target.sha || projectOf(store, request).settings.merge_method === "merge";
  if (!fromHead && !merged.conflicts) return "need_rebase";
  return merged.conflicts ? "conflict" : "mergeable";
}

function isDraft(request: MergeRequest): boolean {
  return /^(?:draft:|\[draft\]|\(draft\))/i.test(request.title);
}

export function mergeRequestUrl(store: Store, request: MergeRequest): string {
  return `${store.url}/${projectOf(store, request).path}/-/merge_requests/${request.iid}`;
}

/** What lists show of a merge request. */
export function mergeRequestBasic(store: Store, request: MergeRequest, labelsDetailed = false) {
  const { head } = endsOf(store, request);
  const status = mergeStatus(store, request);
  const reference = `!${request.iid}`;
  const mergedBy = request.mergedById === null ? null : userBasicById(store, request.mergedById);
  return {
    ...issuableEntity(store, request, labelsDetailed),
    project_id: request.projectId,
    merged_by: mergedBy,
    merge_user: mergedBy,
    merged_at: request.mergedAt,
    target_branch: request.targetBranch,
    source_branch: request.sourceBranch,
    user_notes_count: commentCount(store, "MergeRequest", request.id),
    reviewers: request.reviewers.map((id) => userBasicById(store, id)),
    source_project_id: request.sourceProjectId,
    target_project_id: request.projectId,
    draft: isDraft(request),
    work_in_progress: isDraft(request),
    merge_when_pipeline_succeeds: false,
    merge_status: status === "conflict" ? "cannot_be_merged" : "can_be_merged",
    detailed_merge_status: status,
    merge_after: null,
    sha: head?.sha ?? "",
    merge_commit_sha: request.mergeCommit,
    squash_commit_sha: request.squashCommit,
    should_remove_source_branch: request.removeSourceBranch,
    force_remove_source_branch: request.removeSourceBranch,
    prepared_at: request.createdAt,
    reference,
    references: { short: reference, relative: reference, full: `${projectOf(store, request).path}${reference}` },
    web_url: mergeRequestUrl(store, request),
    squash: request.squash,
    squash_on_merge: request.squash,
    has_conflicts: status === "conflict",
    blocking_discussions_resolved: true,
  };
}

/** One merge request in full, as a user sees it. */
export function mergeRequestEntity(store: Store, user: User | null, request: MergeRequest) {
  const { base, head, target } = endsOf(store, request);
  const { objects } = store.state;
  const changes = diffTrees(objects, treeOf(objects, base), treeOf(objects, head));
  return {
    ...mergeRequestBasic(store, request),
    subscribed: false,
    changes_count: String(changes.length),
    latest_build_started_at: null,
    latest_build_finished_at: null,
    first_deployed_to_production_at: null,
    pipeline: null,
    head_pipeline: null,
    diff_refs: {
      base_sha: base?.sha ?? null,
      head_sha: head?.sha ?? null,
      start_sha: request.frozen ? base?.sha : target?.sha,
    },
    merge_error: null,
    first_contribution: false,
    user: { can_merge: user !== null && canMerge(store.state, user, projectOf(store, request), request.targetBranch) },
  };
}
