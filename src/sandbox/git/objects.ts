import { createHash } from "node:crypto";
import { emailOf } from "../entities/user.ts";
import type { Commit, ObjectStore, Project, Repository, TreeEntry, User } from "../state.ts";
import { nextId, type Store } from "../store.ts";

/** Path to entry: a whole tree, flat. */
export type Tree = Record<string, TreeEntry>;

function sha1(kind: string, bytes: Buffer): string {
  return createHash("sha1").update(`${kind} ${bytes.length}\0`).update(bytes).digest("hex");
}

/** The id that git gives to these bytes; `git hash-object` agrees. */
export function writeBlob(objects: ObjectStore, bytes: Buffer): string {
  const sha = sha1("blob", bytes);
  objects.blobs[sha] ??= bytes.toString("base64");
  return sha;
}

export function readBlob(objects: ObjectStore, sha: string): Buffer {
  const content = objects.blobs[sha];
  if (content === undefined) throw new Error(`no blob ${sha}`);
  return Buffer.from(content, "base64");
}

function writeTree(objects: ObjectStore, tree: Tree): string {
  const sorted: Tree = Object.fromEntries(Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1)));
  const sha = sha1("tree", Buffer.from(JSON.stringify(sorted)));
  objects.trees[sha] ??= sorted;
  return sha;
}

export function treeOf(objects: ObjectStore, commit: Commit | null): Tree {
  return (commit && objects.trees[commit.tree]) ?? {};
}

export interface NewCommit {
  tree: Tree;
  parents: string[];
  message: string;
  author: User;
  authorName?: string;
  authorEmail?: string;
}

export function writeCommit(store: Store, commit: NewCommit): Commit {
  const { objects } = store.state;
  const content = {
    tree: writeTree(objects, commit.tree),
    parents: commit.parents,
    message: commit.message,
    authorName: commit.authorName ?? commit.author.name,
    authorEmail: commit.authorEmail ?? emailOf(commit.author),
    committerName: commit.author.name,
    committerEmail: emailOf(commit.author),
    date: store.state.now,
  };
  const sha = sha1("commit", Buffer.from(JSON.stringify(content)));
  const written = objects.commits[sha] ?? { sha, order: nextId(store, "commit"), ...content };
  objects.commits[sha] = written;
  return written;
}

export function repositoryOf(store: Store, project: Project): Repository {
  const found = store.state.repositories.find((candidate) => candidate.projectId === project.id);
  if (found) return found;
  const repository: Repository = { projectId: project.id, branches: {} };
  store.state.repositories.push(repository);
  return repository;
}

export function branchHead(store: Store, project: Project, branch: string): Commit | null {
  const { branches } = repositoryOf(store, project);
  const sha = Object.hasOwn(branches, branch) ? branches[branch] : undefined;
  return sha === undefined ? null : (store.state.objects.commits[sha] ?? null);
}
