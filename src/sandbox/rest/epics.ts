import { can, canSeeWorkItem, lineage, type Place, requireRole, sight } from "../access.ts";
import { epicEntity } from "../entities/epic.ts";
import { ApiError, forbidden, recordNotFound, unauthorized, unprocessable } from "../errors.ts";
import type { Change } from "../issuable/change.ts";
import { createWorkItem } from "../issuable/create.ts";
import { filterItems } from "../issuable/filter.ts";
import { freeChildren, setParent } from "../issuable/hierarchy.ts";
import { canUpdate } from "../issuable/kind.ts";
import { updateItem } from "../issuable/update.ts";
import { validateChange } from "../issuable/validate.ts";
import { paginate, sortBy } from "../pagination.ts";
import { boolean, filled, has, integer, oneOf, type Params, requireOneOf, requireParams, text } from "../params.ts";
import {
  type Context,
  created,
  type Handler,
  type Method,
  noContent,
  ok,
  type Reply,
  type Route,
  route,
} from "../router.ts";
import type { User, WorkItem } from "../state.ts";
import type { Store } from "../store.ts";
import { requireUnmodified } from "./conditional.ts";
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

/** A route under `/groups/:id/epics` and under its newer address, `/groups/:id/-/epics`. */
export function epicRoute(method: Method, tail: string, handler: Handler): Route[] {
  return ["/groups/:id/epics", "/groups/:id/-/epics"].map((base) => route(method, `${base}${tail}`, handler));
}

/** The group, where its tier has epics. */
function placeOfEpics(context: Context): Place {
  const place = groupPlace(context);
  if (context.store.state.tier === "free") throw forbidden();
  return place;
}

/** The epic of a request's path, by its iid in the group. */
export function findEpic(context: Context): { place: Place; epic: WorkItem } {
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
  const above = boolean(params, "include_ancestor_groups") ? lineage(store.state, place.group) : [];
  const groups = store.state.groups.filter((group) =>
    below && lineage(store.state, group).includes(place.group) ? true : group === place.group || above.includes(group),
  );
  const seen = sight(store.state, user);
  const confidential = boolean(params, "confidential");
  const epics = store.state.workItems.filter(
    (item) =>
      groups.some((group) => group.id === item.groupId) &&
      (confidential === undefined || item.confidential === confidential) &&
      seen(item),
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
  const [due, start] = [boolean(params, "due_date_is_fixed"), boolean(params, "start_date_is_fixed")];
  const flag = due === undefined && start === undefined ? undefined : due === true || start === true;
  const startKey = has(params, "start_date_fixed") ? "start_date_fixed" : "start_date";
  const dueKey = has(params, "due_date_fixed") ? "due_date_fixed" : "end_date";
  if (flag === false) return { datesFixed: false };
  const change: Change = flag === undefined ? {} : { datesFixed: true };
  if (has(params, startKey)) change.startDate = text(params, startKey) || null;
  if (has(params, dueKey)) change.dueDate = text(params, dueKey) || null;
  return change;
}

function post(context: Context): Reply {
  const { store, params } = context;
  const place = placeOfEpics(context);
  requireParams(params, ["title"]);
  const user = requireRole(store.state, context.user, place, "planner");
  const change = withLabels(store, user, place, readEpicChange(store, place, params), params);
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
  const { place, epic } = findEpic(context);
  const { user } = context;
  if (!user) throw unauthorized();
  if (!canUpdate(store.state, user, epic)) throw forbidden();
  const change = readEpicChange(store, place, params);
  // Whatever is in the way, an unfit value or a parent out of reach: GitLab answers 200 and has changed nothing at all.
  if (isValid(change) && adopt(store, user, epic, params)) {
    updateItem(store, user, epic, { ...withLabels(store, user, place, change, params), ...stateEvent(params) });
  }
  return ok(epicEntity(store, epic));
}

function isValid(change: Change): boolean {
  try {
    validateChange(change);
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

/** Nests the epic where `parent_id` (an epic id; empty frees) wants it. False where that cannot be. */
function adopt(store: Store, user: User, epic: WorkItem, params: Params): boolean {
  if (!has(params, "parent_id")) return true;
  const id = integer(params, "parent_id") ?? 0;
  const parent = store.state.workItems.find((item) => item.epicId === id) ?? null;
  if (id !== 0 && (!parent || !canSeeWorkItem(store.state, user, parent))) return false;
  return setParent(store, user, epic, parent) === null;
}

function readEpicChange(store: Store, place: Place, params: Params): Change {
  const color = filled(params, "color");
  const { dueDate: _, milestoneId: __, ...plain } = readChange(store, place, params);
  return { ...plain, ...dates(params), ...(color === undefined ? {} : { color }) };
}

function remove(context: Context): Reply {
  const { place, epic } = findEpic(context);
  const { state } = context.store;
  if (!can(state, context.user, place, "owner")) throw forbidden();
  requireUnmodified(context, epic.updatedAt);
  state.workItems = state.workItems.filter((item) => item !== epic);
  freeChildren(context.store, epic);
  state.links = state.links.filter((link) => link.sourceId !== epic.id && link.targetId !== epic.id);
  state.notes = state.notes.filter((note) => note.noteable !== "Epic" || note.noteableId !== epic.id);
  return noContent();
}

export const epicRoutes: Route[] = [
  ...epicRoute("GET", "", list),
  ...epicRoute("POST", "", post),
  ...epicRoute("GET", "/:iid", (context) => ok(epicEntity(context.store, findEpic(context).epic))),
  ...epicRoute("PUT", "/:iid", put),
  ...epicRoute("DELETE", "/:iid", remove),
];
