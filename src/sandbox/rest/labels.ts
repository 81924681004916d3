import { type Place, requireRole } from "../access.ts";
import { labelEntity } from "../entities/label.ts";
import { badParameter, conflict, invalidRecord, notFound } from "../errors.ts";
import { availableLabels, createLabel } from "../issuable/labels.ts";
import { paginate } from "../pagination.ts";
import { boolean, filled, has, integer, requireOneOf, requireParams, text } from "../params.ts";
import { type Context, created, noContent, ok, type Reply, type Route } from "../router.ts";
import type { Label } from "../state.ts";
import { bothPlaces } from "./place.ts";

const NAMED_COLORS: Record<string, string> = {
  red: "#FF0000",
  green: "#008000",
  blue: "#0000FF",
  orange: "#FFA500",
  purple: "#800080",
  gray: "#808080",
  black: "#000000",
  white: "#FFFFFF",
};

function ownLabels(context: Context, place: Place): Label[] {
  return context.store.state.labels.filter((label) =>
    place.project ? label.projectId === place.project.id : label.groupId === place.group.id,
  );
}

function list(context: Context, place: Place): Reply {
  const { params } = context;
  const inherits = boolean(params, "include_ancestor_groups") ?? true;
  const search = text(params, "search")?.toLowerCase();
  const rows = (inherits ? availableLabels(context.store.state, place) : ownLabels(context, place))
    .filter((label) => search === undefined || label.title.toLowerCase().includes(search))
    .sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : a.id - b.id));
  const counts = boolean(params, "with_counts") ?? false;
  return paginate(context, rows, (label) => ({ ...entity(label, place), ...(counts ? countsOf(context, label) : {}) }));
}

/** A group's label seen from a project says that it is none of the project's. */
function entity(label: Label, place: Place) {
  const own = labelEntity(label);
  return place.project && label.projectId === null ? { ...own, priority: null, is_project_label: false } : own;
}

function countsOf({ store: { state } }: Context, label: Label) {
  const issues = state.workItems.filter((item) => item.type === "Issue" && item.labels.includes(label.id));
  const requests = state.mergeRequests.filter((request) => request.labels.includes(label.id));
  return {
    open_issues_count: issues.filter((item) => item.state === "opened").length,
    closed_issues_count: issues.filter((item) => item.state === "closed").length,
    open_merge_requests_count: requests.filter((request) => request.state === "opened").length,
  };
}

/** By id first and by title only then, as Rails reads the leading digits of `2026-Q1` as an id. */
function find(labels: Label[], reference: string): Label {
  const digits = /^\d+/.exec(reference)?.[0];
  const byId = digits === undefined ? undefined : labels.find((label) => label.id === Number(digits));
  const found = byId ?? labels.find((label) => label.title === reference);
  if (!found) throw notFound("Label");
  return found;
}

function getOne(context: Context, place: Place): Reply {
  const inherits = boolean(context.params, "include_ancestor_groups") ?? true;
  const labels = inherits ? availableLabels(context.store.state, place) : ownLabels(context, place);
  return ok(entity(find(labels, context.path["label"] ?? ""), place));
}

function post(context: Context, place: Place): Reply {
  const { store, user, params } = context;
  requireRole(store.state, user, place, "planner");
  requireParams(params, ["name", "color"]);
  const name = (text(params, "name") ?? "").trim();
  const color = colorOf(text(params, "color") ?? "");
  if (availableLabels(store.state, place).some((label) => label.title === name)) throw conflict("Label already exists");
  validateName(name);
  const label = createLabel(store, place, name, color, text(params, "description") ?? null);
  label.priority = integer(params, "priority") ?? null;
  return created(entity(label, place));
}

function validateName(name: string): void {
  if (name === "") throw invalidRecord({ title: ["can't be blank", "is invalid"] });
  if (name.includes(",")) throw invalidRecord({ title: ["is invalid"] });
  if ([...name].length > 255) throw invalidRecord({ title: ["is too long (maximum is 255 characters)"] });
}

function colorOf(value: string): string {
  const color = NAMED_COLORS[value.toLowerCase()] ?? value;
  if (!/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(color)) throw invalidRecord({ color: ["must be a valid color code"] });
  return color;
}

function put(context: Context, place: Place): Reply {
  const { store, user, params } = context;
  requireRole(store.state, user, place, "planner");
  requireOneOf(params, ["new_name", "color", "description", "priority", "archived"]);
  const label = find(ownLabels(context, place), context.path["label"] ?? "");
  const newName = filled(params, "new_name")?.trim();
  if (newName !== undefined) {
    validateName(newName);
    const taken = availableLabels(store.state, place).some((other) => other !== label && other.title === newName);
    if (taken) throw invalidRecord({ title: ["has already been taken"] });
    label.title = newName;
  }
  const color = text(params, "color");
  if (color !== undefined) label.color = colorOf(color);
  if (has(params, "description")) label.description = text(params, "description") ?? null;
  if (has(params, "priority")) {
    if (!place.project) throw badParameter("priority is invalid");
    label.priority = integer(params, "priority") ?? null;
  }
  return ok(entity(label, place));
}

/** Takes the label off everything that carries it. */
function remove(context: Context, place: Place): Reply {
  const { state } = context.store;
  requireRole(state, context.user, place, "planner");
  const label = find(ownLabels(context, place), context.path["label"] ?? "");
  state.labels = state.labels.filter((other) => other !== label);
  for (const item of [...state.workItems, ...state.mergeRequests]) {
    item.labels = item.labels.filter((id) => id !== label.id);
  }
  return noContent();
}

export const labelRoutes: Route[] = [
  ...bothPlaces("GET", "/labels", list),
  ...bothPlaces("POST", "/labels", post),
  ...bothPlaces("GET", "/labels/:label", getOne),
  ...bothPlaces("PUT", "/labels/:label", put),
  ...bothPlaces("DELETE", "/labels/:label", remove),
];
