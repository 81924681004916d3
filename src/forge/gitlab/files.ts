import { isListed, type Listing, type TargetNeeds, type TargetSnapshot } from "../../model/target.ts";
import { ForgeError } from "../port.ts";
import type { Client } from "./client.ts";
import { missing } from "./missing.ts";
import { fieldsOf, listOf, text } from "./shape.ts";

/** Git's mode of a symbolic link. */
const LINK = "120000";

/** Texts at one commit, and what is there. The ref is resolved first, so that a push in between cannot mix two commits. */
export async function readSnapshot(
  client: Client,
  target: string,
  project: string,
  ref: string,
  { paths, listing }: TargetNeeds,
): Promise<TargetSnapshot> {
  const commit = await resolveRef(client, project, ref);
  if (listing === undefined) return { target, commit, files: await readFiles(client, project, commit, paths) };
  const listed = await listFolders(client, project, commit, listing);
  const files = await readFiles(client, project, commit, [...paths, ...listing.among([...listed])]);
  return { target, commit, files, listed };
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

async function listFolders(
  client: Client,
  project: string,
  commit: string,
  { folders, every = false }: Listing,
): Promise<ReadonlySet<string>> {
  const found = await Promise.all(folders.map((folder) => listFolder(client, project, commit, folder)));
  return new Set(
    found
      .flat()
      .filter((path) => every || isListed(path))
      .sort(),
  );
}

/** Paths of the files below a folder, all in one answer; links are no files. The server says 404 of what is not there. */
async function listFolder({ http, rest }: Client, project: string, commit: string, folder: string): Promise<string[]> {
  // Raw, because gitbeaker does not know that a recursive tree may be had unpaged.
  const query = { ref: commit, path: folder, recursive: true, pagination: "none" };
  const url = rest(`projects/${encodeURIComponent(project)}/repository/tree`, query);
  const { status, body, headers } = await http.read({ method: "GET", url, accept: [404] });
  if (status === 404) return [];
  const call = "GET /projects/:id/repository/tree";
  // Half a folder would look like versions and definitions that are not there.
  if (headers["link"]?.includes('rel="next"'))
    throw new ForgeError("broken", `${call} answered with a part of the tree`);
  return listOf(body, call).flatMap((entry) => {
    const path = text(entry, "path");
    const isFile = text(entry, "type") === "blob" && text(entry, "mode") !== LINK;
    return isFile ? [path] : [];
  });
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
