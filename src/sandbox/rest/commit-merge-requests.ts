import { endsOf, mergeRequestBasic } from "../entities/merge-request.ts";
import { notFound } from "../errors.ts";
import { commitsBetween, resolve } from "../git/history.ts";
import { paginate } from "../pagination.ts";
import { oneOf } from "../params.ts";
import { type Context, type Reply, type Route, route } from "../router.ts";
import type { Commit, MergeRequest } from "../state.ts";
import type { Store } from "../store.ts";
import { requestsOf, withRequests } from "./merge-requests.ts";

/** The merge requests that brought a commit, as its own, as their merge commit or as what they were squashed to. */
function ofCommit(context: Context): Reply {
  const { store } = context;
  const project = withRequests(context);
  const commit = resolve(store, project, context.path["sha"] ?? "");
  if (!commit) throw notFound("Commit");
  const state = oneOf(context.params, "state", ["opened", "closed", "locked", "merged", "all"]) ?? "all";
  const rows = requestsOf(store, project)
    .filter((request) => state === "all" || request.state === state)
    .filter((request) => brings(store, request, commit))
    .sort((a, b) => b.id - a.id);
  return paginate(context, rows, (request) => mergeRequestBasic(store, request));
}

function brings(store: Store, request: MergeRequest, { sha }: Commit): boolean {
  if (request.mergeCommit === sha || request.squashCommit === sha) return true;
  const { base, head } = endsOf(store, request);
  return head !== null && commitsBetween(store.state.objects, base, head).some((commit) => commit.sha === sha);
}

export const commitMergeRequestRoutes: Route[] = [
  route("GET", "/projects/:id/repository/commits/:sha/merge_requests", ofCommit),
];
