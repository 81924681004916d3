import { ForgeError, type Lease, type LockAnswer } from "../port.ts";
import type { Client } from "./client.ts";
import { fieldsOf, text } from "./shape.ts";

/** Name of the state whose lock is taken; it never holds a state. */
const NAME = "cutover-apply";

/**
 * The lock of a Terraform state is the one thing on GitLab that exactly one of several can have. It is not re-entrant
 * and never ends, hence the instant in its id. Needs Maintainer.
 */
export async function takeLock(client: Client, project: string, { id, info }: Lease): Promise<LockAnswer> {
  const url = client.rest(`${endpointOf(project)}/lock`);
  const created = new Date(client.clock.now()).toISOString();
  const body = { ID: id, Operation: "apply", Info: info, Who: "cutover", Version: "1", Created: created, Path: "" };
  const answer = await client.http.write({ method: "POST", url, body, accept: [401, 403, 404, 409, 422] });
  if (answer.status < 300) return { got: true };
  if (answer.status !== 409) return { got: undefined, reason: reasonOf(answer.status, project) };
  const held = fieldsOf(answer.body, "POST /projects/:id/terraform/state/:name/lock");
  const holder = { id: text(held, "ID"), who: text(held, "Who"), created: text(held, "Created") };
  // After a lost answer the same request finds its own lock.
  return holder.id === id ? { got: true } : { got: false, holder };
}

/** Without its id the server would break anybody's lock. */
export async function giveLock(client: Client, project: string, id: string): Promise<boolean> {
  const url = client.rest(`${endpointOf(project)}/lock`, { ID: id });
  const answer = await client.http.write({ method: "DELETE", url, accept: [404, 409] });
  if (answer.status === 404) throw new ForgeError("missing", `"${project}" has no lock any more`);
  return answer.status < 300;
}

function endpointOf(project: string): string {
  return `projects/${encodeURIComponent(project)}/terraform/state/${NAME}`;
}

function reasonOf(status: number, project: string): string {
  if (status === 403 || status === 401) return `a lock needs Maintainer on ${project}`;
  return `${project} has no Terraform states, whose lock is used`;
}
