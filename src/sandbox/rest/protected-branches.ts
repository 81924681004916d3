import { requireRole } from "../access.ts";
import { conflict, recordNotFound } from "../errors.ts";
import { paginate } from "../pagination.ts";
import { boolean, integer, requireParams, text } from "../params.ts";
import { type Context, created, noContent, ok, type Reply, type Route, route } from "../router.ts";
import type { Project, ProtectedBranch } from "../state.ts";
import { nextId, type Store } from "../store.ts";
import { projectPlace } from "./place.ts";

const SPOKEN: Record<number, string> = { 0: "No one", 30: "Developers + Maintainers", 40: "Maintainers", 60: "Admins" };

function entity({ state }: Store, rule: ProtectedBranch) {
  const access = (level: number) => [
    { id: rule.id, access_level: level, access_level_description: SPOKEN[level] ?? "", user_id: null, group_id: null },
    ...rule.userIds.map((id, index) => ({
      id: rule.id * 100 + index,
      access_level: 40,
      access_level_description: state.users.find((user) => user.id === id)?.name ?? "",
      user_id: id,
      group_id: null,
    })),
  ];
  return {
    id: rule.id,
    name: rule.name,
    push_access_levels: access(rule.pushLevel),
    merge_access_levels: access(rule.mergeLevel),
    unprotect_access_levels: [],
    allow_force_push: rule.allowForcePush,
    code_owner_approval_required: false,
    inherited: false,
  };
}

function projectOf(context: Context): Project {
  const place = projectPlace(context);
  requireRole(context.store.state, context.user, place, "maintainer");
  return place.project;
}

function find(context: Context, project: Project): ProtectedBranch {
  const rule = project.protectedBranches.find((candidate) => candidate.name === context.path["name"]);
  if (!rule) throw recordNotFound();
  return rule;
}

function list(context: Context): Reply {
  return paginate(context, projectOf(context).protectedBranches, (rule) => entity(context.store, rule));
}

function post(context: Context): Reply {
  const { store, params } = context;
  const project = projectOf(context);
  requireParams(params, ["name"]);
  const name = text(params, "name") ?? "";
  if (project.protectedBranches.some((rule) => rule.name === name)) {
    throw conflict(`Protected branch '${name}' already exists`);
  }
  const rule: ProtectedBranch = {
    id: nextId(store, "protectedBranch"),
    name,
    pushLevel: integer(params, "push_access_level") ?? 40,
    mergeLevel: integer(params, "merge_access_level") ?? 40,
    userIds: [],
    allowForcePush: boolean(params, "allow_force_push") ?? false,
  };
  project.protectedBranches.push(rule);
  return created(entity(store, rule));
}

function remove(context: Context): Reply {
  const project = projectOf(context);
  const rule = find(context, project);
  project.protectedBranches = project.protectedBranches.filter((other) => other !== rule);
  return noContent();
}

const RULES = "/projects/:id/protected_branches";

export const protectedBranchRoutes: Route[] = [
  route("GET", RULES, list),
  route("POST", RULES, post),
  route("GET", `${RULES}/:name`, (context) => ok(entity(context.store, find(context, projectOf(context))))),
  route("DELETE", `${RULES}/:name`, remove),
];
