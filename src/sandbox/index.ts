import type { Note, State } from "./state.ts";

interface Index {
  /** How many rows of the list are in it. */
  size: number;
  readonly rows: Map<string | number, unknown[]>;
}

// The lists of the state only grow at their end or are replaced as a whole, so an index of a list is brought up to date by
// its new rows alone, and forgotten together with the list.
const byIds = new WeakMap<readonly object[], Index>();
const byNoteables = new WeakMap<readonly object[], Index>();

/** The row of this id; lists of thousands are walked once. */
export function byId<T extends { id: number }>(rows: readonly T[], id: number | null): T | undefined {
  if (id === null) return undefined;
  return indexed(byIds, rows, (row) => row.id).get(id)?.[0] as T | undefined;
}

/** The notes of an issue, epic or merge request in the order in which they were made. */
export function notesOn({ notes }: State, noteable: Note["noteable"], id: number): readonly Note[] {
  const key = `${noteable}/${id}`;
  return (indexed(byNoteables, notes, (note) => `${note.noteable}/${note.noteableId}`).get(key) ?? []) as Note[];
}

function indexed<T extends object>(
  indexes: WeakMap<readonly object[], Index>,
  list: readonly T[],
  keyOf: (row: T) => string | number,
): Index["rows"] {
  const index = indexes.get(list) ?? { size: 0, rows: new Map() };
  for (const row of list.slice(index.size)) {
    const key = keyOf(row);
    const known = index.rows.get(key);
    if (known) known.push(row);
    else index.rows.set(key, [row]);
  }
  index.size = list.length;
  indexes.set(list, index);
  return index.rows;
}
