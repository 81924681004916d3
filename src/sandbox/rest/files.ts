import { createHash } from "node:crypto";
import { lastSegment } from "../entities/project.ts";
import { badRequest, notFound } from "../errors.ts";
import { type Action, readContent, safePath } from "../git/actions.ts";
import { lastCommitFor } from "../git/history.ts";
import { readBlob, treeOf } from "../git/objects.ts";
import { canPush } from "../git/protection.ts";
import { push } from "../git/push.ts";
import { boolean, filled, requireParams, text } from "../params.ts";
import { type Context, created, noContent, ok, type Reply, type Route, route } from "../router.ts";
import { commitOf, readable, writable } from "./repository.ts";

interface FoundFile {
  bytes: Buffer;
  /** What the JSON answer has beside the content, and HEAD has in its headers. */
  facts: Record<string, string | number | boolean>;
}

function findFile(context: Context): FoundFile {
  const { store, path, params } = context;
  const project = readable(context);
  const file = safePath(path["file"] ?? "");
  const commit = commitOf(context, project);
  const { objects } = store.state;
  const entry = treeOf(objects, commit)[file];
  if (!entry) throw notFound("File");
  const bytes = readBlob(objects, entry.blob);
  return {
    bytes,
    facts: {
      file_name: lastSegment(file),
      file_path: file,
      size: bytes.length,
      encoding: "base64",
      content_sha256: createHash("sha256").update(bytes).digest("hex"),
      ref: text(params, "ref") ?? "HEAD",
      blob_id: entry.blob,
      commit_id: commit.sha,
      last_commit_id: lastCommitFor(objects, commit, file)?.sha ?? commit.sha,
      execute_filemode: entry.executable,
    },
  };
}

/** `file_name` becomes `X-Gitlab-File-Name`. */
function factHeaders(facts: FoundFile["facts"]): Record<string, string> {
  const name = (key: string) =>
    `X-Gitlab-${key
      .split("_")
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join("-")}`;
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [name(key), encodeURI(String(value))]));
}

function getFile(context: Context): Reply {
  requireParams(context.params, ["ref"]);
  const { bytes, facts } = findFile(context);
  return { ...ok({ ...facts, content: bytes.toString("base64") }), headers: factHeaders(facts) };
}

function headFile(context: Context): Reply {
  requireParams(context.params, ["ref"]);
  return { status: 200, headers: factHeaders(findFile(context).facts) };
}

function rawFile(context: Context): Reply {
  const { bytes, facts } = findFile(context);
  return { status: 200, text: bytes, type: "text/plain; charset=utf-8", headers: factHeaders(facts) };
}

/** A commit of one file. */
function write(context: Context, action: Action): { file_path: string; branch: string } {
  const { store, params, path } = context;
  const { project, user } = writable(context);
  requireParams(params, action === "delete" ? ["branch", "commit_message"] : ["branch", "commit_message", "content"]);
  const branch = filled(params, "branch") ?? "";
  // Where commits answer 403, the endpoints of single files pass on the service's refusal as 400.
  if (!canPush(store.state, user, project, branch)) throw badRequest("You are not allowed to push into this branch");
  const file = safePath(path["file"] ?? "");
  const fileAction = {
    action,
    path: file,
    content: readContent(params),
    lastCommit: text(params, "last_commit_id"),
    executable: boolean(params, "execute_filemode"),
  };
  const message = filled(params, "commit_message");
  if (message === undefined) throw badRequest("commit_message is empty");
  push(store, user, project, {
    branch,
    message,
    actions: [fileAction],
    startBranch: text(params, "start_branch"),
    authorName: text(params, "author_name"),
    authorEmail: text(params, "author_email"),
  });
  return { file_path: file, branch };
}

const FILE = "/projects/:id/repository/files/:file";

export const fileRoutes: Route[] = [
  route("GET", FILE, getFile),
  route("HEAD", FILE, headFile),
  route("GET", `${FILE}/raw`, rawFile),
  route("POST", FILE, (context) => created(write(context, "create"))),
  route("PUT", FILE, (context) => ok(write(context, "update"))),
  route("DELETE", FILE, (context) => {
    write(context, "delete");
    return noContent();
  }),
];
