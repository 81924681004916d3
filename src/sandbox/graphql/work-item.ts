import { canSeeWorkItem, placeOf, sight } from "../access.ts";
import { commentCount, workItemUrl } from "../entities/issue.ts";
import { labelDetails } from "../entities/label.ts";
import { findUser } from "../entities/user.ts";
import { byId } from "../index.ts";
import { labelsOf } from "../issuable/labels.ts";
import { linkedWith } from "../issuable/links.ts";
import { tasks } from "../issuable/system-notes.ts";
import type { Label, Milestone, WorkItem } from "../state.ts";
import { connection, pageOf } from "./connection.ts";
import type { Node } from "./execute.ts";
import { notesWidget } from "./notes.ts";
import { isOlder } from "./older.ts";
import { placeNode, userNode, type Viewer } from "./plain.ts";

export const TYPE_IDS = { Issue: "gid://gitlab/WorkItems::Type/1", Epic: "gid://gitlab/WorkItems::Type/8" } as const;

export function typeNode(type: "Issue" | "Epic"): Node {
  return {
    type: "WorkItemType",
    fields: { id: TYPE_IDS[type], name: type, iconName: `work-item-${type.toLowerCase()}` },
  };
}

function workItemGid(item: WorkItem): string {
  return `gid://gitlab/WorkItem/${item.id}`;
}

/** One page of work items; only those of the page are made into nodes. */
export function workItemConnection(viewer: Viewer, items: readonly WorkItem[], args: Record<string, unknown>): Node {
  return pageOf("WorkItem", items, args, { key: workItemGid, node: (item) => workItemNode(viewer, item) });
}

/** A work item of the answer. Fields are worked out when they are asked for: parents and children would never end. */
export function workItemNode(viewer: Viewer, item: WorkItem): Node {
  const { store } = viewer;
  const place = placeOf(store.state, item);
  const url = workItemUrl(store, item);
  const sign = item.type === "Epic" ? "&" : "#";
  return {
    type: "WorkItem",
    fields: {
      id: workItemGid(item),
      iid: String(item.iid),
      title: item.title,
      state: item.state === "opened" ? "OPEN" : "CLOSED",
      confidential: item.confidential,
      archived: false,
      lockVersion: 0,
      webUrl: url,
      webPath: () => new URL(url).pathname,
      reference: ({ full }) => `${full === true ? (place.project ?? place.group).path : ""}${sign}${item.iid}`,
      author: () => userNode(store, findUser(store, item.authorId)),
      createdAt: item.createdAt,
      updatedAt: item.updatedAt,
      closedAt: item.closedAt,
      movedToWorkItemUrl: () => {
        const moved = byId(store.state.workItems, item.movedToId);
        return moved ? workItemUrl(store, moved) : null;
      },
      description: item.description,
      workItemType: () => typeNode(item.type),
      namespace: () => placeNode(store, place, "Namespace"),
      project: () => (place.project ? placeNode(store, place, "Project") : null),
      userDiscussionsCount: () => commentCount(store, item.type, item.id),
      widgets: ({ onlyTypes, exceptTypes }) =>
        widgets(viewer, item).filter((widget) => {
          const type = widget.fields["type"];
          if (Array.isArray(onlyTypes) && !onlyTypes.includes(type)) return false;
          return !(Array.isArray(exceptTypes) && exceptTypes.includes(type));
        }),
    },
  };
}

function widget(name: string, type: string, fields: Node["fields"]): Node {
  return { type: `WorkItemWidget${name}`, fields: { type, ...fields } };
}

function widgets(viewer: Viewer, item: WorkItem): Node[] {
  const { store } = viewer;
  const free = store.state.tier === "free";
  const milestone = store.state.milestones.find((candidate) => candidate.id === item.milestoneId);
  return [
    widget("Assignees", "ASSIGNEES", {
      allowsMultipleAssignees: !free,
      assignees: (args) =>
        connection(
          "UserCore",
          item.assignees.map((id) => userNode(store, findUser(store, id))),
          args,
        ),
    }),
    widget("Labels", "LABELS", {
      allowsScopedLabels: !free,
      labels: (args) => connection("Label", labelsOf(store.state, item).map(labelNode), args),
    }),
    widget("Description", "DESCRIPTION", {
      description: item.description,
      lastEditedAt: item.lastEditedAt,
      lastEditedBy: () => (item.lastEditedById === null ? null : userNode(store, findUser(store, item.lastEditedById))),
      descriptionHtml: item.description,
      taskCompletionStatus: () => taskNode(item),
    }),
    widget("Hierarchy", "HIERARCHY", hierarchy(viewer, item)),
    widget("StartAndDueDate", "START_AND_DUE_DATE", {
      startDate: item.startDate,
      dueDate: item.dueDate,
      isFixed: item.datesFixed || item.type === "Issue",
      rollUp: item.type === "Epic" && !item.datesFixed,
    }),
    widget("Milestone", "MILESTONE", { milestone: milestone ? milestoneNode(milestone) : null }),
    widget("Weight", "WEIGHT", { weight: item.weight }),
    widget("LinkedItems", "LINKED_ITEMS", { linkedItems: (args) => linkedItems(viewer, item, args) }),
    widget("Notes", "NOTES", notesWidget(viewer, item)),
  ];
}

function taskNode(item: WorkItem): Node {
  const all = tasks(item.description ?? "");
  const completedCount = all.filter((task) => task.done).length;
  return { type: "TaskCompletionStatus", fields: { count: all.length, completedCount } };
}

function labelGid(label: Label): string {
  return `gid://gitlab/${label.projectId === null ? "Group" : "Project"}Label/${label.id}`;
}

function labelNode(label: Label): Node {
  const { color, description, text_color } = labelDetails(label);
  return {
    type: "Label",
    fields: { id: labelGid(label), title: label.title, color, description, textColor: text_color },
  };
}

function milestoneNode(milestone: Milestone): Node {
  const { id, iid, title, state, startDate, dueDate } = milestone;
  return {
    type: "Milestone",
    fields: { id: `gid://gitlab/Milestone/${id}`, iid: String(iid), title, state, startDate, dueDate, webPath: null },
  };
}

function hierarchy(viewer: Viewer, item: WorkItem): Node["fields"] {
  const { store, user } = viewer;
  const parent = byId(store.state.workItems, item.parentId);
  // A server that knows epics through REST alone says nothing of them here.
  const told = parent && !(parent.type === "Epic" && isOlder(store.state)) ? parent : undefined;
  const children = () => {
    const seen = sight(store.state, user);
    return store.state.workItems.filter((other) => other.parentId === item.id && seen(other));
  };
  return {
    parent: () => (told && canSeeWorkItem(store.state, user, told) ? workItemNode(viewer, told) : null),
    hasParent: told !== undefined,
    hasChildren: () => children().length > 0,
    children: (args) => workItemConnection(viewer, children(), args),
  };
}

function linkedItems(viewer: Viewer, item: WorkItem, args: Record<string, unknown>): Node {
  const nodes = linkedWith(viewer.store, viewer.user, item).map(
    ({ link, item: other, type }): Node => ({
      type: "LinkedWorkItem",
      fields: {
        linkId: `gid://gitlab/WorkItems::RelatedWorkItemLink/${link.id}`,
        linkType: type,
        workItem: () => workItemNode(viewer, other),
      },
    }),
  );
  return connection("LinkedWorkItem", nodes, args);
}
