import { can, canSeeWorkItem, type Place } from "../access.ts";
import { ApiError } from "../errors.ts";
import { byId } from "../index.ts";
import type { Change } from "../issuable/change.ts";
import { createWorkItem } from "../issuable/create.ts";
import { freeChildren, setParent } from "../issuable/hierarchy.ts";
import { canSetMetadata, canUpdate, placeOfItem } from "../issuable/kind.ts";
import { availableLabels } from "../issuable/labels.ts";
import { type LinkType, link, linkBetween, unlink } from "../issuable/links.ts";
import { updateItem } from "../issuable/update.ts";
import { isObject, type Params } from "../params.ts";
import type { User, WorkItem } from "../state.ts";
import { attempt } from "../store.ts";
import { idOf } from "./coerce.ts";
import { FieldError, type Node, UNAVAILABLE } from "./execute.ts";
import { noteMutations } from "./note-mutations.ts";
import { hasEpics } from "./older.ts";
import { placeNode, type Viewer } from "./plain.ts";
import { findPlace } from "./queries.ts";
import { TYPE_IDS, workItemNode } from "./work-item.ts";

/** A viewer with a token that may write. */
type Writer = Viewer & { user: User };
type Mutation = (writer: Writer, input: Params) => Node["fields"];

const LINK_TYPES: Record<string, LinkType> = { RELATED: "relates_to", BLOCKS: "blocks", BLOCKED_BY: "is_blocked_by" };

const MUTATIONS: Record<string, Mutation> = {
  workItemCreate,
  workItemUpdate,
  workItemDelete,
  workItemAddLinkedItems,
  workItemRemoveLinkedItems,
  ...noteMutations,
};

const PAYLOADS: Record<string, string> = {
  workItemDelete: "WorkItemDeletePayload",
  createNote: "NotePayload",
  updateNote: "NotePayload",
  destroyNote: "NotePayload",
};

export function mutationRoot(viewer: Viewer): Node {
  const fields = Object.entries(MUTATIONS).map(([name, mutate]): [string, Node["fields"][string]] => [
    name,
    (args) =>
      payload(PAYLOADS[name] ?? "WorkItemPayload", viewer, mutate, isObject(args["input"]) ? args["input"] : {}),
  ]);
  return { type: "Mutation", fields: Object.fromEntries(fields) };
}

/** What the rules of the thing itself refuse is told in `errors` of the payload, with null beside it and nothing changed. */
function payload(type: string, viewer: Viewer, mutate: Mutation, input: Params): Node {
  const { store, user, token } = viewer;
  if (!user || !token?.scopes.includes("api")) throw new FieldError(UNAVAILABLE);
  const base = { clientMutationId: typeof input["clientMutationId"] === "string" ? input["clientMutationId"] : null };
  try {
    return { type, fields: { ...base, errors: [], ...attempt(store, () => mutate({ ...viewer, user }, input)) } };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401 || error.status === 403 || error.status === 404) throw new FieldError(UNAVAILABLE);
    return { type, fields: { ...base, errors: complaints(error) } };
  }
}

/** `{title: ["can't be blank"]}` as the sentence "Title can't be blank". */
function complaints({ body }: ApiError): string[] {
  const message = isObject(body) ? (body["message"] ?? body["error"]) : body;
  if (Array.isArray(message)) return message.map(String);
  if (!isObject(message)) return [String(message)];
  return Object.entries(message).flatMap(([key, texts]) => {
    const name = (key.charAt(0).toUpperCase() + key.slice(1)).replaceAll("_", " ");
    return (Array.isArray(texts) ? texts : [texts]).map((text) => `${name} ${text}`);
  });
}

function workItemCreate(writer: Writer, input: Params): Node["fields"] {
  const { store, user } = writer;
  const place = findPlace(writer, String(input["namespacePath"] ?? input["projectPath"] ?? ""), "Namespace");
  const type = (["Issue", "Epic"] as const).find((name) => TYPE_IDS[name] === input["workItemTypeId"]);
  if (!place || !type || !mayCreate(writer, place, type)) throw new FieldError(UNAVAILABLE);
  const labels = widget(input, "labelsWidget")?.["labelIds"];
  const owner = can(store.state, user, place, "owner");
  const item = createWorkItem(store, user, place, {
    ...readChange(writer, place, input),
    ...(labels === undefined ? {} : { labels: knownLabels(writer, place, labels) }),
    description: text(widget(input, "descriptionWidget")?.["description"]) ?? text(input["description"]),
    title: String(input["title"]),
    type,
    createdAt: owner && input["createdAt"] ? new Date(String(input["createdAt"])).toISOString() : undefined,
  });
  const parent = widget(input, "hierarchyWidget")?.["parentId"];
  if (parent !== undefined && parent !== null) nest(writer, item, idOf(parent));
  return { workItem: workItemNode(writer, item) };
}

/** Epics are made in groups, from planner on, where the licence has them; issues in projects, from guest on. */
function mayCreate({ store: { state }, user }: Writer, place: Place, type: "Issue" | "Epic"): boolean {
  if (type === "Issue") return place.project !== null && can(state, user, place, "guest");
  return place.project === null && hasEpics(state) && can(state, user, place, "planner");
}

