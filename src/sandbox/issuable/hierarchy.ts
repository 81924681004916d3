import { can } from "../access.ts";
import type { User, WorkItem } from "../state.ts";
import { nextId, type Store } from "../store.ts";
import { placeOfItem } from "./kind.ts";
import { linkBetween } from "./links.ts";

const MAX_DEPTH = 7;

/**
 * Nests an item under an epic, or frees it (null). Whoever had it before loses it without being asked. Says what is in the way
 * instead of doing it.
 */
export function setParent(store: Store, user: User, item: WorkItem, parent: WorkItem | null): string | null {
  if (parent !== null) {
    const problem = obstacle(store, user, item, parent);
    if (problem !== null) return problem;
  }
  if (item.parentId !== (parent?.id ?? null)) item.parentLinkId = parent ? nextId(store, "parentLink") : null;
  item.parentId = parent?.id ?? null;
  item.updatedAt = store.state.now;
  return null;
}

function obstacle(store: Store, user: User, item: WorkItem, parent: WorkItem): string | null {
  const { state } = store;
  const isNested = item.type === "Epic" && parent.type === "Epic";
  if (parent.type !== "Epic" || (isNested && state.tier !== "ultimate"))
    return "it's not allowed to add this type of parent item";
  if (!can(state, user, placeOfItem(state, parent), "guest")) {
    return "No matching work item found. Make sure that you are adding a valid work item ID.";
  }
  if (parent.confidential && !item.confidential) {
    return `cannot assign a non-confidential ${item.type.toLowerCase()} to a confidential parent. Make the ${item.type.toLowerCase()} confidential and try again.`;
  }
  const above = ancestors(state.workItems, parent);
  if (parent.id === item.id || above.some((other) => other.id === item.id))
    return "it's not allowed to add an ancestor as a child";
  if (item.type === "Epic" && above.length + 1 + height(state.workItems, item) > MAX_DEPTH) {
    return "reached maximum depth";
  }
  return linkBetween(store, item, parent) ? "cannot assign a linked item as a parent" : null;
}

function ancestors(items: readonly WorkItem[], item: WorkItem): WorkItem[] {
  const parent = items.find((other) => other.id === item.parentId);
  return parent ? [parent, ...ancestors(items, parent)] : [];
}

function height(items: readonly WorkItem[], item: WorkItem): number {
  const children = items.filter((other) => other.parentId === item.id && other.type === "Epic");
  return 1 + Math.max(0, ...children.map((child) => height(items, child)));
}

/** What hung under an item that goes is free. */
export function freeChildren({ state }: Store, gone: WorkItem): void {
  for (const child of state.workItems) {
    if (child.parentId === gone.id) Object.assign(child, { parentId: null, parentLinkId: null });
  }
}
