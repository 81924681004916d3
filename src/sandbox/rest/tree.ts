import { createHash } from "node:crypto";
import { lastSegment } from "../entities/project.ts";
import { badParameter, notFound } from "../errors.ts";
import { resolve } from "../git/history.ts";
import { type Tree, treeOf } from "../git/objects.ts";
import { paginate, paginateByToken } from "../pagination.ts";
import { boolean, oneOf, text } from "../params.ts";
import { type Context, ok, type Reply, type Route, route } from "../router.ts";
import { readable } from "./repository.ts";

interface Entry {
  id: string;
  name: string;
  type: "tree" | "blob";
  path: string;
  mode: string;
}

/** Folder with its files and folders, of all levels where `recursive` asks for them, in git's order of paths. */
function list(context: Context): Reply {
  const { store, params } = context;
  const pagination = oneOf(params, "pagination", ["legacy", "keyset", "none"]);
  const recursive = boolean(params, "recursive") ?? false;
  if (pagination === "none" && !recursive) throw badParameter('pagination cannot be "none" unless "recursive" is true');
  const project = readable(context);
  const folder = (text(params, "path") ?? "").replace(/^\/+|\/+$/g, "");
  const commit = resolve(store, project, text(params, "ref") ?? "HEAD");
  if (!commit) throw notFound("Tree");
  const entries = entriesBelow(treeOf(store.state.objects, commit), folder);
  // Before 17.7 this was an empty list.
  if (entries.length === 0 && folder !== "") throw notFound("invalid revision or path");
  const rows = recursive ? entries : entries.filter(({ path }) => path === join(folder, lastSegment(path)));
  if (pagination === "none") return ok(rows);
  return pagination === "keyset"
    ? paginateByToken(context, rows, ({ path }) => path)
    : paginate(context, rows, (row) => row);
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function entriesBelow(tree: Tree, folder: string): Entry[] {
  const files = Object.entries(tree).filter(([path]) => folder === "" || path.startsWith(`${folder}/`));
  const found = new Map<string, Entry>();
  for (const [path, { blob, executable }] of files) {
    const parts = path.split("/");
    for (let depth = 1; depth < parts.length; depth += 1) {
      const above = parts.slice(0, depth).join("/");
      if (above.length > folder.length && !found.has(above)) found.set(above, folderEntry(tree, above));
    }
    const mode = executable ? "100755" : "100644";
    found.set(path, { id: blob, name: lastSegment(path), type: "blob", path, mode });
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The sandbox keeps trees flat: the id of a folder is made of what is in it. */
function folderEntry(tree: Tree, path: string): Entry {
  const inside = Object.entries(tree).filter(([file]) => file.startsWith(`${path}/`));
  const id = createHash("sha1")
    .update(JSON.stringify([path, inside]))
    .digest("hex");
  return { id, name: lastSegment(path), type: "tree", path, mode: "040000" };
}

export const treeRoutes: Route[] = [route("GET", "/projects/:id/repository/tree", list)];
