import { can, canSeeWorkItem } from "../access.ts";
import { conflict, forbidden, recordNotFound, unprocessable } from "../errors.ts";
import { byId } from "../index.ts";
import type { IssueLink, User, WorkItem } from "../state.ts";
import { nextId, type Store } from "../store.ts";
import { placeOfItem } from "./kind.ts";

export type LinkType = "relates_to" | "blocks" | "is_blocked_by";

/** Links two items, once: 409 whatever type the old link has. `is_blocked_by` is kept as `blocks` the other way round. */
export function link(store: Store, user: User, from: WorkItem, to: WorkItem, type: LinkType): IssueLink {
  const { state } = store;
  if (type !== "relates_to" && state.tier === "free")
    throw forbidden("Blocked issues not available for current license");
  if (!canSeeWorkItem(state, user, to) || !can(state, user, placeOfItem(state, to), "guest")) throw recordNotFound();
  if (from.id === to.id) throw unprocessable("Validation failed: cannot be related to itself");
  if (from.parentId === to.id || to.parentId === from.id) {
    throw unprocessable("Validation failed: cannot be linked to its parent or child");
  }
  if (linkBetween(store, from, to)) throw conflict("Issue(s) already assigned");
  const [source, target] = type === "is_blocked_by" ? [to, from] : [from, to];
  const made: IssueLink = {
    id: nextId(store, "link"),
    sourceId: source.id,
    targetId: target.id,
    type: type === "relates_to" ? "relates_to" : "blocks",
    createdAt: state.now,
  };
  state.links.push(made);
  return made;
}

export function linkBetween(store: Store, a: WorkItem, b: WorkItem): IssueLink | undefined {
  return store.state.links.find(
    ({ sourceId, targetId }) => (sourceId === a.id && targetId === b.id) || (sourceId === b.id && targetId === a.id),
  );
}

export function unlink(store: Store, gone: IssueLink): void {
  store.state.links = store.state.links.filter((other) => other !== gone);
}

export interface LinkedItem {
  link: IssueLink;
  item: WorkItem;
  /** As the item that was asked about sees it. */
  type: LinkType;
}

/** What an item is linked with, as far as the user may see it. */
export function linkedWith({ state }: Store, user: User | null, item: WorkItem): LinkedItem[] {
  return state.links.flatMap((found) => {
    const outgoing = found.sourceId === item.id;
    if (!outgoing && found.targetId !== item.id) return [];
    const other = byId(state.workItems, outgoing ? found.targetId : found.sourceId);
    if (!other || !canSeeWorkItem(state, user, other)) return [];
    const type: LinkType = found.type === "blocks" && !outgoing ? "is_blocked_by" : found.type;
    return [{ link: found, item: other, type }];
  });
}
