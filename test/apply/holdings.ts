import { parseMarker } from "../../src/model/marker.ts";
import { canonicalJson } from "../../src/plan/digest.ts";
import { readBlob, treeOf } from "../../src/sandbox/git/objects.ts";
import type { MergeRequest, Note, Project, State, WorkItem } from "../../src/sandbox/state.ts";

/**
 * Everything that a server holds, with names in place of numbers, so that two servers can be compared on which the same
 * things were made in another order. What was made twice stands there twice.
 */
export function holdings(state: State): string[] {
  const named = namesIn(state);
  const plain = (text: string | null) => withoutDigests(named(text ?? ""));
  return [
    ...state.workItems.map((item) => describeItem(state, item, plain)),
    ...state.notes.filter(({ system }) => !system).map((note) => describeNote(state, note, plain)),
    ...state.flags.map(({ projectId, name, description, active, strategies }) => {
      const ways = strategies.map(({ name: way, parameters, userListId, scopes }) =>
        JSON.stringify([way, parameters, userListId, scopes.map(({ environmentScope }) => environmentScope).sort()]),
      );
      return `flag ${projectId} ${name} ${active} ${description} ${ways.sort().join(" ")}`;
    }),
    ...state.mergeRequests.map((request) => describeRequest(state, request, plain)),
    ...state.projects.flatMap((project) => describeBranches(state, project, named)),
    ...state.labels.map(({ title }) => `label ${title}`),
    ...state.terraform.filter(({ lock }) => lock !== null).map(({ name }) => `lock ${name}`),
  ].sort();
}

function describeItem(state: State, item: WorkItem, plain: (text: string | null) => string): string {
  const { title, state: open, labels, assignees, milestoneId, dueDate, confidential } = item;
  const links = state.links.flatMap(({ sourceId, targetId }) => {
    if (sourceId === item.id) return [nameOf(state, targetId)];
    return targetId === item.id ? [nameOf(state, sourceId)] : [];
  });
  const parent = item.parentId === null ? "" : nameOf(state, item.parentId);
  const facts = { labels: [...labels].sort(), assignees: [...assignees].sort(), milestoneId, dueDate, confidential };
  return `${nameOf(state, item.id)} ${title} ${open} ${JSON.stringify(facts)} under ${parent} with ${links.sort()}\n${plain(item.description)}`;
}

function describeNote(state: State, note: Note, plain: (text: string | null) => string): string {
  const on = note.noteable === "MergeRequest" ? "a merge request" : nameOf(state, note.noteableId);
  return `comment on ${on} by ${note.authorId}\n${plain(note.body)}`;
}

function describeRequest(state: State, request: MergeRequest, plain: (text: string | null) => string): string {
  const { projectId, sourceBranch, targetBranch, title, state: open, labels, reviewers } = request;
  const facts = JSON.stringify([projectId, sourceBranch, targetBranch, title, open, [...labels].sort(), reviewers]);
  const age = state.mergeRequests.filter((one) => one.sourceBranch === sourceBranch).indexOf(request);
  const branches = state.repositories.find((one) => one.projectId === projectId)?.branches ?? {};
  const named = parseMarker(request.description ?? "")?.applied.commit;
  const isNamed = open !== "opened" || named === branches[sourceBranch];
  return `merge request ${age} ${facts}${isNamed ? "" : " at another commit"}\n${plain(request.description)}`;
}

/** The files of each branch, and how many commits it has. */
function describeBranches(state: State, { id, path }: Project, named: (text: string) => string): string[] {
  const branches: Record<string, string> = state.repositories.find(({ projectId }) => projectId === id)?.branches ?? {};
  return Object.entries(branches).map(([name, sha]) => {
    const head = state.objects.commits[sha] ?? null;
    const files = Object.entries(treeOf(state.objects, head)).map(
      ([file, { blob }]) => `${file}\n${named(readBlob(state.objects, blob).toString("utf8"))}`,
    );
    return `branch ${path} ${name} ${depth(state, sha)}\n${files.sort().join("\n")}`;
  });
}

function depth(state: State, sha: string): number {
  const [first] = state.objects.commits[sha]?.parents ?? [];
  return first === undefined ? 1 : 1 + depth(state, first);
}

/** Key of ours, else the title. */
export function nameOf({ workItems }: State, id: number): string {
  const item = workItems.find((one) => one.id === id);
  return parseMarker(item?.description ?? "")?.key ?? item?.title ?? `no work item ${id}`;
}

/** Puts names in place of the numbers in addresses and references. */
export function namesIn(state: State): (text: string) => string {
  const paths = new Map([...state.projects, ...state.groups].map(({ id, path }) => [id, path]));
  const names = new Map<string, string>();
  for (const { id, iid, projectId, groupId } of state.workItems) {
    const path = paths.get(projectId ?? groupId ?? 0) ?? "";
    const name = nameOf(state, id);
    for (const short of [
      `${path}/-/issues/${iid}`,
      `${path}/-/work_items/${iid}`,
      `${path}/-/epics/${iid}`,
      `${path}#${iid}`,
      `${path}&${iid}`,
    ]) {
      names.set(short, `${path}:${name}`);
    }
  }
  for (const { iid, projectId, sourceBranch } of state.mergeRequests) {
    names.set(`${paths.get(projectId)}/-/merge_requests/${iid}`, `${paths.get(projectId)}:${sourceBranch}`);
  }
  const homes = [...paths.values()].sort((a, b) => b.length - a.length).join("|");
  const pattern = new RegExp(`(?:${homes})(?:/-/(?:issues|work_items|epics|merge_requests)/|#|&)\\d+`, "g");
  return (text) => text.replace(pattern, (found) => names.get(found) ?? found);
}

/** Digests speak of texts with numbers in them, and instants of when a run was. */
export function withoutDigests(text: string): string {
  const marker = parseMarker(text);
  const others = text.replace(/<!-- cutover:1 .*?-->/, "").replace(/(<!-- cutover:b \S+) [0-9a-f]+/g, "$1");
  if (marker === undefined) return others;
  // Links hold the numbers of issues. Commits of the same texts differ by their instants; whether the marker names that of its branch stands beside it.
  const { commit: _commit, links: _links, ...rest } = marker.applied;
  const { flag, source, ...fields } = rest;
  const applied = marker.key.startsWith("file/") ? fields : { ...fields, source };
  const { at: _at, intent: _intent, ...record } = flag ?? {};
  const shown = { ...applied, flag: flag && { ...record, hasIntent: flag.intent !== undefined } };
  return `${marker.key} ${marker.home.split(/[#:]/)[0]} ${canonicalJson(shown)}${others}`;
}
