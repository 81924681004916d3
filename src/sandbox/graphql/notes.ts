import { can, placeOf } from "../access.ts";
import { findUser } from "../entities/user.ts";
import { notesOn } from "../index.ts";
import type { Note, WorkItem } from "../state.ts";
import type { Store } from "../store.ts";
import { connection } from "./connection.ts";
import type { Node } from "./execute.ts";
import { userNode, type Viewer } from "./plain.ts";

export function noteNode(store: Store, note: Note): Node {
  return {
    type: "Note",
    fields: {
      id: `gid://gitlab/Note/${note.id}`,
      body: note.body,
      system: note.system,
      internal: note.internal,
      author: () => userNode(store, findUser(store, note.authorId)),
      createdAt: note.createdAt,
      updatedAt: note.updatedAt,
      url: null,
    },
  };
}

/** Every note is a discussion of its own, the oldest first. */
export function notesWidget({ store, user }: Viewer, item: WorkItem): Node["fields"] {
  return {
    discussionLocked: item.discussionLocked,
    discussions: (args) => {
      const { filter } = args;
      const seesInternal = can(store.state, user, placeOf(store.state, item), "planner");
      const rows = notesOn(store.state, item.type, item.id)
        .filter((note) => !note.internal || seesInternal)
        .filter((note) => filter !== "ONLY_COMMENTS" || !note.system)
        .filter((note) => filter !== "ONLY_ACTIVITY" || note.system);
      return connection(
        "Discussion",
        rows.map((note) => discussion(store, note)),
        args,
      );
    },
  };
}

function discussion(store: Store, note: Note): Node {
  return {
    type: "Discussion",
    fields: { id: `gid://gitlab/Discussion/${note.id}`, notes: connection("Note", [noteNode(store, note)], {}) },
  };
}
