import { ForgeError, type Lease, type LockAnswer } from "../port.ts";
import type { Answer } from "./call.ts";
import type { Client } from "./client.ts";
import { fieldsOf, text } from "./shape.ts";

/** Name of the state whose lock is taken; it never holds a state. */
const NAME = "cutover-apply";

/**
 * The lock of a Terraform state is the one thing on GitLab that exactly one of several can have. It is not re-entrant
 * and never ends, hence the instant in its id. Needs Maintainer.
 */
export async function takeLock(client: Client, project: string, { id, info }: Lease): Promise<LockAnswer> {
  const answer = await ask(client, project, { id, info });
  if (answer.status < 300) return { got: true };
  if (answer.status !== 409) return { got: undefined, reason: reasonOf(answer.status, project) };
  const held = fieldsOf(answer.body, "POST /projects/:id/terraform/state/:name/lock");
  // Of the answer only these three are the holder's; the rest is what was sent.
  const holder = { id: text(held, "ID"), who: text(held, "Who"), created: text(held, "Created") };
  // After a lost answer the same request finds its own lock.
  return holder.id === id ? { got: true } : { got: false, holder };
}

/** False where it was not ours any more. */
export async function giveLock(client: Client, project: string, id: string): Promise<boolean> {
  const url = client.rest(`${endpointOf(project)}/lock`);
  // By hand, as it is written in capitals: without it the server would break anybody's lock.
  url.searchParams.set("ID", id);
  const answer = await client.http.write({ method: "DELETE", url, accept: [404, 409] });
  return answer.status < 300;
}

/** Asked a second time where no answer came: who holds the lock already is told so, and nothing is made twice. */
async function ask(client: Client, project: string, { id, info }: Lease): Promise<Answer> {
  const url = client.rest(`${endpointOf(project)}/lock`);
  const created = new Date(client.clock.now()).toISOString();
  const body = { ID: id, Operation: "apply", Info: info, Who: "cutover", Version: "1", Created: created, Path: "" };
  const write = () => client.http.write({ method: "POST", url, body, accept: [401, 403, 404, 409, 422] });
  try {
    return await write();
  } catch (error) {
    if (error instanceof ForgeError && error.kind === "ambiguous") return write();
    throw error;
  }
}

function endpointOf(project: string): string {
  return `projects/${encodeURIComponent(project)}/terraform/state/${NAME}`;
}

function reasonOf(status: number, project: string): string {
  if (status === 403 || status === 401) return `a lock needs Maintainer on ${project}`;
  return `${project} has no Terraform states, whose lock is used`;
}
