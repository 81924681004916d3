import { badRequest } from "../errors.ts";
import { extract } from "../quick-actions/extract.ts";
import { type Interpretation, interpret } from "../quick-actions/run.ts";
import type { Note, User } from "../state.ts";
import type { Store } from "../store.ts";
import { type Item, kindOf, placeOfItem } from "./kind.ts";
import { addNote } from "./system-notes.ts";
import { updateByCommands } from "./update.ts";

const MAX_NOTE = 1_000_000;

/** What became of a note: it stands, or it held commands alone and there is none. */
export interface NoteOutcome {
  note: Note | null;
  commands: Interpretation;
}

export function createNote(store: Store, user: User, item: Item, body: string, internal: boolean): NoteOutcome {
  const { text, commands } = settle(store, user, item, body);
  item.updatedAt = store.state.now;
  if (text === "") return { note: null, commands };
  return { note: addNote(store, item, user, text, false, internal), commands };
}

/** Commands run on edits too; an edit to nothing but commands deletes the note. */
export function updateNote(store: Store, user: User, item: Item, note: Note, body: string): NoteOutcome {
  const { text, commands } = settle(store, user, item, body);
  if (text === "") {
    deleteNote(store, note);
    return { note: null, commands };
  }
  if (note.body !== text) {
    note.body = text;
    note.updatedAt = store.state.now;
  }
  return { note, commands };
}

export function deleteNote(store: Store, note: Note): void {
  store.state.notes = store.state.notes.filter((other) => other !== note);
}

function settle(store: Store, user: User, item: Item, body: string): { text: string; commands: Interpretation } {
  const { text, commands } = extract(body);
  if (text === "" && commands.length === 0) throw badRequest(`400 Bad request - Note {:note=>["can't be blank"]}`);
  if ([...text].length > MAX_NOTE) {
    throw badRequest(`400 Bad request - Note {:note=>["is too long (maximum is ${MAX_NOTE} characters)"]}`);
  }
  const place = placeOfItem(store.state, item);
  const interpretation = interpret({ state: store.state, user, place, kind: kindOf(item), item }, commands);
  if (commands.length > 0) updateByCommands(store, user, item, interpretation.change);
  return { text, commands: interpretation };
}
