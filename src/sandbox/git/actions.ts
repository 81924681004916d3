import { badParameter, badRequest } from "../errors.ts";
import { boolean, filled, has, isObject, oneOf, type Params, text } from "../params.ts";
import type { Commit, ObjectStore } from "../state.ts";
import { lastCommitFor } from "./history.ts";
import { type Tree, treeOf, writeBlob } from "./objects.ts";

export type Action = "create" | "update" | "move" | "delete" | "chmod";

export interface FileAction {
  action: Action;
  path: string;
  previousPath?: string;
  /** The new bytes; absent where the old ones stay. */
  content?: Buffer;
  lastCommit?: string;
  executable?: boolean;
}

const ACTIONS = ["create", "update", "move", "delete", "chmod"] as const;

/** Reads the `actions` of a commit request, and refuses what Grape would. */
export function readActions(value: unknown): FileAction[] {
  if (!Array.isArray(value) || !value.every(isObject)) throw badParameter("actions is invalid");
  return value.map((item, index) => {
    const at = `actions[${index}]`;
    for (const key of ["action", "file_path"]) if (!has(item, key)) throw badParameter(`${at}[${key}] is missing`);
    const wanted = text(item, "action");
    const action = ACTIONS.find((name) => name === wanted);
    if (!action) throw badParameter(`${at}[action] does not have a valid value`);
    if (action === "move" && !has(item, "previous_path")) throw badParameter(`${at}[previous_path] is missing`);
    return {
      action,
      path: safePath(filled(item, "file_path") ?? ""),
      previousPath: text(item, "previous_path"),
      content: readContent(item),
      lastCommit: text(item, "last_commit_id"),
      executable: boolean(item, "execute_filemode"),
    };
  });
}

export function readContent(item: Params): Buffer | undefined {
  const content = text(item, "content");
  const encoding = oneOf(item, "encoding", ["text", "base64"]) ?? "text";
  return content === undefined ? undefined : Buffer.from(content, encoding === "base64" ? "base64" : "utf8");
}

/** A path that stays inside the repository. */
export function safePath(path: string): string {
  const parts = path.replace(/^\/+/, "").split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".." || part.toLowerCase() === ".git")) {
    throw badRequest("Path cannot include traversal syntax");
  }
  return parts.join("/");
}

/** The tree after all actions; any that cannot be done refuses the whole commit with 400 and Gitaly's words. */
export function applyActions(objects: ObjectStore, start: Commit | null, actions: readonly FileAction[]): Tree {
  const tree: Tree = { ...treeOf(objects, start) };
  for (const action of actions) {
    if (start && action.action !== "create") checkFresh(objects, start, action);
    step(objects, tree, action);
  }
  return tree;
}

/** A file that somebody else changed since the caller looked is not overwritten. Without history there is nothing to compare. */
function checkFresh(objects: ObjectStore, start: Commit, action: FileAction): void {
  if (action.lastCommit === undefined) return;
  const path = action.previousPath ?? action.path;
  const latest = lastCommitFor(objects, start, path);
  const seen = objects.commits[action.lastCommit];
  const known = seen ? lastCommitFor(objects, seen, path) : null;
  if (latest && latest.sha !== known?.sha) {
    throw badRequest(`The file has changed since you started editing it: ${path}`);
  }
}

function step(objects: ObjectStore, tree: Tree, { action, path, previousPath, content, executable }: FileAction): void {
  const existing = tree[path];
  if (action === "create") {
    if (existing) throw badRequest("A file with this name already exists");
    refuseDirectoryClash(tree, path);
    tree[path] = { blob: writeBlob(objects, content ?? Buffer.alloc(0)), executable: executable ?? false };
  } else if (action === "move") {
    const source = tree[previousPath ?? ""];
    if (!source || previousPath === undefined) throw badRequest("A file with this name doesn't exist");
    if (existing) throw badRequest("A file with this name already exists");
    delete tree[previousPath];
    refuseDirectoryClash(tree, path);
    tree[path] = content ? { ...source, blob: writeBlob(objects, content) } : source;
  } else if (!existing) {
    throw badRequest("A file with this name doesn't exist");
  } else if (action === "delete") {
    delete tree[path];
  } else if (action === "chmod") {
    tree[path] = { ...existing, executable: executable ?? false };
  } else {
    tree[path] = {
      blob: writeBlob(objects, content ?? Buffer.alloc(0)),
      executable: executable ?? existing.executable,
    };
  }
}

function refuseDirectoryClash(tree: Tree, path: string): void {
  const parents = path.split("/").map((_, index, parts) => parts.slice(0, index).join("/"));
  const isDirectory = Object.keys(tree).some((other) => other.startsWith(`${path}/`));
  if (isDirectory || parents.some((parent) => tree[parent]))
    throw badRequest("A directory with this name already exists");
}
