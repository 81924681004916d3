import { canSeeWorkItem, requireRole, sight } from "../access.ts";
import { epicEntity } from "../entities/epic.ts";
import { conflict, forbidden, recordNotFound, unprocessable } from "../errors.ts";
import { createWorkItem } from "../issuable/create.ts";
import { setParent } from "../issuable/hierarchy.ts";
import { boolean, requireParams, text } from "../params.ts";
import { type Context, created, ok, type Reply, type Route } from "../router.ts";
import type { User, WorkItem } from "../state.ts";
import { epicRoute, findEpic } from "./epics.ts";

/** Epics below epics take the highest tier, here and nowhere else: work items nest in GraphQL on every paid one. */
function enter(context: Context): { epic: WorkItem; children: WorkItem[] } {
  const { store, user } = context;
  const { epic } = findEpic(context);
  if (store.state.tier !== "ultimate") throw forbidden();
  const seen = sight(store.state, user);
  const children = store.state.workItems.filter(
    (item) => item.type === "Epic" && item.parentId === epic.id && seen(item),
  );
  return { epic, children };
}

function write(context: Context): { epic: WorkItem; children: WorkItem[]; user: User } {
  const { store } = context;
  const { epic, children } = enter(context);
  return { epic, children, user: requireRole(store.state, context.user, findEpic(context).place, "planner") };
}

/** Not paged. */
function list(context: Context): Reply {
  return ok(enter(context).children.map((child) => epicEntity(context.store, child)));
}

/** By the child's epic id; taken from another parent without a word. */
function add(context: Context): Reply {
  const { store } = context;
  const { epic, user } = write(context);
  const child = store.state.workItems.find((item) => item.epicId === Number(context.path["child"]));
  if (!child || !canSeeWorkItem(store.state, user, child)) throw recordNotFound();
  if (child.parentId === epic.id) throw conflict("Epic(s) already assigned");
  nest(context, user, child, epic);
  return created(epicEntity(store, child));
}

function create(context: Context): Reply {
  const { store, params } = context;
  requireParams(params, ["title"]);
  const { epic, user } = write(context);
  const child = createWorkItem(store, user, findEpic(context).place, {
    type: "Epic",
    title: text(params, "title") ?? "",
    confidential: boolean(params, "confidential") ?? epic.confidential,
  });
  nest(context, user, child, epic);
  return created(epicEntity(store, child));
}

function nest({ store }: Context, user: User, child: WorkItem, epic: WorkItem): void {
  const problem = setParent(store, user, child, epic);
  if (problem !== null) throw unprocessable(problem);
}

function remove(context: Context): Reply {
  const { children, user } = write(context);
  const child = children.find((item) => item.epicId === Number(context.path["child"]));
  if (!child) throw recordNotFound();
  setParent(context.store, user, child, null);
  return ok(epicEntity(context.store, child));
}

export const epicChildRoutes: Route[] = [
  ...epicRoute("GET", "/:iid/epics", list),
  ...epicRoute("POST", "/:iid/epics", create),
  ...epicRoute("POST", "/:iid/epics/:child", add),
  ...epicRoute("DELETE", "/:iid/epics/:child", remove),
];
