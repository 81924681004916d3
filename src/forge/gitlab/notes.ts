import type { Locator, ObservedNote } from "../../model/observed.ts";
import { commandsIn } from "../../model/quick-action.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import type { Identity } from "./identity.ts";
import { nameOf } from "./items.ts";
import { globalEpicId } from "./rest-epics-shape.ts";
import { readRows } from "./rest-pages.ts";
import { child, type Fields, fieldsOf, flag, integer, text } from "./shape.ts";
import { verifyNote } from "./verify.ts";

/** Comments of an epic, issue or merge request, oldest first. What GitLab itself notes about changes is left out. */
export async function readNotes(client: Client, on: Locator): Promise<ObservedNote[]> {
  const query = { activityFilter: "only_comments", orderBy: "created_at", sort: "asc" };
  const notes = await readRows(client, await endpointOf(client, on), "GET notes", query);
  return notes.filter((note) => !flag(note, "system")).map(noteFrom);
}

/**
 * Makes a comment, or gives the one of `id`, which has to be ours, another text. Throws ForgeError "refused" for a text
 * that GitLab would run, and "forbidden" where it is not as it was sent.
 */
export async function writeNote(
  client: Client,
  { user }: Identity,
  on: Locator,
  { id, body }: { readonly id?: string | undefined; readonly body: string },
): Promise<ObservedNote> {
  refuseCommands(on, body);
  const endpoint = await endpointOf(client, on);
  if (id !== undefined) await requireOurs(client, user, on, `${endpoint}/${id}`);
  const answer = await client.http.write({
    method: id === undefined ? "POST" : "PUT",
    url: client.rest(id === undefined ? endpoint : `${endpoint}/${id}`),
    body: { body },
  });
  const note = noteFrom(fieldsOf(answer.body, id === undefined ? "POST notes" : "PUT notes"));
  verifyNote(on, note.body, body);
  return note;
}

/** Takes a comment of ours away; one that is gone already is as wanted. */
export async function removeNote(client: Client, { user }: Identity, on: Locator, id: string): Promise<void> {
  const endpoint = `${await endpointOf(client, on)}/${id}`;
  if (!(await requireOurs(client, user, on, endpoint, [404]))) return;
  await client.http.write({ method: "DELETE", url: client.rest(endpoint), accept: [404] });
}

/** A text of commands alone is no comment: where it takes the place of one, GitLab deletes that. */
function refuseCommands(on: Locator, body: string): void {
  if (body.trim() === "") throw new ForgeError("refused", `a comment on ${nameOf(on)} needs a text`);
  const [command] = commandsIn(body);
  if (command === undefined) return;
  throw new ForgeError(
    "refused",
    `line ${command.line} of a comment on ${nameOf(on)} would run as the command /${command.name}`,
    "put the line into code, or a backslash before the slash",
  );
}

/** Maintainers may edit what others wrote, so GitLab would not object. False where the comment is gone. */
async function requireOurs(
  { http, rest }: Client,
  user: string,
  on: Locator,
  endpoint: string,
  accept: readonly number[] = [],
): Promise<boolean> {
  const answer = await http.read({ method: "GET", url: rest(endpoint), accept });
  if (answer.status >= 300) return false;
  const { author } = noteFrom(fieldsOf(answer.body, "GET notes"));
  if (author === user) return true;
  throw new ForgeError("forbidden", `the comment on ${nameOf(on)} is @${author}'s and is left alone`);
}

/** Notes of epics are found by the epic's global id: its iid would lead to those of another epic. */
async function endpointOf(client: Client, on: Locator): Promise<string> {
  const place = encodeURIComponent(on.home);
  switch (on.kind) {
    case "issue":
      return `projects/${place}/issues/${on.id}/notes`;
    case "proposal":
      return `projects/${place}/merge_requests/${on.id}/notes`;
    case "epic":
      return `groups/${place}/epics/${await globalEpicId(client, on)}/notes`;
    case "flag":
      throw new ForgeError("refused", `nobody can comment on the flag ${on.id}`);
  }
}

function noteFrom(note: Fields): ObservedNote {
  return {
    id: String(integer(note, "id")),
    author: text(child(note, "author"), "username"),
    body: text(note, "body"),
  };
}
