import { commitEntity } from "../entities/commit.ts";
import { ApiError, badRequest, notFound } from "../errors.ts";
import { ancestry, resolve } from "../git/history.ts";
import { branchHead, repositoryOf } from "../git/objects.ts";
import { canPush, rulesFor } from "../git/protection.ts";
import { isBranchName } from "../git/push.ts";
import { removeBranch } from "../issuable/branches.ts";
import { paginate } from "../pagination.ts";
import { filled, requireParams, text } from "../params.ts";
import { type Context, created, noContent, ok, type Reply, type Route, route } from "../router.ts";
import type { Commit, Project } from "../state.ts";
import { readable, writable } from "./repository.ts";

function branchEntity({ store, user }: Context, project: Project, name: string, head: Commit) {
  const rules = rulesFor(project, name);
  const main = branchHead(store, project, project.defaultBranch);
  const merged = main !== null && name !== project.defaultBranch && ancestry(store.state.objects, main).includes(head);
  return {
    name,
    commit: commitEntity(store, project, head),
    merged,
    protected: rules.length > 0,
    developers_can_push: rules.some((rule) => rule.pushLevel > 0 && rule.pushLevel <= 30),
    developers_can_merge: rules.some((rule) => rule.mergeLevel > 0 && rule.mergeLevel <= 30),
    can_push: user !== null && canPush(store.state, user, project, name),
    default: name === project.defaultBranch,
    web_url: `${store.url}/${project.path}/-/tree/${name}`,
  };
}

function list(context: Context): Reply {
  const project = readable(context);
  const search = text(context.params, "search");
  const names = Object.keys(repositoryOf(context.store, project).branches).sort();
  const rows = names.flatMap((name): [string, Commit][] => {
    const head = branchHead(context.store, project, name);
    return head && isFound(name, search) ? [[name, head]] : [];
  });
  return paginate(context, rows, ([name, head]) => branchEntity(context, project, name, head));
}

/** `^start` and `end$` anchor a search. */
function isFound(name: string, search: string | undefined): boolean {
  if (search === undefined) return true;
  if (search.startsWith("^")) return name.startsWith(search.slice(1));
  if (search.endsWith("$")) return name.endsWith(search.slice(0, -1));
  return name.toLowerCase().includes(search.toLowerCase());
}

function find(context: Context, project: Project): { name: string; head: Commit } {
  const name = context.path["branch"] ?? "";
  const head = branchHead(context.store, project, name);
  if (!head) throw notFound("Branch");
  return { name, head };
}

function getOne(context: Context): Reply {
  const project = readable(context);
  const { name, head } = find(context, project);
  return ok(branchEntity(context, project, name, head));
}

function post(context: Context): Reply {
  const { store, params } = context;
  const { project, user } = writable(context);
  requireParams(params, ["branch", "ref"]);
  const [name, ref] = [filled(params, "branch") ?? "", filled(params, "ref") ?? ""];
  if (!isBranchName(name)) throw badRequest("Branch name is invalid");
  if (branchHead(store, project, name)) throw badRequest("Branch already exists");
  const start = resolve(store, project, ref);
  if (!start) throw badRequest(`Failed to create branch '${name}': invalid reference name '${ref}'`);
  if (!canPush(store.state, user, project, name)) {
    throw badRequest("You are not allowed to create protected branches on this project.");
  }
  repositoryOf(store, project).branches[name] = start.sha;
  return created(branchEntity(context, project, name, start));
}

function remove(context: Context): Reply {
  const { store } = context;
  const { project, user } = writable(context);
  const name = context.path["branch"] ?? "";
  if (!branchHead(store, project, name)) throw notFound("Branch");
  if (name === project.defaultBranch) throw badRequest("The default branch of a project cannot be deleted.");
  if (rulesFor(project, name).length > 0) {
    throw new ApiError(400, { message: "You can only delete protected branches using the web interface." });
  }
  removeBranch(store, user, project, name);
  return noContent();
}

const BRANCHES = "/projects/:id/repository/branches";

export const branchRoutes: Route[] = [
  route("GET", BRANCHES, list),
  route("POST", BRANCHES, post),
  route("GET", `${BRANCHES}/:branch`, getOne),
  route("HEAD", `${BRANCHES}/:branch`, (context) => ({
    status: branchHead(context.store, readable(context), context.path["branch"] ?? "") ? 204 : 404,
  })),
  route("DELETE", `${BRANCHES}/:branch`, remove),
];
