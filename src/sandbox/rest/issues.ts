import { can, canSeeWorkItem, level, type Place, requirePart, requireRole, sight } from "../access.ts";
import { issueEntity } from "../entities/issue.ts";
import { badParameter, conflict, forbidden, LateError, recordNotFound, unauthorized } from "../errors.ts";
import { type Change, mergeChanges } from "../issuable/change.ts";
import { createWorkItem } from "../issuable/create.ts";
import { filterItems } from "../issuable/filter.ts";
import { setParent } from "../issuable/hierarchy.ts";
import { canUpdate } from "../issuable/kind.ts";
import { labelIds } from "../issuable/labels.ts";
import { availableMilestones } from "../issuable/milestones.ts";
import { updateItem } from "../issuable/update.ts";
import { DATE } from "../issuable/validate.ts";
import { paginate, paginateOrdered } from "../pagination.ts";
import {
  boolean,
  commaList,
  has,
  idList,
  instant,
  integer,
  oneOf,
  type Params,
  requireOneOf,
  requireParams,
  text,
} from "../params.ts";
import { type Context, created, noContent, ok, type Reply, type Route, route } from "../router.ts";
import type { User, WorkItem } from "../state.ts";
import type { Store } from "../store.ts";
import { requireUnmodified } from "./conditional.ts";
import { groupPlace, projectPlace } from "./place.ts";

const ORDERINGS: Record<string, (issue: WorkItem) => string | number | null> = {
  created_at: (issue) => issue.createdAt,
  updated_at: (issue) => issue.updatedAt,
  title: (issue) => issue.title.toLowerCase(),
  due_date: (issue) => issue.dueDate,
  weight: (issue) => issue.weight,
};

const UPDATABLE = [
  "title",
  "description",
  "assignee_id",
  "assignee_ids",
  "milestone_id",
  "labels",
  "add_labels",
  "remove_labels",
  "due_date",
  "confidential",
  "discussion_locked",
  "issue_type",
  "weight",
  "epic_id",
  "epic_iid",
  "state_event",
  "created_at",
  "updated_at",
];

function issuesOf(context: Context, place: Place): WorkItem[] {
  const { state } = context.store;
  const seen = sight(state, context.user);
  return state.workItems.filter((item) => item.type === "Issue" && item.projectId === place.project?.id && seen(item));
}

/** The issue of a request's path. What the user may not see does not exist. */
export function findIssue(context: Context, place: Place): WorkItem {
  const { state } = context.store;
  const iid = Number(context.path["iid"]);
  const issue = state.workItems.find(
    (item) => item.iid === iid && item.type === "Issue" && item.projectId === place.project?.id,
  );
  if (!issue || !canSeeWorkItem(state, context.user, issue)) throw recordNotFound();
  return issue;
}

function list(context: Context): Reply {
  const { store, user, params } = context;
  const place = projectPlace(context);
  const rows = filterItems(store.state, issuesOf(context, place), params);
  const detailed = boolean(params, "with_labels_details") ?? false;
  const keyset = { orderings: ORDERINGS, id: (issue: WorkItem) => issue.id };
  return paginateOrdered(context, rows, keyset, (issue) => issueEntity(store, user, issue, detailed));
}

/** Issues of all projects of a group; offset pages only. */
function listOfGroup(context: Context): Reply {
  const { store, user, params } = context;
  const place = groupPlace(context);
  const inside = store.state.projects.filter((project) => `${project.path}/`.startsWith(`${place.group.path}/`));
  const seen = sight(store.state, user);
  const issues = store.state.workItems.filter(
    (item) => item.type === "Issue" && inside.some((project) => project.id === item.projectId) && seen(item),
  );
  const rows = filterItems(store.state, issues, params).sort((a, b) => b.id - a.id);
  return paginate(context, rows, (issue) => issueEntity(store, user, issue));
}

function getOne(context: Context): Reply {
  const issue = findIssue(context, projectPlace(context));
  return ok(issueEntity(context.store, context.user, issue));
}

function post(context: Context): Reply {
  const { store, params } = context;
  const place = projectPlace(context);
  requireParams(params, ["title"]);
  const user = context.user;
  if (!user) throw unauthorized();
  requirePart(store.state, user, place.project, "issues");
  if (place.project.visibility === "private") requireRole(store.state, user, place, "guest");
  const owner = can(store.state, user, place, "owner");
  const iid = owner ? integer(params, "iid") : undefined;
  if (iid !== undefined && issuesOf(context, place).some((issue) => issue.iid === iid))
    throw conflict("Duplicated issue");
  const createdAt = owner ? instant(params, "created_at") : undefined;
  const issue = createWorkItem(store, user, place, {
    ...withLabels(store, user, place, readChange(store, place, params), params),
    title: text(params, "title") ?? "",
    type: "Issue",
    issueType: oneOf(params, "issue_type", ["issue", "incident", "test_case", "requirement", "task", "ticket"]),
    iid,
    createdAt: createdAt === undefined ? undefined : new Date(createdAt).toISOString(),
  });
  assignEpic(store, user, issue, params);
  return created(issueEntity(store, user, issue));
}

