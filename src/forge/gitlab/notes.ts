import { normalizeBody } from "../../model/marker.ts";
import type { Locator, ObservedNote } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { nameOf } from "./items.ts";
import { child, type Fields, fieldsOf, flag, integer, listOf, text } from "./shape.ts";

/** Comments of an epic, issue or merge request, oldest first. What GitLab itself notes about changes is left out. */
export async function readNotes(client: Client, on: Locator): Promise<ObservedNote[]> {
  const endpoint = await endpointOf(client, on);
  const notes: ObservedNote[] = [];
  // Notes are filtered after they were paged: a short page is not the last one, only the header tells.
  for (let page = "1"; page !== ""; ) {
    const query = { activityFilter: "only_comments", orderBy: "created_at", sort: "asc", perPage: 100, page };
    const answer = await client.http.read({ method: "GET", url: client.rest(endpoint, query) });
    notes.push(
      ...listOf(answer.body, "GET notes")
        .filter((note) => !flag(note, "system"))
        .map(noteFrom),
    );
    page = answer.headers["x-next-page"] ?? "";
  }
  return notes;
}

/** Makes a comment, or gives the one of `id` another text; throws ForgeError "forbidden" where it is not as it was sent. */
export async function writeNote(
  client: Client,
  on: Locator,
  { id, body }: { readonly id?: string | undefined; readonly body: string },
): Promise<ObservedNote> {
  const endpoint = await endpointOf(client, on);
  const answer = await client.http.write({
    method: id === undefined ? "POST" : "PUT",
    url: client.rest(id === undefined ? endpoint : `${endpoint}/${id}`),
    body: { body },
  });
  const note = noteFrom(fieldsOf(answer.body, "POST notes"));
  if (normalizeBody(note.body) === normalizeBody(body)) return note;
  throw new ForgeError("forbidden", `the server took a comment on ${nameOf(on)} but changed its text`);
}

/** One that is gone already is as wanted. */
export async function removeNote(client: Client, on: Locator, id: string): Promise<void> {
  const endpoint = await endpointOf(client, on);
  await client.http.write({ method: "DELETE", url: client.rest(`${endpoint}/${id}`), accept: [404] });
}

/** Notes of epics are found by the epic's global id: its iid would lead to those of another epic. */
async function endpointOf(client: Client, { kind, home, id }: Locator): Promise<string> {
  const place = encodeURIComponent(home);
  switch (kind) {
    case "issue":
      return `projects/${place}/issues/${id}/notes`;
    case "proposal":
      return `projects/${place}/merge_requests/${id}/notes`;
    case "epic":
      return `groups/${place}/epics/${await globalEpicId(client, { kind, home, id })}/notes`;
    case "flag":
      throw new ForgeError("refused", `nobody can comment on the flag ${id}`);
  }
}

/** An epic's own id is not that of the work item that it is as well; REST tells it. */
async function globalEpicId(client: Client, { home, id }: Locator): Promise<number> {
  const url = client.rest(`groups/${encodeURIComponent(home)}/epics/${id}`);
  const answer = await client.http.read({ method: "GET", url });
  return integer(fieldsOf(answer.body, "GET /groups/:id/epics/:iid"), "id");
}

function noteFrom(note: Fields): ObservedNote {
  return {
    id: String(integer(note, "id")),
    author: text(child(note, "author"), "username"),
    body: text(note, "body"),
  };
}
