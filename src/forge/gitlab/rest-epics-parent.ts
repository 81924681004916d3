import type { Locator } from "../../model/observed.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { nameOf, sameLocator } from "./items.ts";
import { parentOfIssue } from "./rest-epics-relations.ts";
import { epicEndpoint, globalEpicId, itemFromEpic, readEpicFields } from "./rest-epics-shape.ts";
import { type Fields, fieldsOf, integer } from "./shape.ts";
import { verifyParent } from "./verify.ts";

/** Puts an issue or epic under an epic, taking it from another one. Child epics need GitLab Ultimate. */
export async function putUnderRestEpic(client: Client, from: Locator, to: Locator): Promise<void> {
  if (sameLocator(await parentNow(client, from), to)) return;
  const part = from.kind === "epic" ? "epics" : "issues";
  const id =
    from.kind === "epic" ? await globalEpicId(client, from) : integer(await readIssueFields(client, from), "id");
  // 409: it hangs there already. What is true is read back: the answers tell only a part of it.
  await client.http.write({
    method: "POST",
    url: client.rest(`${epicEndpoint(to.home, to.id)}/${part}/${id}`),
    accept: [409],
  });
  verifyParent(from, to, await parentNow(client, from));
}

async function parentNow(client: Client, locator: Locator): Promise<Locator | undefined> {
  if (locator.kind !== "epic") return parentOfIssue(await readIssueFields(client, locator));
  const epic = await readEpicFields(client, locator);
  if (epic !== undefined) return (await itemFromEpic(client, epic, locator.home)).parent;
  throw new ForgeError("missing", `${nameOf(locator)} does not exist, or the token's user may not see it`);
}

async function readIssueFields({ http, rest }: Client, { home, id }: Locator): Promise<Fields> {
  const answer = await http.read({ method: "GET", url: rest(`projects/${encodeURIComponent(home)}/issues/${id}`) });
  return fieldsOf(answer.body, "GET /projects/:id/issues/:iid");
}
