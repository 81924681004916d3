import { can, canSeeWorkItem } from "../access.ts";
import { type Item, kindOf, placeOfItem } from "../issuable/kind.ts";
import { createNote, deleteNote, type NoteOutcome, updateNote } from "../issuable/notes.ts";
import type { Params } from "../params.ts";
import type { Note, User } from "../state.ts";
import type { Store } from "../store.ts";
import { idOf } from "./coerce.ts";
import { FieldError, type Node, UNAVAILABLE } from "./execute.ts";
import { noteNode } from "./notes.ts";

interface Writer {
  store: Store;
  user: User;
}

/** The item of a noteable's global id. `Epic` counts by the older epic id, `WorkItem` by the work item's. */
function findNoteable({ store: { state }, user }: Writer, gid: string): Item {
  const id = idOf(gid);
  const item = gid.includes("/MergeRequest/")
    ? state.mergeRequests.find((request) => request.id === id)
    : state.workItems.find((candidate) => (gid.includes("/Epic/") ? candidate.epicId : candidate.id) === id);
  if (!item) throw new FieldError(UNAVAILABLE);
  const visible =
    "type" in item ? canSeeWorkItem(state, user, item) : can(state, user, placeOfItem(state, item), "guest");
  if (!visible) throw new FieldError(UNAVAILABLE);
  return item;
}

function findNote(writer: Writer, gid: unknown): { note: Note; item: Item } {
  const { state } = writer.store;
  const note = state.notes.find((candidate) => candidate.id === idOf(gid));
  const item = [...state.workItems, ...state.mergeRequests].find(
    (candidate) => candidate.id === note?.noteableId && kindOf(candidate) === note.noteable,
  );
  if (!note || !item || note.system) throw new FieldError(UNAVAILABLE);
  const maintains = can(state, writer.user, placeOfItem(state, item), "maintainer");
  if (note.authorId !== writer.user.id && !maintains) throw new FieldError(UNAVAILABLE);
  return { note, item };
}

function answer({ store }: Writer, { note, commands }: NoteOutcome): Node["fields"] {
  const status = { commandNames: [], commandsOnly: note === null, messages: commands.summary, errorMessages: [] };
  return {
    note: note ? noteNode(store, note) : null,
    quickActionsStatus: commands.summary.length > 0 ? { type: "QuickActionsStatus", fields: status } : null,
  };
}

export const noteMutations = {
  createNote(writer: Writer, input: Params): Node["fields"] {
    const item = findNoteable(writer, String(input["noteableId"]));
    const { store, user } = writer;
    return answer(writer, createNote(store, user, item, String(input["body"]), input["internal"] === true));
  },
  updateNote(writer: Writer, input: Params): Node["fields"] {
    const { note, item } = findNote(writer, input["id"]);
    return answer(writer, updateNote(writer.store, writer.user, item, note, String(input["body"] ?? note.body)));
  },
  destroyNote(writer: Writer, input: Params): Node["fields"] {
    deleteNote(writer.store, findNote(writer, input["id"]).note);
    return { note: null };
  },
};
