import { requireRole } from "../access.ts";
import { ApiError, conflict, recordNotFound, refuse } from "../errors.ts";
import { areUserIds, userIdsComplaint } from "../flags/strategy.ts";
import { paginate } from "../pagination.ts";
import { has, type Params, text } from "../params.ts";
import { type Context, created, noContent, ok, type Reply, type Route, route } from "../router.ts";
import type { Project, UserList } from "../state.ts";
import { nextId, nextIid, type Store } from "../store.ts";
import { projectPlace } from "./place.ts";

/** As it stands inside a strategy. */
export function userListEntity(list: UserList) {
  return { id: list.id, iid: list.iid, name: list.name, user_xids: list.userXids };
}

function fullEntity({ store }: Context, list: UserList) {
  const project = store.state.projects.find((candidate) => candidate.id === list.projectId);
  const path = `/${project?.path ?? ""}/-/feature_flags_user_lists/${list.iid}`;
  return {
    ...userListEntity(list),
    project_id: list.projectId,
    created_at: list.createdAt,
    updated_at: list.updatedAt,
    path,
    edit_path: `${path}/edit`,
  };
}

function projectOf(context: Context): Project {
  const place = projectPlace(context);
  requireRole(context.store.state, context.user, place, "developer");
  return place.project;
}

function find(context: Context): UserList {
  const project = projectOf(context);
  const iid = Number(context.path["iid"]);
  const list = context.store.state.userLists.find((item) => item.projectId === project.id && item.iid === iid);
  if (!list) throw recordNotFound();
  return list;
}

function listAll(context: Context): Reply {
  const project = projectOf(context);
  const search = text(context.params, "search")?.toLowerCase();
  const rows = context.store.state.userLists
    .filter((list) => list.projectId === project.id)
    .filter((list) => search === undefined || list.name.toLowerCase().includes(search));
  return paginate(context, rows, (list) => fullEntity(context, list));
}

function post(context: Context): Reply {
  const { store, params } = context;
  const project = projectOf(context);
  // This endpoint alone says `message` where the others say `error`.
  const missing = ["name", "user_xids"].filter((key) => !has(params, key));
  if (missing.length > 0) throw new ApiError(400, { message: missing.map((key) => `${key} is missing`).join(", ") });
  const list: UserList = {
    id: nextId(store, "userList"),
    iid: nextIid(store, `user_lists/${project.id}`),
    projectId: project.id,
    name: "",
    userXids: "",
    createdAt: store.state.now,
    updatedAt: store.state.now,
  };
  assign(store, list, params);
  store.state.userLists.push(list);
  return created(fullEntity(context, list));
}

function put(context: Context): Reply {
  const list = find(context);
  assign(context.store, list, context.params);
  list.updatedAt = context.store.state.now;
  return ok(fullEntity(context, list));
}

function assign(store: Store, list: UserList, params: Params): void {
  list.name = text(params, "name") ?? list.name;
  list.userXids = text(params, "user_xids") ?? list.userXids;
  const said: string[] = [];
  if (list.name.trim() === "") said.push("Name can't be blank");
  if ([...list.name].length > 255) said.push("Name is too long (maximum is 255 characters)");
  const taken = store.state.userLists.some(
    (other) => other.id !== list.id && other.projectId === list.projectId && other.name === list.name,
  );
  if (taken) said.push("Name has already been taken");
  if (!areUserIds(list.userXids)) said.push(`User xids ${userIdsComplaint("user_xids")}`);
  refuse(said);
}

function remove(context: Context): Reply {
  const { state } = context.store;
  const list = find(context);
  const used = state.flags.some((flag) => flag.strategies.some((strategy) => strategy.userListId === list.id));
  if (used) throw conflict(["User list is associated with a strategy"]);
  state.userLists = state.userLists.filter((other) => other !== list);
  return noContent();
}

export const userListRoutes: Route[] = [
  route("GET", "/projects/:id/feature_flags_user_lists", listAll),
  route("POST", "/projects/:id/feature_flags_user_lists", post),
  route("GET", "/projects/:id/feature_flags_user_lists/:iid", (context) => ok(fullEntity(context, find(context)))),
  route("PUT", "/projects/:id/feature_flags_user_lists/:iid", put),
  route("DELETE", "/projects/:id/feature_flags_user_lists/:iid", remove),
];
