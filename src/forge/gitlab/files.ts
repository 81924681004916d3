import type { TargetSnapshot } from "../../model/target.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { missing } from "./missing.ts";
import { fieldsOf, text } from "./shape.ts";

/** Texts at one commit. The ref is resolved first, so that a push in between cannot mix two commits. */
export async function readSnapshot(
  client: Client,
  target: string,
  project: string,
  ref: string,
  paths: readonly string[],
): Promise<TargetSnapshot> {
  const commit = await resolveRef(client, project, ref);
  return { target, commit, files: await readFiles(client, project, commit, paths) };
}

/** Text by path at one commit; undefined for what does not exist there. Files over 1 MB are refused. */
export async function readFiles(
  client: Client,
  project: string,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, string | undefined>> {
  const texts = await Promise.all(paths.map((path) => readFile(client, project, commit, path)));
  return new Map(paths.map((path, index) => [path, texts[index]]));
}

async function resolveRef({ api }: Client, project: string, ref: string): Promise<string> {
  const commit = await missing(api.commits.show(project, ref));
  if (commit !== undefined) return text(fieldsOf(commit, "GET /projects/:id/repository/commits/:sha"), "id");
  throw new ForgeError(
    "missing",
    `"${project}" has no branch or commit "${ref}", or the token's user may not see it`,
    "targets in cutover.yaml name project and branch; reading code needs Reporter, or Guest where the project is public",
  );
}

// Raw, because the JSON form carries base64; gitbeaker would hand out a Blob here and cut a byte order mark.
async function readFile(
  { http, rest }: Client,
  project: string,
  commit: string,
  path: string,
): Promise<string | undefined> {
  const endpoint = `projects/${encodeURIComponent(project)}/repository/files/${encodeURIComponent(path)}/raw`;
  const url = rest(endpoint, { ref: commit });
  const answer = await http.read({ method: "GET", url, as: "file", accept: [404] });
  return answer.status === 404 ? undefined : String(answer.body);
}
