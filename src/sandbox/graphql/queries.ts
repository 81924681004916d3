import { canSeeGroup, canSeeProject, canSeeWorkItem, lineage, type Place, placeOf, sight } from "../access.ts";
import { byId } from "../index.ts";
import { filterItems } from "../issuable/filter.ts";
import { sortBy } from "../pagination.ts";
import { isObject } from "../params.ts";
import { REVISION } from "../rest/metadata.ts";
import type { State, WorkItem } from "../state.ts";
import { idOf } from "./coerce.ts";
import type { Node } from "./execute.ts";
import { hasEpics, isOlder } from "./older.ts";
import { type PlaceType, placeNode, userNode, type Viewer } from "./plain.ts";
import { typeNode, workItemConnection, workItemNode } from "./work-item.ts";

type Args = Record<string, unknown>;

export function queryRoot(viewer: Viewer): Node {
  const { store, user } = viewer;
  const find = (args: Args, type: PlaceType) => {
    const place = findPlace(viewer, String(args["fullPath"]), type);
    return place ? rootPlaceNode(viewer, place, type) : null;
  };
  return {
    type: "Query",
    fields: {
      currentUser: () => (user ? userNode(store, user, "CurrentUser") : null),
      metadata: () =>
        user
          ? { type: "Metadata", fields: { version: store.state.serverVersion, revision: REVISION, enterprise: true } }
          : null,
      namespace: (args) => find(args, "Namespace"),
      group: (args) => find(args, "Group"),
      project: (args) => find(args, "Project"),
      workItem: ({ id }) => {
        const item = byId(store.state.workItems, idOf(id));
        if (!item || (item.type === "Epic" && isOlder(store.state))) return null;
        return canSeeWorkItem(store.state, user, item) ? workItemNode(viewer, item) : null;
      },
    },
  };
}

/** A namespace is a group or a project's own; who may not see it gets null and no error. */
export function findPlace({ store: { state }, user }: Viewer, path: string, type: PlaceType): Place | null {
  const wanted = path.toLowerCase();
  const group = state.groups.find((candidate) => candidate.path.toLowerCase() === wanted);
  if (group && type !== "Project") return canSeeGroup(state, user, group) ? { project: null, group } : null;
  const project = state.projects.find((candidate) => candidate.path.toLowerCase() === wanted);
  if (!project || type === "Group" || !canSeeProject(state, user, project)) return null;
  return placeOf(state, { projectId: project.id, groupId: null });
}

function rootPlaceNode(viewer: Viewer, place: Place, type: PlaceType): Node {
  const { store } = viewer;
  const node = placeNode(store, place, type);
  return {
    ...node,
    fields: {
      ...node.fields,
      workItemTypes: ({ name }) => ({ type: "WorkItemTypeConnection", fields: { nodes: types(viewer, place, name) } }),
      workItem: ({ iid }) => {
        const item = itemsOf(viewer, place, false).find((candidate) => String(candidate.iid) === iid);
        return item ? workItemNode(viewer, item) : null;
      },
      workItems: (args) => {
        return workItemConnection(viewer, listItems(viewer, place, args), args);
      },
    },
  };
}

/** Epics live in groups of paid tiers; issues in projects (and, as a type, in groups too). */
function types({ store }: Viewer, place: Place, name: unknown): Node[] {
  const offered = [
    { name: "ISSUE", node: typeNode("Issue"), here: true },
    { name: "EPIC", node: typeNode("Epic"), here: place.project === null && hasEpics(store.state) },
  ];
  return offered
    .filter((type) => type.here && (name === undefined || name === null || name === type.name))
    .map(({ node }) => ({ ...node, fields: { ...node.fields, widgetDefinitions: [hierarchy(store.state, node)] } }));
}

/** What may hang under what, as far as the licence goes. */
function hierarchy({ tier }: State, { fields: { name } }: Node): Node {
  const connection = (names: string[]): Node => ({
    type: "WorkItemTypeConnection",
    fields: { nodes: names.map((one) => ({ type: "WorkItemType", fields: { name: one } })) },
  });
  const nested = tier === "ultimate" ? ["Epic"] : [];
  const above = name === "Epic" ? nested : tier === "free" ? [] : ["Epic"];
  const below = name === "Epic" ? [...nested, "Issue"] : ["Task"];
  return {
    type: "WorkItemWidgetDefinitionHierarchy",
    fields: { type: "HIERARCHY", allowedParentTypes: connection(above), allowedChildTypes: connection(below) },
  };
}

function itemsOf({ store: { state }, user }: Viewer, place: Place, descendants: boolean): WorkItem[] {
  const inside = (groupId: number) => {
    const group = state.groups.find((candidate) => candidate.id === groupId);
    return group !== undefined && lineage(state, group).includes(place.group);
  };
  const seen = sight(state, user);
  return state.workItems.filter((item) => {
    if (place.project) return item.projectId === place.project.id && seen(item);
    return (descendants ? inside(placeOf(state, item).group.id) : item.groupId === place.group.id) && seen(item);
  });
}

const ORDER: Record<string, { key: (item: WorkItem) => string; direction: 1 | -1 }> = {
  CREATED_ASC: { key: (item) => item.createdAt, direction: 1 },
  CREATED_DESC: { key: (item) => item.createdAt, direction: -1 },
  UPDATED_ASC: { key: (item) => item.updatedAt, direction: 1 },
  UPDATED_DESC: { key: (item) => item.updatedAt, direction: -1 },
  TITLE_ASC: { key: (item) => item.title.toLowerCase(), direction: 1 },
  TITLE_DESC: { key: (item) => item.title.toLowerCase(), direction: -1 },
};

function listItems(viewer: Viewer, place: Place, args: Args): WorkItem[] {
  const { state } = viewer.store;
  const [types, parents] = [list(args["types"]), list(args["parentIds"])?.map(idOf)];
  const iids = args["iid"] === undefined || args["iid"] === null ? list(args["iids"]) : [String(args["iid"])];
  const params = {
    ...given("labels", list(args["labelName"])),
    ...given("iids", iids),
    ...given("state", args["state"]),
    ...given("search", args["search"]),
    ...given(
      "in",
      list(args["in"])?.map((field) => field.toLowerCase()),
    ),
    ...given("author_username", args["authorUsername"]),
    ...given("not", negated(args["not"])),
    ...given("updated_after", args["updatedAfter"]),
    ...given("updated_before", args["updatedBefore"]),
  };
  const rows = filterItems(state, itemsOf(viewer, place, args["includeDescendants"] === true), params)
    .filter((item) => types === undefined || types.includes(item.type.toUpperCase()))
    .filter((item) => parents === undefined || parents.includes(item.parentId ?? 0));
  const order = ORDER[String(args["sort"] ?? "CREATED_DESC")];
  return order ? sortBy(rows, order.key, (item) => item.id, order.direction) : rows;
}

function negated(value: unknown): Record<string, unknown> | undefined {
  if (!isObject(value)) return undefined;
  const [authors, labels] = [list(value["authorUsername"]), list(value["labelName"])];
  return { ...given("author_username", authors), ...given("labels", labels) };
}

function list(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return (Array.isArray(value) ? value : [value]).map(String);
}

function given(key: string, value: unknown): Record<string, unknown> {
  return value === undefined || value === null ? {} : { [key]: value };
}
