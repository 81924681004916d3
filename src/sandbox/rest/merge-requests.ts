import { requirePart, requireRole } from "../access.ts";
import { commitEntity } from "../entities/commit.ts";
import {
  endsOf,
  mergeRequestBasic,
  mergeRequestEntity,
  mergeRequestsFrom,
  projectOf,
  sourceProjectOf,
} from "../entities/merge-request.ts";
import { badRequest, conflict, forbidden, recordNotFound, unprocessable } from "../errors.ts";
import { commitsBetween } from "../git/history.ts";
import { branchHead, treeOf } from "../git/objects.ts";
import { diffTrees } from "../git/tree-diff.ts";
import { freeze } from "../issuable/branches.ts";
import { blank } from "../issuable/create.ts";
import { filterItems } from "../issuable/filter.ts";
import { canUpdate } from "../issuable/kind.ts";
import { mergeRequest } from "../issuable/merge.ts";
import { applyChange, settleCreation, updateItem } from "../issuable/update.ts";
import { paginate, sortBy } from "../pagination.ts";
import {
  boolean,
  filled,
  has,
  idList,
  integer,
  oneOf,
  type Params,
  requireOneOf,
  requireParams,
  text,
} from "../params.ts";
import { type Context, created, noContent, ok, type Reply, type Route, route } from "../router.ts";
import type { MergeRequest, Project } from "../state.ts";
import { nextId, nextIid, type Store } from "../store.ts";
import { requireUnmodified } from "./conditional.ts";
import { readChange, stateEvent, withLabels } from "./issues.ts";
import { projectPlace } from "./place.ts";
import { readable, signedIn } from "./repository.ts";

const UPDATABLE = [
  "title",
  "target_branch",
  "assignee_id",
  "assignee_ids",
  "reviewer_ids",
  "milestone_id",
  "state_event",
  "description",
  "labels",
  "add_labels",
  "remove_labels",
  "discussion_locked",
  "squash",
  "remove_source_branch",
  "allow_collaboration",
  "allow_maintainer_to_push",
  "merge_after",
];

export function requestsOf(store: Store, project: Project): MergeRequest[] {
  return store.state.mergeRequests.filter((request) => request.projectId === project.id);
}

/** A project whose merge requests the user may read. */
export function withRequests(context: Context): Project {
  const project = readable(context);
  requirePart(context.store.state, context.user, project, "merge_requests");
  return project;
}

export function findMergeRequest(context: Context): MergeRequest {
  const project = withRequests(context);
  const request = requestsOf(context.store, project).find((candidate) => candidate.iid === Number(context.path["iid"]));
  if (!request) throw recordNotFound();
  return request;
}

function list(context: Context): Reply {
  const { store, params } = context;
  withRequests(context);
  const place = projectPlace(context);
  const [source, target] = [text(params, "source_branch"), text(params, "target_branch")];
  const rows = filterItems(store.state, requestsOf(store, place.project), params)
    .filter(scopeFilter(context))
    .filter((request) => source === undefined || request.sourceBranch === source)
    .filter((request) => target === undefined || request.targetBranch === target);
  const orderBy = oneOf(params, "order_by", ["created_at", "updated_at", "title", "merged_at"]) ?? "created_at";
  const direction = oneOf(params, "sort", ["asc", "desc"]) === "asc" ? 1 : -1;
  const sorted = sortBy(
    rows,
    (request) => orderKey(request, orderBy),
    (request) => request.id,
    direction,
  );
  const detailed = boolean(params, "with_labels_details") ?? false;
  return paginate(context, sorted, (request) => mergeRequestBasic(store, request, detailed));
}

/** Of a project's merge requests `scope` shows all unless it is told otherwise. */
function scopeFilter({ user, params }: Context): (request: MergeRequest) => boolean {
  const scope = oneOf(params, "scope", ["created_by_me", "assigned_to_me", "reviews_for_me", "all"]) ?? "all";
  const me = user?.id ?? 0;
  if (scope === "created_by_me") return (request) => request.authorId === me;
  if (scope === "assigned_to_me") return (request) => request.assignees.includes(me);
  return (request) => scope === "all" || request.reviewers.includes(me);
}

function orderKey(request: MergeRequest, orderBy: string): string | null {
  if (orderBy === "updated_at") return request.updatedAt;
  if (orderBy === "merged_at") return request.mergedAt;
  return orderBy === "title" ? request.title : request.createdAt;
}

function post(context: Context): Reply {
  const { store, params } = context;
  const source = readable(context);
  requireParams(params, ["title", "source_branch", "target_branch"]);
  const user = requireRole(store.state, context.user, projectPlace(context), "developer");
  const place = targetPlace(context, source);
  const sourceBranch = text(params, "source_branch") ?? "";
  const targetBranch = text(params, "target_branch") ?? "";
  refuseBranches(store, { source, target: place.project, sourceBranch, targetBranch, self: null });
  const wanted = withLabels(store, user, place, readChange(store, place, params), params);
  const { change, description } = settleCreation(store, user, place, "MergeRequest", wanted);
  const request: MergeRequest = {
    ...blank(store, user, nextId(store, "mergeRequest"), nextIid(store, `merge_requests/${place.project.id}`)),
    projectId: place.project.id,
    sourceProjectId: source.id,
    sourceBranch,
    targetBranch,
    reviewers: idList(params, "reviewer_ids") ?? [],
    squash: boolean(params, "squash") ?? false,
    removeSourceBranch: boolean(params, "remove_source_branch") ?? null,
    frozen: null,
    mergedAt: null,
    mergedById: null,
    mergeCommit: null,
    squashCommit: null,
  };
  applyChange(store, user, request, { ...change, description });
  store.state.mergeRequests.push(request);
  return created(mergeRequestEntity(store, user, request));
}

