import { commitEntity } from "../entities/commit.ts";
import { badParameter, notFound } from "../errors.ts";
import { readActions } from "../git/actions.ts";
import { commitsBetween, lastCommitFor, mergeBase, resolve } from "../git/history.ts";
import { splitLines } from "../git/line-diff.ts";
import { treeOf } from "../git/objects.ts";
import { push } from "../git/push.ts";
import { diffTrees } from "../git/tree-diff.ts";
import { paginate } from "../pagination.ts";
import { boolean, filled, has, instant, requireParams, text } from "../params.ts";
import { type Context, created, ok, type Reply, type Route, route } from "../router.ts";
import type { Commit, Project } from "../state.ts";
import { commitOf, readable, writable } from "./repository.ts";

function diffOf({ store }: Context, commit: Commit) {
  const { objects } = store.state;
  const parent = objects.commits[commit.parents[0] ?? ""] ?? null;
  return diffTrees(objects, treeOf(objects, parent), treeOf(objects, commit));
}

function detail(context: Context, project: Project, commit: Commit, stats: boolean) {
  return {
    ...commitEntity(context.store, project, commit),
    ...(stats ? { stats: statsOf(context, commit) } : {}),
    status: null,
    project_id: project.id,
    last_pipeline: null,
  };
}

function statsOf(context: Context, commit: Commit) {
  const lines = diffOf(context, commit).flatMap((file) => splitLines(file.diff));
  const additions = lines.filter((line) => line.startsWith("+")).length;
  const deletions = lines.filter((line) => line.startsWith("-")).length;
  return { additions, deletions, total: additions + deletions };
}

function list(context: Context): Reply {
  const { store, params } = context;
  const project = readable(context);
  const { objects } = store.state;
  const path = text(params, "path");
  const range = /^(.+?)\.\.\.?(.+)$/.exec(text(params, "ref_name") ?? "");
  const from = range ? resolve(store, project, range[1] ?? "") : null;
  const head = range ? resolve(store, project, range[2] ?? "") : commitOf(context, project, "ref_name");
  if (!head || (range && !from)) throw notFound("Commit");
  const [since, until] = [instant(params, "since") ?? 0, instant(params, "until") ?? Number.POSITIVE_INFINITY];
  const rows = commitsBetween(objects, from, head)
    .filter((commit) => Date.parse(commit.date) >= since && Date.parse(commit.date) <= until)
    .filter((commit) => path === undefined || touches(context, commit, path));
  return paginate(context, rows, (commit) => commitEntity(store, project, commit));
}

function touches({ store }: Context, commit: Commit, path: string): boolean {
  const { objects } = store.state;
  const inside = Object.keys(treeOf(objects, commit)).filter((file) => file.startsWith(`${path}/`));
  return [path, ...inside].some((file) => lastCommitFor(objects, commit, file)?.sha === commit.sha);
}

function getOne(context: Context): Reply {
  const project = readable(context);
  const commit = resolve(context.store, project, context.path["sha"] ?? "");
  if (!commit) throw notFound("Commit");
  return ok(detail(context, project, commit, boolean(context.params, "stats") ?? true));
}

function getDiff(context: Context): Reply {
  const project = readable(context);
  const commit = resolve(context.store, project, context.path["sha"] ?? "");
  if (!commit) throw notFound("Commit");
  return paginate(context, diffOf(context, commit), (file) => file);
}

/** All actions in one commit, or none of them. */
function post(context: Context): Reply {
  const { store, params } = context;
  const { project, user } = writable(context);
  requireParams(
    params,
    boolean(params, "allow_empty") ? ["branch", "commit_message"] : ["branch", "commit_message", "actions"],
  );
  if (has(params, "start_branch") && has(params, "start_sha")) {
    throw badParameter("start_branch, start_sha are mutually exclusive");
  }
  const commit = push(store, user, project, {
    branch: filled(params, "branch") ?? "",
    message: filled(params, "commit_message") ?? "",
    actions: has(params, "actions") ? readActions(params["actions"]) : [],
    startBranch: filled(params, "start_branch"),
    startSha: filled(params, "start_sha"),
    force: boolean(params, "force"),
    authorName: text(params, "author_name"),
    authorEmail: text(params, "author_email"),
  });
  return created(detail(context, project, commit, boolean(params, "stats") ?? true));
}

/** What `to` has that `from` has not: against their merge base, or with `straight` against `from` itself. */
function compare(context: Context): Reply {
  const { store, params } = context;
  const project = readable(context);
  requireParams(params, ["from", "to"]);
  const { objects } = store.state;
  const [from, to] = [
    resolve(store, project, text(params, "from") ?? ""),
    resolve(store, project, text(params, "to") ?? ""),
  ];
  if (!from || !to) throw notFound("Ref");
  const base = boolean(params, "straight") ? from : mergeBase(objects, from, to);
  const commits = commitsBetween(objects, from, to).reverse();
  const latest = commits.at(-1);
  return ok({
    commit: latest ? commitEntity(store, project, latest) : null,
    commits: commits.map((commit) => commitEntity(store, project, commit)),
    diffs: diffTrees(objects, treeOf(objects, base), treeOf(objects, to)),
    compare_timeout: false,
    compare_same_ref: from.sha === to.sha,
    web_url: `${store.url}/${project.path}/-/compare/${from.sha}...${to.sha}`,
  });
}

/** One folder, or with `recursive` all below; folders are listed as trees. */
function listTree(context: Context): Reply {
  const { store, params } = context;
  const project = readable(context);
  const commit = resolve(store, project, filled(params, "ref") ?? "HEAD");
  if (!commit) throw notFound("Tree");
  const folder = (text(params, "path") ?? "").replace(/^\/+|\/+$/g, "");
  const prefix = folder === "" ? "" : `${folder}/`;
  const recursive = boolean(params, "recursive") ?? false;
  const tree = treeOf(store.state.objects, commit);
  const rows = new Map<string, unknown>();
  for (const [file, entry] of Object.entries(tree)) {
    if (!file.startsWith(prefix)) continue;
    const parts = file.slice(prefix.length).split("/");
    for (const depth of recursive ? parts.keys() : [0]) {
      const path = prefix + parts.slice(0, depth + 1).join("/");
      const blob = path === file;
      const mode = blob ? (entry.executable ? "100755" : "100644") : "040000";
      rows.set(path, {
        id: blob ? entry.blob : commit.tree,
        name: parts[depth],
        type: blob ? "blob" : "tree",
        path,
        mode,
      });
    }
  }
  if (rows.size === 0 && folder !== "") throw notFound("invalid revision or path Tree");
  return paginate(context, [...rows.values()], (row) => row);
}

export const commitRoutes: Route[] = [
  route("GET", "/projects/:id/repository/tree", listTree),
  route("GET", "/projects/:id/repository/compare", compare),
  route("GET", "/projects/:id/repository/commits", list),
  route("POST", "/projects/:id/repository/commits", post),
  route("GET", "/projects/:id/repository/commits/:sha", getOne),
  route("GET", "/projects/:id/repository/commits/:sha/diff", getDiff),
];
