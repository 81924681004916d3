import { findGroup } from "../access.ts";
import { epicEntity } from "../entities/epic.ts";
import { recordNotFound, unauthorized } from "../errors.ts";
import { byId } from "../index.ts";
import { type LinkType, link, linkedWith, unlink } from "../issuable/links.ts";
import { oneOf, requireParams, text } from "../params.ts";
import { type Context, created, ok, type Reply, type Route } from "../router.ts";
import type { IssueLink } from "../state.ts";
import { epicRoute, findEpic } from "./epics.ts";

const TYPES: readonly LinkType[] = ["relates_to", "blocks", "is_blocked_by"];

function list(context: Context): Reply {
  const { store, user } = context;
  const rows = linkedWith(store, user, findEpic(context).epic).filter(({ item }) => item.type === "Epic");
  return ok(
    rows.map(({ link: found, item, type }) => ({
      ...epicEntity(store, item),
      related_epic_link_id: found.id,
      link_type: type,
      link_created_at: found.createdAt,
      link_updated_at: found.createdAt,
    })),
  );
}

function linkEntity({ store }: Context, found: IssueLink) {
  const [source, target] = [found.sourceId, found.targetId].map((id) => {
    const epic = byId(store.state.workItems, id);
    if (!epic) throw recordNotFound();
    return epicEntity(store, epic);
  });
  return { id: found.id, source_epic: source, target_epic: target, link_type: found.type };
}

function post(context: Context): Reply {
  const { store, user, params } = context;
  const { epic } = findEpic(context);
  if (!user) throw unauthorized();
  requireParams(params, ["target_group_id", "target_epic_iid"]);
  const wanted = oneOf(params, "link_type", TYPES);
  const group = findGroup(store.state, user, text(params, "target_group_id") ?? "");
  const iid = Number(text(params, "target_epic_iid"));
  const target = store.state.workItems.find((item) => item.groupId === group.id && item.iid === iid);
  if (!target) throw recordNotFound();
  const type = TYPES.find((name) => name === wanted) ?? "relates_to";
  return created(linkEntity(context, link(store, user, epic, target, type)));
}

function remove(context: Context): Reply {
  const { store, user } = context;
  const { epic } = findEpic(context);
  if (!user) throw unauthorized();
  const found = store.state.links.find((candidate) => candidate.id === Number(context.path["link"]));
  if (!found || (found.sourceId !== epic.id && found.targetId !== epic.id)) throw recordNotFound();
  const body = linkEntity(context, found);
  unlink(store, found);
  return ok(body);
}

export const relatedEpicRoutes: Route[] = [
  ...epicRoute("GET", "/:iid/related_epics", list),
  ...epicRoute("POST", "/:iid/related_epics", post),
  ...epicRoute("DELETE", "/:iid/related_epics/:link", remove),
];
