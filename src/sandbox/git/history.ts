import type { Commit, MergeRequest, ObjectStore, Project } from "../state.ts";
import type { Store } from "../store.ts";
import { branchHead, repositoryOf, treeOf } from "./objects.ts";

/** All commits that can be reached from one, the newest first. */
export function ancestry(objects: ObjectStore, head: Commit): Commit[] {
  const seen = new Map<string, Commit>();
  const open = [head.sha];
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    const commit = objects.commits[sha];
    if (!commit || seen.has(sha)) continue;
    seen.set(sha, commit);
    open.push(...commit.parents);
  }
  return [...seen.values()].sort((a, b) => b.order - a.order);
}

/** Resolves a branch name, a full or abbreviated (7+) sha, or HEAD; null for what the project does not have. */
export function resolve(store: Store, project: Project, ref: string): Commit | null {
  const name = ref === "HEAD" ? project.defaultBranch : ref.replace(/^refs\/heads\//, "");
  const head = branchHead(store, project, name);
  if (head) return head;
  if (!/^[0-9a-f]{7,40}$/.test(ref)) return null;
  const { objects } = store.state;
  const known = Object.values(repositoryOf(store, project).branches).flatMap((sha) => {
    const commit = objects.commits[sha];
    return commit ? ancestry(objects, commit) : [];
  });
  const kept = store.state.mergeRequests.filter((request) => request.projectId === project.id);
  const heads = kept.flatMap((request) => headOf(store, request) ?? []);
  return (
    [...known, ...heads.flatMap((commit) => ancestry(objects, commit))].find((commit) => commit.sha.startsWith(ref)) ??
    null
  );
}

/** What a merge request brings; its project knows these commits, even those of a fork. */
function headOf(store: Store, request: MergeRequest): Commit | null {
  if (request.frozen) return store.state.objects.commits[request.frozen.head] ?? null;
  const source = store.state.projects.find((candidate) => candidate.id === request.sourceProjectId);
  return source ? branchHead(store, source, request.sourceBranch) : null;
}

/** The best common ancestor: as ancestors are always older, the youngest of the common ones. */
export function mergeBase(objects: ObjectStore, a: Commit, b: Commit): Commit | null {
  const reachable = new Set(ancestry(objects, a).map((commit) => commit.sha));
  return ancestry(objects, b).find((commit) => reachable.has(commit.sha)) ?? null;
}

/** Commits of `head` that `base` does not have, the newest first. */
export function commitsBetween(objects: ObjectStore, base: Commit | null, head: Commit): Commit[] {
  const known = new Set(base ? ancestry(objects, base).map((commit) => commit.sha) : []);
  return ancestry(objects, head).filter((commit) => !known.has(commit.sha));
}

/** The commit that last touched a path, deletion included; null if the path never was. Follows git's history simplification. */
export function lastCommitFor(objects: ObjectStore, head: Commit, path: string): Commit | null {
  let commit = head;
  for (;;) {
    const entry = treeOf(objects, commit)[path];
    const parents = commit.parents.flatMap((sha) => objects.commits[sha] ?? []);
    const same = parents.find((parent) => {
      const before = treeOf(objects, parent)[path];
      return before?.blob === entry?.blob && before?.executable === entry?.executable;
    });
    if (!same) return entry || parents.length > 0 ? commit : null;
    commit = same;
  }
}
