import type { Note, User } from "../state.ts";
import { nextId, type Store } from "../store.ts";
import { type Item, kindOf, spoken } from "./kind.ts";

export function addNote(store: Store, item: Item, author: User, body: string, system: boolean, internal = false): Note {
  const note: Note = {
    id: nextId(store, "note"),
    noteable: kindOf(item),
    noteableId: item.id,
    authorId: author.id,
    body,
    system,
    internal,
    createdAt: store.state.now,
    updatedAt: store.state.now,
  };
  store.state.notes.push(note);
  return note;
}

/** The notes that GitLab itself writes about a change; labels, milestones and states leave events, which are no notes. */
export function noteChanges(store: Store, user: User, before: Item, after: Item): void {
  const say = (body: string) => addNote(store, after, user, body, true);
  if (before.title !== after.title) say(`changed title from **{-${before.title}-}** to **{+${after.title}+}**`);
  if (before.description !== after.description) noteDescription(before.description ?? "", after.description ?? "", say);
  const gained = after.assignees.filter((id) => !before.assignees.includes(id));
  const lost = before.assignees.filter((id) => !after.assignees.includes(id));
  const parts = [
    gained.length > 0 ? `assigned to ${mentions(store, gained)}` : "",
    lost.length > 0 ? `unassigned ${mentions(store, lost)}` : "",
  ];
  if (parts.some((part) => part !== "")) say(parts.filter((part) => part !== "").join(" and "));
  if ("confidential" in before && "confidential" in after && before.confidential !== after.confidential) {
    say(`made the ${spoken(kindOf(after))} ${after.confidential ? "confidential" : "visible to everyone"}`);
  }
}

function mentions(store: Store, ids: number[]): string {
  return ids.map((id) => `@${store.state.users.find((user) => user.id === id)?.username ?? id}`).join(" and ");
}

const TASK = /^\s*(?:[-*+]|\d+[.)])\s+\[([ xX~])\]\s+(.*)$/;

/** A tick is told by its item; any other edit as one sentence. */
function noteDescription(before: string, after: string, say: (body: string) => void): void {
  const [old, now] = [tasks(before), tasks(after)];
  const ticked = now.filter((task, index) => old[index]?.text === task.text && old[index]?.done !== task.done);
  for (const task of ticked)
    say(`marked the checklist item **${task.text}** as ${task.done ? "completed" : "incomplete"}`);
  if (ticked.length === 0) say("changed the description");
}

/** The task list items of a description, in order. */
export function tasks(description: string): { text: string; done: boolean }[] {
  return description.split("\n").flatMap((line) => {
    const match = TASK.exec(line);
    return match && match[1] !== "~" ? [{ text: match[2] ?? "", done: match[1] !== " " }] : [];
  });
}
