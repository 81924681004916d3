import { canSeeWorkItem, sight } from "../access.ts";
import { epicEntity } from "../entities/epic.ts";
import { issueEntity } from "../entities/issue.ts";
import { conflict, forbidden, recordNotFound, unauthorized, unprocessable } from "../errors.ts";
import { byId } from "../index.ts";
import { setParent } from "../issuable/hierarchy.ts";
import { canUpdate } from "../issuable/kind.ts";
import { paginate } from "../pagination.ts";
import { type Context, created, ok, type Reply, type Route } from "../router.ts";
import type { User, WorkItem } from "../state.ts";
import { epicRoute, findEpic } from "./epics.ts";

function issuesOf({ store, user }: Context, epic: WorkItem): WorkItem[] {
  const seen = sight(store.state, user);
  return store.state.workItems.filter((item) => item.type === "Issue" && item.parentId === epic.id && seen(item));
}

function row({ store, user }: Context, issue: WorkItem) {
  return {
    ...issueEntity(store, user, issue),
    epic_issue_id: issue.parentLinkId,
    relative_position: issue.parentLinkId,
  };
}

function list(context: Context): Reply {
  return paginate(context, issuesOf(context, findEpic(context).epic), (issue) => row(context, issue));
}

/** Takes the issue, by its global id, away from whatever epic had it. */
function add(context: Context): Reply {
  const { store, user } = context;
  const { epic } = findEpic(context);
  if (!user) throw unauthorized();
  const issue = byId(store.state.workItems, Number(context.path["issue"]));
  if (issue?.type !== "Issue" || !canSeeWorkItem(store.state, user, issue)) throw recordNotFound();
  if (!canUpdate(store.state, user, issue)) throw forbidden();
  if (issue.parentId === epic.id) throw conflict("Issue(s) already assigned");
  const problem = setParent(store, user, issue, epic);
  if (problem !== null) throw unprocessable(problem);
  return created(membership(context, epic, issue));
}

function membership({ store, user }: Context, epic: WorkItem, issue: WorkItem) {
  const entities = { epic: epicEntity(store, epic), issue: issueEntity(store, user, issue) };
  return { id: issue.parentLinkId, ...entities, relative_position: issue.parentLinkId };
}

/** By the id of the membership, which is neither the issue's id nor its iid. */
function find(context: Context): { user: User; epic: WorkItem; issue: WorkItem } {
  const { user, store } = context;
  const { epic } = findEpic(context);
  if (!user) throw unauthorized();
  const id = Number(context.path["issue"]);
  const issue = issuesOf(context, epic).find((candidate) => candidate.parentLinkId === id);
  if (!issue) throw recordNotFound();
  if (!canUpdate(store.state, user, issue)) throw forbidden();
  return { user, epic, issue };
}

function remove(context: Context): Reply {
  const { user, epic, issue } = find(context);
  const body = membership(context, epic, issue);
  setParent(context.store, user, issue, null);
  return ok(body);
}

/** The order of an epic's issues is not kept: they come as they were made. */
function reorder(context: Context): Reply {
  const { epic } = find(context);
  return ok(issuesOf(context, epic).map((issue) => row(context, issue)));
}

export const epicIssueRoutes: Route[] = [
  ...epicRoute("GET", "/:iid/issues", list),
  ...epicRoute("POST", "/:iid/issues/:issue", add),
  ...epicRoute("PUT", "/:iid/issues/:issue", reorder),
  ...epicRoute("DELETE", "/:iid/issues/:issue", remove),
];
