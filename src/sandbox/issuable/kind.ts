import { can, type Place, placeOf } from "../access.ts";
import type { Issuable, MergeRequest, State, User, WorkItem } from "../state.ts";

export type Kind = "Issue" | "Epic" | "MergeRequest";
export type Item = WorkItem | MergeRequest;

export function kindOf(item: Item): Kind {
  return "type" in item ? item.type : "MergeRequest";
}

export function placeOfItem(state: State, item: Item): Place {
  return placeOf(state, { projectId: item.projectId, groupId: "groupId" in item ? item.groupId : null });
}

const SPOKEN: Record<Kind, string> = { Issue: "issue", Epic: "epic", MergeRequest: "merge request" };

export function spoken(kind: Kind): string {
  return SPOKEN[kind];
}

/** Title, description and state: planners (of merge requests developers), the author and the assignees. */
export function canUpdate(state: State, user: User, item: Item): boolean {
  const place = placeOfItem(state, item);
  const involved = item.authorId === user.id || item.assignees.includes(user.id);
  if (involved && can(state, user, place, "guest")) return true;
  return can(state, user, place, kindOf(item) === "MergeRequest" ? "developer" : "planner");
}

/** Labels, assignees, dates and the like: a guest may give them when he makes an issue, later he may not touch them. */
export function canSetMetadata(state: State, user: User, place: Place, item: Issuable | null): boolean {
  return can(state, user, place, item ? "planner" : "guest");
}
