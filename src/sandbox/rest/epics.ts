import { can, canSeeWorkItem, lineage, type Place, requireRole } from "../access.ts";
import { epicEntity } from "../entities/epic.ts";
import { issueEntity } from "../entities/issue.ts";
import { conflict, forbidden, recordNotFound, unauthorized, unprocessable } from "../errors.ts";
import type { Change } from "../issuable/change.ts";
import { createWorkItem } from "../issuable/create.ts";
import { filterItems } from "../issuable/filter.ts";
import { setParent } from "../issuable/hierarchy.ts";
import { canUpdate } from "../issuable/kind.ts";
import { updateItem } from "../issuable/update.ts";
import { paginate, sortBy } from "../pagination.ts";
import { boolean, has, integer, oneOf, type Params, requireOneOf, requireParams, text } from "../params.ts";
import { type Context, created, noContent, ok, type Reply, type Route, route } from "../router.ts";
import type { WorkItem } from "../state.ts";
import { readChange, stateEvent, withLabels } from "./issues.ts";
import { groupPlace } from "./place.ts";

const UPDATABLE = [
  "title",
  "description",
  "labels",
  "add_labels",
  "remove_labels",
  "confidential",
  "start_date_fixed",
  "start_date_is_fixed",
  "due_date_fixed",
  "due_date_is_fixed",
  "start_date",
  "end_date",
  "state_event",
  "parent_id",
  "color",
  "updated_at",
];

/** The group, where its tier has epics. */
function placeOfEpics(context: Context): Place {
  const place = groupPlace(context);
  if (context.store.state.tier === "free") throw forbidden();
  return place;
}

function find(context: Context): { place: Place; epic: WorkItem } {
  const place = placeOfEpics(context);
  const { state } = context.store;
  const epic = state.workItems.find(
    (item) => item.groupId === place.group.id && item.iid === Number(context.path["iid"]),
  );
  if (!epic || !canSeeWorkItem(state, context.user, epic)) throw recordNotFound();
  return { place, epic };
}

/** Epics of the groups below are listed too, unless they are declined. */
function list(context: Context): Reply {
  const { store, user, params } = context;
  const place = placeOfEpics(context);
  const below = boolean(params, "include_descendant_groups") ?? true;
  const groups = store.state.groups.filter((group) =>
    below ? lineage(store.state, group).includes(place.group) : group === place.group,
  );
  const epics = store.state.workItems.filter(
    (item) => groups.some((group) => group.id === item.groupId) && canSeeWorkItem(store.state, user, item),
  );
  const direction = oneOf(params, "sort", ["asc", "desc"]) === "asc" ? 1 : -1;
  const orderBy = oneOf(params, "order_by", ["created_at", "updated_at", "title"]) ?? "created_at";
  const key = (epic: WorkItem) =>
    orderBy === "title" ? epic.title : orderBy === "updated_at" ? epic.updatedAt : epic.createdAt;
  const rows = sortBy(filterItems(store.state, epics, params), key, (epic) => epic.id, direction);
  const detailed = boolean(params, "with_labels_details") ?? false;
  return paginate(context, rows, (epic) => epicEntity(store, epic, detailed));
}

/** Start and due date share one switch: a date without a flag fixes both, `false` throws the given dates away. */
function dates(params: Params): Change {
  const flag = boolean(params, "due_date_is_fixed") ?? boolean(params, "start_date_is_fixed");
  const startKey = has(params, "start_date_fixed") ? "start_date_fixed" : "start_date";
  const dueKey = has(params, "due_date_fixed") ? "due_date_fixed" : "end_date";
  if (flag === false) return { startDate: null, dueDate: null };
  const change: Change = {};
  if (has(params, startKey)) change.startDate = text(params, startKey) || null;
  if (has(params, dueKey)) change.dueDate = text(params, dueKey) || null;
  return change;
}

function post(context: Context): Reply {
  const { store, params } = context;
  const place = placeOfEpics(context);
  requireParams(params, ["title"]);
  const user = requireRole(store.state, context.user, place, "planner");
  const change = withLabels(store, user, place, { ...readChange(store, place, params), ...dates(params) }, params);
  const epic = createWorkItem(store, user, place, { ...change, title: text(params, "title") ?? "", type: "Epic" });
  const parentId = integer(params, "parent_id");
  if (parentId !== undefined) {
    const parent = store.state.workItems.find((item) => item.epicId === parentId);
    const problem = parent ? setParent(store, user, epic, parent) : "not found";
    if (problem !== null) throw unprocessable(problem);
  }
  return created(epicEntity(store, epic));
}

function put(context: Context): Reply {
  const { store, params } = context;
  requireOneOf(params, UPDATABLE);
  const { place, epic } = find(context);
  const { user } = context;
  if (!user) throw unauthorized();
  if (!canUpdate(store.state, user, epic)) throw forbidden();
  // Without a right on the new parent GitLab answers 200 and has changed nothing at all.
  const parentId = integer(params, "parent_id");
  const parent = store.state.workItems.find((item) => item.epicId === parentId);
  if (parentId !== undefined && (!parent || setParent(store, user, epic, parent) !== null)) {
    return ok(epicEntity(store, epic));
  }
  const change = withLabels(store, user, place, { ...readChange(store, place, params), ...dates(params) }, params);
  updateItem(store, user, epic, { ...change, ...stateEvent(params) });
  return ok(epicEntity(store, epic));
}

function remove(context: Context): Reply {
  const { place, epic } = find(context);
  const { state } = context.store;
  if (!can(state, context.user, place, "owner")) throw forbidden();
  state.workItems = state.workItems.filter((item) => item !== epic);
  for (const child of state.workItems) if (child.parentId === epic.id) child.parentId = null;
  return noContent();
}

function listIssues(context: Context): Reply {
  const { store, user } = context;
  const { epic } = find(context);
  const rows = store.state.workItems.filter(
    (item) => item.type === "Issue" && item.parentId === epic.id && canSeeWorkItem(store.state, user, item),
  );
  return paginate(context, rows, (issue) => ({
    ...issueEntity(store, user, issue),
    epic_issue_id: issue.id,
    relative_position: issue.id,
  }));
}

/** Takes the issue away from whatever epic had it. */
function addIssue(context: Context): Reply {
  const { store, user } = context;
  const { epic } = find(context);
  if (!user) throw unauthorized();
  const issue = store.state.workItems.find(
    (item) => item.type === "Issue" && item.id === Number(context.path["issue"]),
  );
  if (!issue || !canSeeWorkItem(store.state, user, issue)) throw recordNotFound();
  if (!canUpdate(store.state, user, issue)) throw forbidden();
  if (issue.parentId === epic.id) throw conflict("Issue(s) already assigned");
  const problem = setParent(store, user, issue, epic);
  if (problem !== null) throw unprocessable(problem);
  const entities = { epic: epicEntity(store, epic), issue: issueEntity(store, user, issue) };
  return created({ id: issue.id, ...entities, relative_position: issue.id });
}

export const epicRoutes: Route[] = [
  route("GET", "/groups/:id/epics", list),
  route("POST", "/groups/:id/epics", post),
  route("GET", "/groups/:id/epics/:iid", (context) => ok(epicEntity(context.store, find(context).epic))),
  route("PUT", "/groups/:id/epics/:iid", put),
  route("DELETE", "/groups/:id/epics/:iid", remove),
  route("GET", "/groups/:id/epics/:iid/issues", listIssues),
  route("POST", "/groups/:id/epics/:iid/issues/:issue", addIssue),
];
