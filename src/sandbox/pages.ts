import { workItemUrl } from "./entities/issue.ts";
import { mergeRequestUrl } from "./entities/merge-request.ts";
import { findUser } from "./entities/user.ts";
import { resolve } from "./git/history.ts";
import { readBlob, treeOf } from "./git/objects.ts";
import type { Item } from "./issuable/kind.ts";
import { kindOf } from "./issuable/kind.ts";
import { labelTitles } from "./issuable/labels.ts";
import { decode, type Reply } from "./router.ts";
import type { Project } from "./state.ts";
import type { Store } from "./store.ts";

/** The pages that web_urls lead to: plain text in a frame, for a person at the same machine, who is asked for no token. */
export function page(store: Store, path: string): Reply {
  const text = itemPage(store, path) ?? filePage(store, path) ?? overviewPage(store, path);
  if (text === null) return html(404, "404 Not Found", escapeHtml("There is nothing here."));
  return html(200, text.title, text.body);
}

interface Content {
  title: string;
  /** HTML, escaped where it came from people. */
  body: string;
}

function html(status: number, title: string, body: string): Reply {
  const head = `<meta charset="utf-8"><title>${escapeHtml(title)}</title>`;
  return {
    status,
    text: `<!doctype html><html><head>${head}</head><body><pre>${body}</pre></body></html>\n`,
    type: "text/html; charset=utf-8",
  };
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

function urlOf(store: Store, item: Item): string {
  return "type" in item ? workItemUrl(store, item) : mergeRequestUrl(store, item);
}

function itemPage(store: Store, path: string): Content | null {
  const all: Item[] = [...store.state.workItems, ...store.state.mergeRequests];
  const item = all.find((candidate) => new URL(urlOf(store, candidate)).pathname === path);
  if (!item) return null;
  const notes = store.state.notes
    .filter((note) => note.noteable === kindOf(item) && note.noteableId === item.id)
    .map((note) => `\n--- @${findUser(store, note.authorId).username}, ${note.createdAt}\n${note.body}\n`);
  const lines = [
    item.title,
    `State:     ${item.state}`,
    `Labels:    ${labelTitles(store.state, item).join(", ")}`,
    `Assignees: ${item.assignees.map((id) => `@${findUser(store, id).username}`).join(", ")}`,
    ...("sourceBranch" in item ? [`Branches:  ${item.sourceBranch} -> ${item.targetBranch}`] : []),
    "",
    item.description ?? "",
    ...notes,
  ];
  return { title: item.title, body: escapeHtml(lines.join("\n")) };
}

function filePage(store: Store, path: string): Content | null {
  const match = /^\/(.+?)\/-\/(?:blob|raw)\/([^/]+)\/(.+)$/.exec(decode(path) ?? "");
  const project = store.state.projects.find((candidate) => candidate.path === match?.[1]);
  const commit = project && match ? resolve(store, project, match[2] ?? "") : null;
  const entry = treeOf(store.state.objects, commit)[match?.[3] ?? ""];
  if (!entry) return null;
  return { title: match?.[3] ?? "", body: escapeHtml(readBlob(store.state.objects, entry.blob).toString("utf8")) };
}

/** The start page and a project's or group's page: links to what is in them. */
function overviewPage(store: Store, path: string): Content | null {
  const name = path.replace(/^\/(?:groups\/)?|(?:\/-\/feature_flags)?\/?$/g, "");
  const project = store.state.projects.find((candidate) => candidate.path === name);
  const group = store.state.groups.find((candidate) => candidate.path === name);
  if (path !== "/" && !project && !group) return null;
  const items: Item[] = [...store.state.workItems, ...store.state.mergeRequests];
  const rows = items
    .map((item) => ({ item, url: new URL(urlOf(store, item)).pathname }))
    .filter(({ item, url }) => (project ? item.projectId === project.id : url.includes(name)))
    .map(
      ({ item, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(url)}</a> ${item.state}  ${escapeHtml(item.title)}`,
    );
  const projects = project ? flagsOf(store, project) : store.state.projects.map((other) => link(other));
  return { title: name === "" ? "GitLab sandbox" : name, body: [...projects, "", ...rows].join("\n") };
}

function link(project: Project): string {
  return `<a href="/${escapeHtml(project.path)}">${escapeHtml(project.path)}</a>`;
}

function flagsOf(store: Store, project: Project): string[] {
  return store.state.flags
    .filter((flag) => flag.projectId === project.id)
    .map((flag) => {
      const strategies = flag.strategies.map((strategy) => `${strategy.name} ${JSON.stringify(strategy.parameters)}`);
      return escapeHtml(`flag ${flag.name} ${flag.active ? "on" : "off"}  ${strategies.join("; ")}`);
    });
}
