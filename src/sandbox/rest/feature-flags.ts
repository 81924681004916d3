import { requirePart, requireRole } from "../access.ts";
import { ApiError, recordNotFound, refuse } from "../errors.ts";
import { patchStrategies } from "../flags/strategy.ts";
import { paginate } from "../pagination.ts";
import { boolean, has, isObject, oneOf, type Params, requireParams, text } from "../params.ts";
import { type Context, created, ok, type Reply, type Route, route } from "../router.ts";
import type { FeatureFlag, Project, State } from "../state.ts";
import { nextId, nextIid } from "../store.ts";
import { projectPlace } from "./place.ts";
import { userListEntity } from "./user-lists.ts";

const NAME = /^[a-z]([-_a-z0-9]*[a-z0-9])?$/;

/** The project, if the user is a developer of it: everybody else gets 403, or 404 where the project is hidden. */
function projectOf(context: Context): Project {
  const place = projectPlace(context);
  requireRole(context.store.state, context.user, place, "developer");
  requirePart(context.store.state, context.user, place.project, "feature_flags");
  return place.project;
}

function flagEntity(state: State, flag: FeatureFlag) {
  return {
    name: flag.name,
    description: flag.description,
    active: flag.active,
    version: "new_version_flag",
    created_at: flag.createdAt,
    updated_at: flag.updatedAt,
    scopes: [],
    strategies: flag.strategies.map((strategy) => {
      const list = state.userLists.find((candidate) => candidate.id === strategy.userListId);
      return {
        id: strategy.id,
        name: strategy.name,
        parameters: strategy.parameters,
        scopes: strategy.scopes.map((scope) => ({ id: scope.id, environment_scope: scope.environmentScope })),
        user_list: list ? userListEntity(list) : null,
      };
    }),
  };
}

function flagsOf(state: State, project: Project): FeatureFlag[] {
  return state.flags.filter((flag) => flag.projectId === project.id);
}

function find(context: Context): { project: Project; flag: FeatureFlag } {
  const project = projectOf(context);
  const flag = flagsOf(context.store.state, project).find((candidate) => candidate.name === context.path["name"]);
  if (!flag) throw recordNotFound();
  return { project, flag };
}

function list(context: Context): Reply {
  const { state } = context.store;
  const project = projectOf(context);
  const scope = oneOf(context.params, "scope", ["enabled", "disabled"]);
  const rows = flagsOf(state, project)
    .filter((flag) => scope === undefined || flag.active === (scope === "enabled"))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return paginate(context, rows, (flag) => flagEntity(state, flag));
}

function post(context: Context): Reply {
  const { store, params } = context;
  const project = projectOf(context);
  requireParams(params, ["name"]);
  requireStrategyNames(params);
  const version = text(params, "version");
  if (version !== undefined && version !== "new_version_flag")
    throw new ApiError(400, { message: ["Version is invalid"] });
  const flag: FeatureFlag = {
    id: nextId(store, "flag"),
    iid: nextIid(store, `flags/${project.id}`),
    projectId: project.id,
    name: text(params, "name") ?? "",
    description: text(params, "description") ?? null,
    active: boolean(params, "active") ?? true,
    strategies: [],
    createdAt: store.state.now,
    updatedAt: store.state.now,
  };
  const said = has(params, "strategies") ? patchStrategies(store, flag, params["strategies"]) : [];
  refuse([...complaints(store.state, flag), ...said]);
  if (flagsOf(store.state, project).length >= project.flagLimit) {
    refuse([`Maximum number of project feature flags (${project.flagLimit}) exceeded`]);
  }
  store.state.flags.push(flag);
  return created(flagEntity(store.state, flag));
}

/** On create a strategy must have a name and parameters; on update either may be left out. */
function requireStrategyNames(params: Params): void {
  const items = Array.isArray(params["strategies"]) ? params["strategies"].filter(isObject) : [];
  for (const [index, item] of items.entries()) {
    for (const key of ["name", "parameters"]) {
      if (!has(item, key)) throw new ApiError(400, { error: `strategies[${index}][${key}] is missing` });
    }
  }
}

function complaints(state: State, flag: FeatureFlag): string[] {
  const said: string[] = [];
  if (flag.name.length < 2) said.push("Name is too short (minimum is 2 characters)");
  if (flag.name.length > 63) said.push("Name is too long (maximum is 63 characters)");
  if (!NAME.test(flag.name)) {
    said.push(
      "Name can contain only lowercase letters, digits, '_' and '-'. Must start with a letter, and cannot end with '-' or '_'",
    );
  }
  const taken = state.flags.some(
    (other) => other.id !== flag.id && other.projectId === flag.projectId && other.name === flag.name,
  );
  if (taken) said.push("Name has already been taken");
  if ([...(flag.description ?? "")].length > 255) said.push("Description is too long (maximum is 255 characters)");
  return said;
}

function put(context: Context): Reply {
  const { store, params } = context;
  const { project, flag } = find(context);
  requireOwnLists(store.state, project, params["strategies"]);
  const before = JSON.stringify([flag.name, flag.description, flag.active]);
  if (has(params, "name")) flag.name = text(params, "name") ?? "";
  if (has(params, "description")) flag.description = text(params, "description") ?? null;
  flag.active = boolean(params, "active") ?? flag.active;
  const said = has(params, "strategies") ? patchStrategies(store, flag, params["strategies"]) : [];
  refuse([...complaints(store.state, flag), ...said]);
  // A change of strategies alone leaves the flag's own record, and so its time, untouched.
  if (before !== JSON.stringify([flag.name, flag.description, flag.active])) flag.updatedAt = store.state.now;
  return ok(flagEntity(store.state, flag));
}

function requireOwnLists(state: State, project: Project, strategies: unknown): void {
  for (const item of Array.isArray(strategies) ? strategies.filter(isObject) : []) {
    const id = item["user_list_id"];
    const known = state.userLists.some((list) => list.id === Number(id) && list.projectId === project.id);
    if (id !== undefined && id !== null && id !== "" && !known) throw new ApiError(404, { message: "Not Found" });
  }
}

/** Answers 200 with the flag that is gone; clients that poll lose it at once. */
function remove(context: Context): Reply {
  const { state } = context.store;
  const { flag } = find(context);
  state.flags = state.flags.filter((other) => other !== flag);
  return ok(flagEntity(state, flag));
}

export const featureFlagRoutes: Route[] = [
  route("GET", "/projects/:id/feature_flags", list),
  route("POST", "/projects/:id/feature_flags", post),
  route("GET", "/projects/:id/feature_flags/:name", (context) =>
    ok(flagEntity(context.store.state, find(context).flag)),
  ),
  route("PUT", "/projects/:id/feature_flags/:name", put),
  route("DELETE", "/projects/:id/feature_flags/:name", remove),
];