function put(context: Context): Reply {
  const { store, params } = context;
  const place = projectPlace(context);
  const { user } = context;
  if (!user) throw unauthorized();
  requireOneOf(params, UPDATABLE);
  const issue = findIssue(context, place);
  if (!canUpdate(store.state, user, issue)) throw forbidden();
  const change = withLabels(store, user, place, readChange(store, place, params), params);
  updateItem(store, user, issue, { ...change, ...stateEvent(params) });
  assignEpic(store, user, issue, params);
  return ok(issueEntity(store, user, issue));
}

export function stateEvent(params: Params): Change {
  const event = oneOf(params, "state_event", ["close", "reopen"]);
  return event === "close" || event === "reopen" ? { state: event } : {};
}

/** The plain fields of a request, with what only this project knows (its milestones) checked. */
export function readChange(store: Store, place: Place, params: Params): Change {
  const change: Change = {};
  if (has(params, "title")) change.title = text(params, "title") ?? "";
  if (has(params, "description")) change.description = text(params, "description") ?? null;
  const assignees = idList(params, "assignee_ids") ?? idList(params, "assignee_id");
  if (assignees) change.assignees = assignees;
  if (has(params, "milestone_id")) {
    const id = integer(params, "milestone_id");
    const known = availableMilestones(store.state, place).some((milestone) => milestone.id === id);
    change.milestoneId = known ? (id ?? null) : null;
  }
  if (has(params, "due_date")) change.dueDate = date(params, "due_date");
  change.confidential = boolean(params, "confidential");
  change.discussionLocked = boolean(params, "discussion_locked");
  if (has(params, "weight")) change.weight = integer(params, "weight") ?? null;
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function date(params: Params, key: string): string | null {
  const value = text(params, key);
  if (value === undefined || value === "") return null;
  if (!DATE.test(value) || Number.isNaN(Date.parse(value))) throw badParameter(`${key} is invalid`);
  return value;
}

/** `labels` replaces all, null and empty text clear; titles that are unknown are made or left out. */
export function withLabels(store: Store, user: User, place: Place, change: Change, params: Params): Change {
  const [all, add, remove] = ["labels", "add_labels", "remove_labels"].map((key) => commaList(params, key));
  const extra: Change = {};
  if (add) extra.addLabels = labelIds(store, user, place, add);
  if (remove) extra.removeLabels = labelIds(store, user, place, remove);
  if (all) extra.labels = labelIds(store, user, place, all);
  return mergeChanges(change, extra);
}

/** The issue stands already when its epic turns out to be wrong, and GitLab then fails without an answer of sense. */
function assignEpic(store: Store, user: User, issue: WorkItem, params: Params): void {
  if (!has(params, "epic_id") || store.state.tier === "free") return;
  const id = integer(params, "epic_id") ?? 0;
  const epic = store.state.workItems.find((item) => item.type === "Epic" && item.epicId === id);
  if (id !== 0 && (!epic || !canSeeWorkItem(store.state, user, epic))) throw recordNotFound();
  const problem = setParent(store, user, issue, epic ?? null);
  if (problem !== null) throw new LateError(500, { message: "500 Internal Server Error" });
}

function remove(context: Context): Reply {
  const { state } = context.store;
  const place = projectPlace(context);
  if (!context.user) throw unauthorized();
  const issue = findIssue(context, place);
  const access = level(state, context.user, place);
  // Planners and owners may delete, the roles in between may not.
  if (access !== 15 && access < 50) throw forbidden();
  requireUnmodified(context, issue.updatedAt);
  state.workItems = state.workItems.filter((item) => item !== issue);
  state.links = state.links.filter((link) => link.sourceId !== issue.id && link.targetId !== issue.id);
  state.notes = state.notes.filter((note) => note.noteable !== "Issue" || note.noteableId !== issue.id);
  for (const item of state.workItems) if (item.movedToId === issue.id) item.movedToId = null;
  return noContent();
}

export const issueRoutes: Route[] = [
  route("GET", "/groups/:id/issues", listOfGroup),
  route("GET", "/projects/:id/issues", list),
  route("POST", "/projects/:id/issues", post),
  route("GET", "/projects/:id/issues/:iid", getOne),
  route("PUT", "/projects/:id/issues/:iid", put),
  route("DELETE", "/projects/:id/issues/:iid", remove),
];
