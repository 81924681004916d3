import type { Place } from "../access.ts";
import { resolve } from "../git/history.ts";
import { readBlob, treeOf } from "../git/objects.ts";
import type { Issuable, Project, User, WorkItem } from "../state.ts";
import { nextId, nextIid, raiseIid, type Store } from "../store.ts";
import type { Change } from "./change.ts";
import { applyChange, settleCreation } from "./update.ts";

export interface NewWorkItem extends Change {
  title: string;
  type: "Issue" | "Epic";
  issueType?: string;
  iid?: number;
  createdAt?: string;
}

/** Makes an issue in a project or an epic in a group; its description's commands run, an empty one is filled from the template. */
export function createWorkItem(store: Store, user: User, place: Place, wanted: NewWorkItem): WorkItem {
  const isBlank = (wanted.description ?? "").trim() === "";
  const template = place.project && isBlank ? defaultTemplate(store, place.project) : null;
  const described = template === null ? wanted : { ...wanted, description: template };
  const { change, description } = settleCreation(store, user, place, wanted.type, described);
  const scope = place.project ? `issues/${place.project.id}` : `epics/${place.group.id}`;
  if (wanted.iid !== undefined) raiseIid(store, scope, wanted.iid);
  // Spread into a literal instead, every item would get a hidden class of its own, and walking thousands would take ten times as long.
  const item: WorkItem = Object.assign(
    blank(store, user, nextId(store, "workItem"), wanted.iid ?? nextIid(store, scope)),
    {
      projectId: place.project?.id ?? null,
      groupId: place.project ? null : place.group.id,
      type: wanted.type,
      epicId: wanted.type === "Epic" ? nextId(store, "epic") : null,
      issueType: wanted.issueType ?? "issue",
      confidential: false,
      startDate: null,
      dueDate: null,
      datesFixed: false,
      color: null,
      parentId: null,
      parentLinkId: null,
      movedToId: null,
      weight: null,
    },
  );
  if (wanted.createdAt !== undefined) item.createdAt = wanted.createdAt;
  applyChange(store, user, item, { ...change, description });
  store.state.workItems.push(item);
  return item;
}

/** The fields that every issuable starts with. */
export function blank(store: Store, user: User, id: number, iid: number): Issuable {
  const { now } = store.state;
  return {
    id,
    iid,
    authorId: user.id,
    title: "",
    description: null,
    state: "opened",
    labels: [],
    assignees: [],
    milestoneId: null,
    discussionLocked: null,
    createdAt: now,
    updatedAt: now,
    updatedById: user.id,
    lastEditedAt: null,
    lastEditedById: null,
    closedAt: null,
    closedById: null,
  };
}

function defaultTemplate(store: Store, project: Project): string | null {
  const head = resolve(store, project, project.defaultBranch);
  const tree = treeOf(store.state.objects, head);
  const path = Object.keys(tree).find((name) => name.toLowerCase() === ".gitlab/issue_templates/default.md");
  const entry = path === undefined ? undefined : tree[path];
  return entry ? readBlob(store.state.objects, entry.blob).toString("utf8") : null;
}
