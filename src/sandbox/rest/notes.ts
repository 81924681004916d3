import { can, canSeeWorkItem, level } from "../access.ts";
import { noteEntity } from "../entities/note.ts";
import { forbidden, notFound, recordNotFound, unauthorized } from "../errors.ts";
import { notesOn } from "../index.ts";
import { type Item, kindOf, placeOfItem } from "../issuable/kind.ts";
import { createNote, deleteNote, type NoteOutcome, updateNote } from "../issuable/notes.ts";
import { paginate, sortBy } from "../pagination.ts";
import { boolean, filled, oneOf, requireParams, text } from "../params.ts";
import { type Context, created, type Method, noContent, ok, type Reply, type Route, route } from "../router.ts";
import type { Note, User } from "../state.ts";
import { requireUnmodified } from "./conditional.ts";
import { findIssue } from "./issues.ts";
import { findMergeRequest } from "./merge-requests.ts";
import { groupPlace, projectPlace } from "./place.ts";

type Find = (context: Context) => Item;

/** Epics' notes are addressed by the epic's global id, not its iid: a wrong one meets another epic. */
function findEpicById(context: Context): Item {
  const place = groupPlace(context);
  const epic = context.store.state.workItems.find(
    (item) => item.epicId === Number(context.path["iid"]) && item.groupId === place.group.id,
  );
  if (!epic || !canSeeWorkItem(context.store.state, context.user, epic)) throw notFound("Epic");
  return epic;
}

function notesOf({ store: { state }, user }: Context, item: Item): Note[] {
  const seesInternal = can(state, user, placeOfItem(state, item), "planner");
  return notesOn(state, kindOf(item), item.id).filter((note) => !note.internal || seesInternal);
}

function list(context: Context, item: Item): Reply {
  const { store, params } = context;
  const filter = oneOf(params, "activity_filter", ["all_notes", "only_comments", "only_activity"]) ?? "all_notes";
  const orderBy = oneOf(params, "order_by", ["created_at", "updated_at"]) ?? "created_at";
  const direction = oneOf(params, "sort", ["asc", "desc"]) === "asc" ? 1 : -1;
  const rows = notesOf(context, item)
    .filter((note) => filter !== "only_comments" || !note.system)
    .filter((note) => filter !== "only_activity" || note.system);
  const key = (note: Note) => (orderBy === "created_at" ? note.createdAt : note.updatedAt);
  return paginate(
    context,
    sortBy(rows, key, (note) => note.id, direction),
    (note) => noteEntity(store, item, note),
  );
}

function findNote(context: Context, item: Item): Note {
  const note = notesOf(context, item).find((candidate) => candidate.id === Number(context.path["note"]));
  if (!note) throw recordNotFound();
  return note;
}

function post(context: Context, item: Item): Reply {
  const { store, user, params } = context;
  requireParams(params, ["body"]);
  if (!user) throw unauthorized();
  if (item.discussionLocked && level(store.state, user, placeOfItem(store.state, item)) < 15) throw forbidden();
  const internal = boolean(params, "internal") ?? boolean(params, "confidential") ?? false;
  return answer(context, item, createNote(store, user, item, text(params, "body") ?? "", internal), created);
}

function put(context: Context, item: Item): Reply {
  const { store, params } = context;
  const note = findNote(context, item);
  const user = requireEditor(context, item, note);
  requireParams(params, ["body"]);
  return answer(context, item, updateNote(store, user, item, note, filled(params, "body") ?? ""), ok);
}

/** A note of commands alone is no note: 202 with what they did. */
function answer(context: Context, item: Item, outcome: NoteOutcome, reply: (body: unknown) => Reply): Reply {
  if (outcome.note) return reply(noteEntity(context.store, item, outcome.note));
  return { status: 202, body: { commands_changes: outcome.commands.change, summary: outcome.commands.summary } };
}

function remove(context: Context, item: Item): Reply {
  const note = findNote(context, item);
  requireEditor(context, item, note);
  requireUnmodified(context, note.updatedAt);
  deleteNote(context.store, note);
  return noContent();
}

/** Its author, or a maintainer; nobody edits what GitLab itself wrote. */
function requireEditor({ store, user }: Context, item: Item, note: Note): User {
  if (!user) throw unauthorized();
  const maintains = can(store.state, user, placeOfItem(store.state, item), "maintainer");
  if (note.system || (note.authorId !== user.id && !maintains)) throw forbidden();
  return user;
}

function noteRoutesOf(base: string, find: Find): Route[] {
  const at = (method: Method, tail: string, handler: (context: Context, item: Item) => Reply) =>
    route(method, `${base}${tail}`, (context) => handler(context, find(context)));
  return [
    at("GET", "", list),
    at("POST", "", post),
    at("GET", "/:note", (context, item) => ok(noteEntity(context.store, item, findNote(context, item)))),
    at("PUT", "/:note", put),
    at("DELETE", "/:note", remove),
  ];
}

export const noteRoutes: Route[] = [
  ...noteRoutesOf("/projects/:id/issues/:iid/notes", (context) => findIssue(context, projectPlace(context))),
  ...noteRoutesOf("/projects/:id/merge_requests/:iid/notes", findMergeRequest),
  ...noteRoutesOf("/groups/:id/epics/:iid/notes", findEpicById),
  ...noteRoutesOf("/groups/:id/-/epics/:iid/notes", findEpicById),
];
