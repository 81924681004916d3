import type { Item } from "../issuable/kind.ts";
import type { Note } from "../state.ts";
import type { Store } from "../store.ts";
import { userBasicById } from "./user.ts";

export function noteEntity(store: Store, item: Item, note: Note) {
  return {
    id: note.id,
    type: null,
    body: note.body,
    author: userBasicById(store, note.authorId),
    created_at: note.createdAt,
    updated_at: note.updatedAt,
    system: note.system,
    noteable_id: note.noteableId,
    noteable_type: note.noteable,
    ...(item.projectId === null ? {} : { project_id: item.projectId }),
    noteable_iid: item.iid,
    resolvable: false,
    confidential: note.internal,
    internal: note.internal,
    imported: false,
    imported_from: "none",
    commands_changes: {},
  };
}