function workItemUpdate(writer: Writer, input: Params): Node["fields"] {
  const { store, user } = writer;
  const item = findItem(writer, input["id"]);
  if (!canUpdate(store.state, user, item)) throw new FieldError(UNAVAILABLE);
  const place = placeOfItem(store.state, item);
  const labels = widget(input, "labelsWidget") ?? {};
  const change: Change = {
    ...readChange(writer, place, input),
    addLabels: knownLabels(writer, place, labels["addLabelIds"]),
    removeLabels: knownLabels(writer, place, labels["removeLabelIds"]),
  };
  if (typeof input["title"] === "string") change.title = input["title"];
  const description = text(widget(input, "descriptionWidget")?.["description"]);
  if (description !== undefined) change.description = description;
  if (input["stateEvent"] === "CLOSE") change.state = "close";
  if (input["stateEvent"] === "REOPEN") change.state = "reopen";
  updateItem(store, user, item, change);
  updateHierarchy(writer, item, widget(input, "hierarchyWidget"));
  return { workItem: workItemNode(writer, item) };
}

/** Either the parent (null frees) or the children are set in one call, never both. */
function updateHierarchy(writer: Writer, item: WorkItem, input: Params | undefined): void {
  if (!input || !canSetMetadata(writer.store.state, writer.user, placeOfItem(writer.store.state, item), item)) return;
  const { parentId, childrenIds } = input;
  if (parentId !== undefined && childrenIds !== undefined) {
    throw new FieldError("One and only one of children, parent or remove_child is required");
  }
  if (parentId === null) setParent(writer.store, writer.user, item, null);
  else if (parentId !== undefined) nest(writer, item, idOf(parentId));
  for (const id of Array.isArray(childrenIds) ? childrenIds : []) nest(writer, findItem(writer, id), item.id);
}

function nest({ store, user }: Writer, item: WorkItem, parentId: number): void {
  const parent = byId(store.state.workItems, parentId);
  if (!parent || !canSeeWorkItem(store.state, user, parent)) {
    throw new ApiError(422, {
      message: ["No matching work item found. Make sure that you are adding a valid work item ID."],
    });
  }
  const problem = setParent(store, user, item, parent);
  const reference = `${item.type === "Epic" ? "&" : "#"}${item.iid}`;
  if (problem !== null) throw new ApiError(422, { message: [`${reference} cannot be added: ${problem}`] });
}

function workItemDelete(writer: Writer, input: Params): Node["fields"] {
  const { store, user } = writer;
  const item = findItem(writer, input["id"]);
  const place = placeOfItem(store.state, item);
  if (item.authorId !== user.id && !can(store.state, user, place, "owner")) throw new FieldError(UNAVAILABLE);
  const { state } = store;
  state.workItems = state.workItems.filter((other) => other !== item);
  state.notes = state.notes.filter((note) => note.noteable !== item.type || note.noteableId !== item.id);
  state.links = state.links.filter((link) => link.sourceId !== item.id && link.targetId !== item.id);
  freeChildren(store, item);
  return { namespace: placeNode(store, place, "Namespace") };
}

function workItemAddLinkedItems(writer: Writer, input: Params): Node["fields"] {
  const item = findItem(writer, input["id"]);
  const type = LINK_TYPES[String(input["linkType"] ?? "RELATED")] ?? "relates_to";
  for (const gid of many(input["workItemsIds"])) link(writer.store, writer.user, item, findItem(writer, gid), type);
  return { workItem: workItemNode(writer, item) };
}

function workItemRemoveLinkedItems(writer: Writer, input: Params): Node["fields"] {
  const item = findItem(writer, input["id"]);
  for (const gid of many(input["workItemsIds"])) {
    const found = linkBetween(writer.store, item, findItem(writer, gid));
    if (found) unlink(writer.store, found);
  }
  return { workItem: workItemNode(writer, item) };
}

function many(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function findItem({ store, user }: Writer, gid: unknown): WorkItem {
  const item = byId(store.state.workItems, idOf(gid));
  if (!item || !canSeeWorkItem(store.state, user, item)) throw new FieldError(UNAVAILABLE);
  return item;
}

/** The widgets that creating and updating have in common. */
function readChange({ store }: Writer, place: Place, input: Params): Change {
  const change: Change = {};
  if (typeof input["confidential"] === "boolean") change.confidential = input["confidential"];
  const dates = widget(input, "startAndDueDateWidget");
  if (dates && "startDate" in dates) change.startDate = text(dates["startDate"]) ?? null;
  if (dates && "dueDate" in dates) change.dueDate = text(dates["dueDate"]) ?? null;
  if (typeof dates?.["isFixed"] === "boolean") change.datesFixed = dates["isFixed"];
  const assignees = widget(input, "assigneesWidget")?.["assigneeIds"];
  if (Array.isArray(assignees)) change.assignees = assignees.map(idOf);
  const milestone = widget(input, "milestoneWidget");
  if (milestone) {
    const id = idOf(milestone["milestoneId"]);
    change.milestoneId = store.state.milestones.some((candidate) => candidate.id === id) ? id : null;
  }
  const weight = widget(input, "weightWidget")?.["weight"];
  if (weight !== undefined) change.weight = typeof weight === "number" ? weight : null;
  const locked = widget(input, "notesWidget")?.["discussionLocked"];
  if (typeof locked === "boolean") change.discussionLocked = locked;
  return place.project === null && change.weight !== undefined ? { ...change, weight: undefined } : change;
}

function widget(input: Params, name: string): Params | undefined {
  return isObject(input[name]) ? input[name] : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Ids of labels that this place has; others are passed over, and none is ever made. */
function knownLabels({ store }: Writer, place: Place, gids: unknown): number[] {
  const available = availableLabels(store.state, place).map((label) => label.id);
  return (Array.isArray(gids) ? gids : []).map(idOf).filter((id) => available.includes(id));
}