/** Where it is to be merged: the same project, or with `target_project_id` the one that this is a fork of. */
function targetPlace(context: Context, source: Project) {
  const { store, user, params } = context;
  const id = integer(params, "target_project_id") ?? source.id;
  const place = projectPlace({ ...context, path: { ...context.path, id: String(id) } });
  requirePart(store.state, user, place.project, "merge_requests");
  if (id !== source.id && id !== source.forkedFromId)
    throw unprocessable(["Source project is not a fork of the target project"]);
  return place;
}

interface Branches {
  source: Project;
  target: Project;
  sourceBranch: string;
  targetBranch: string;
  /** The one that asks, if it is there already. */
  self: MergeRequest | null;
}

/** Both branches must be there and differ, and no other open one may say the same. */
function refuseBranches(store: Store, { source, target, sourceBranch, targetBranch, self }: Branches): void {
  if (source === target && sourceBranch === targetBranch) {
    throw unprocessable(["You can't use same project/branch for source and target"]);
  }
  if (self === null && !branchHead(store, source, sourceBranch)) {
    throw badRequest([`Source branch "${sourceBranch}" does not exist`]);
  }
  if (!branchHead(store, target, targetBranch)) throw badRequest([`Target branch "${targetBranch}" does not exist`]);
  const other = mergeRequestsFrom(store.state, source, sourceBranch).find(
    (request) => request !== self && request.projectId === target.id && request.targetBranch === targetBranch,
  );
  if (other) throw conflict([`Another open merge request already exists for this source branch: !${other.iid}`]);
}

function put(context: Context): Reply {
  const { store, params } = context;
  const request = findMergeRequest(context);
  const user = signedIn(context);
  requireOneOf(params, UPDATABLE);
  if (!canUpdate(store.state, user, request)) throw forbidden();
  const place = projectPlace(context);
  const target = filled(params, "target_branch") ?? request.targetBranch;
  const event = stateEvent(params);
  const opens = event.state === "reopen" || (request.state === "opened" && target !== request.targetBranch);
  if (opens) {
    const { sourceBranch } = request;
    const source = sourceProjectOf(store, request);
    refuseBranches(store, { source, target: place.project, sourceBranch, targetBranch: target, self: request });
  }
  const change = withLabels(store, user, place, readChange(store, place, params), params);
  if (request.state === "opened") request.targetBranch = target;
  assignOwn(request, params);
  updateItem(store, user, request, { ...change, ...event });
  freeze(store, request);
  return ok(mergeRequestEntity(store, context.user, request));
}

function assignOwn(request: MergeRequest, params: Params): void {
  request.reviewers = idList(params, "reviewer_ids") ?? request.reviewers;
  request.squash = boolean(params, "squash") ?? request.squash;
  if (has(params, "remove_source_branch")) request.removeSourceBranch = boolean(params, "remove_source_branch") ?? null;
}

function merge(context: Context): Reply {
  const { store, params } = context;
  const request = findMergeRequest(context);
  mergeRequest(store, signedIn(context), request, {
    sha: text(params, "sha"),
    squash: boolean(params, "squash"),
    removeSourceBranch: boolean(params, "should_remove_source_branch"),
    message: text(params, "merge_commit_message"),
    squashMessage: text(params, "squash_commit_message"),
  });
  return ok(mergeRequestEntity(store, context.user, request));
}

function diffs(context: Context): Reply {
  const { objects } = context.store.state;
  const { base, head } = endsOf(context.store, findMergeRequest(context));
  return paginate(context, diffTrees(objects, treeOf(objects, base), treeOf(objects, head)), (file) => file);
}

function commits(context: Context): Reply {
  const { store } = context;
  const request = findMergeRequest(context);
  const { base, head } = endsOf(store, request);
  const rows = head ? commitsBetween(store.state.objects, base, head) : [];
  return paginate(context, rows, (commit) => commitEntity(store, projectOf(store, request), commit));
}

function remove(context: Context): Reply {
  const { state } = context.store;
  const request = findMergeRequest(context);
  requireRole(state, context.user, projectPlace(context), "owner");
  requireUnmodified(context, request.updatedAt);
  state.mergeRequests = state.mergeRequests.filter((other) => other !== request);
  return noContent();
}

const ONE = "/projects/:id/merge_requests/:iid";

export const mergeRequestRoutes: Route[] = [
  route("GET", "/projects/:id/merge_requests", list),
  route("POST", "/projects/:id/merge_requests", post),
  route("GET", ONE, (context) => ok(mergeRequestEntity(context.store, context.user, findMergeRequest(context)))),
  route("PUT", ONE, put),
  route("DELETE", ONE, remove),
  route("PUT", `${ONE}/merge`, merge),
  route("GET", `${ONE}/diffs`, diffs),
  route("GET", `${ONE}/commits`, commits),
];
