import { lineage, type Place, requireRole } from "../access.ts";
import { milestoneEntity } from "../entities/milestone.ts";
import { badRequest, recordNotFound } from "../errors.ts";
import { availableMilestones } from "../issuable/milestones.ts";
import { DATE } from "../issuable/validate.ts";
import { paginate } from "../pagination.ts";
import { boolean, commaList, has, oneOf, type Params, requireOneOf, requireParams, text } from "../params.ts";
import { type Context, created, noContent, ok, type Reply, type Route } from "../router.ts";
import type { Milestone, State } from "../state.ts";
import { nextId, nextIid } from "../store.ts";
import { requireUnmodified } from "./conditional.ts";
import { bothPlaces } from "./place.ts";

function isOwn(place: Place): (milestone: Milestone) => boolean {
  return (milestone) =>
    place.project ? milestone.projectId === place.project.id : milestone.groupId === place.group.id;
}

function list(context: Context, place: Place): Reply {
  const { store, params } = context;
  const inherits = boolean(params, "include_ancestors") ?? boolean(params, "include_parent_milestones") ?? false;
  const state = oneOf(params, "state", ["active", "closed", "all"]) ?? "all";
  const [title, search, iids] = [
    text(params, "title"),
    text(params, "search")?.toLowerCase(),
    commaList(params, "iids"),
  ];
  const rows = (inherits ? availableMilestones(store.state, place) : store.state.milestones.filter(isOwn(place)))
    .filter((milestone) => state === "all" || milestone.state === state)
    .filter((milestone) => title === undefined || milestone.title === title)
    .filter((milestone) => search === undefined || milestone.title.toLowerCase().includes(search))
    .filter((milestone) => iids === undefined || iids.includes(String(milestone.iid)));
  return paginate(context, rows, (milestone) => milestoneEntity(store, milestone));
}

function find(context: Context, place: Place): Milestone {
  const id = Number(context.path["milestone"]);
  const found = context.store.state.milestones.find((milestone) => milestone.id === id && isOwn(place)(milestone));
  if (!found) throw recordNotFound();
  return found;
}

function post(context: Context, place: Place): Reply {
  const { store, user, params } = context;
  requireRole(store.state, user, place, "planner");
  requireParams(params, ["title"]);
  const owner = { projectId: place.project?.id ?? null, groupId: place.project ? null : place.group.id };
  const milestone: Milestone = {
    id: nextId(store, "milestone"),
    iid: nextIid(store, place.project ? `milestones/${place.project.id}` : `milestones/group/${place.group.id}`),
    ...owner,
    title: "",
    description: "",
    state: "active",
    startDate: null,
    dueDate: null,
    createdAt: store.state.now,
    updatedAt: store.state.now,
  };
  const problem = assign(store.state, place, milestone, params);
  if (problem) throw badRequest(`Failed to create milestone ${problem}`);
  store.state.milestones.push(milestone);
  return created(milestoneEntity(store, milestone));
}

function put(context: Context, place: Place): Reply {
  const { store, user, params } = context;
  requireRole(store.state, user, place, "planner");
  requireOneOf(params, ["title", "description", "due_date", "start_date", "state_event"]);
  const event = oneOf(params, "state_event", ["close", "activate"]);
  const milestone = find(context, place);
  const problem = assign(store.state, place, milestone, params);
  if (problem) throw badRequest(`Failed to update milestone ${problem}`);
  if (event) milestone.state = event === "close" ? "closed" : "active";
  milestone.updatedAt = store.state.now;
  return ok(milestoneEntity(store, milestone));
}

/** Sets what the request has. The complaint is a Ruby hash as text, which is what GitLab answers. */
function assign(state: State, place: Place, milestone: Milestone, params: Params): string | null {
  const title = has(params, "title") ? (text(params, "title") ?? "").trim() : milestone.title;
  if (title === "") return `{:title=>["can't be blank"]}`;
  const taken = competitors(state, place).some((other) => other.id !== milestone.id && other.title === title);
  if (taken) return '{:title=>["already being used for another group or project milestone."]}';
  const date = (key: string, old: string | null) => (has(params, key) ? text(params, key) || null : old);
  const [start, due] = [date("start_date", milestone.startDate), date("due_date", milestone.dueDate)];
  for (const value of [start, due]) if (value !== null && !DATE.test(value)) return '{:due_date=>["is invalid"]}';
  if (start && due && due <= start) return '{:due_date=>["must be greater than start date"]}';
  milestone.title = title;
  milestone.startDate = start;
  milestone.dueDate = due;
  if (has(params, "description")) milestone.description = text(params, "description") ?? "";
  return null;
}

/** A title is unique over a project and the groups above it, of a group over all inside it as well. */
function competitors(state: State, place: Place): Milestone[] {
  if (place.project) return availableMilestones(state, place);
  const inside = state.groups.filter((group) => lineage(state, group).includes(place.group)).map((group) => group.id);
  const projects = state.projects.filter((project) => inside.includes(project.groupId)).map((project) => project.id);
  const within = state.milestones.filter(
    (milestone) => inside.includes(milestone.groupId ?? 0) || projects.includes(milestone.projectId ?? 0),
  );
  return [...availableMilestones(state, place), ...within];
}

function remove(context: Context, place: Place): Reply {
  const { state } = context.store;
  requireRole(state, context.user, place, "planner");
  const milestone = find(context, place);
  requireUnmodified(context, milestone.updatedAt);
  state.milestones = state.milestones.filter((other) => other !== milestone);
  for (const item of [...state.workItems, ...state.mergeRequests]) {
    if (item.milestoneId === milestone.id) item.milestoneId = null;
  }
  return noContent();
}

export const milestoneRoutes: Route[] = [
  ...bothPlaces("GET", "/milestones", list),
  ...bothPlaces("POST", "/milestones", post),
  ...bothPlaces("GET", "/milestones/:milestone", (context, place) =>
    ok(milestoneEntity(context.store, find(context, place))),
  ),
  ...bothPlaces("PUT", "/milestones/:milestone", put),
  ...bothPlaces("DELETE", "/milestones/:milestone", remove),
];
