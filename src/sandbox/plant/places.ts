import { LEVEL } from "../access.ts";
import type { SeedProject } from "../seed.ts";
import type { Group, Project, Settings } from "../state.ts";
import { nextId, type Store } from "../store.ts";

/** What a server of one's own allows; GitLab.com has 50, 150 and 200 by tier. */
const FLAG_LIMIT = 200;
const SETTINGS: Settings = {
  merge_method: "merge",
  squash_option: "default_off",
  ci_config_path: "",
  ci_allow_fork_pipelines_to_run_in_parent_project: true,
  ci_pipeline_variables_minimum_override_role: "developer",
  marked_for_deletion_on: null,
};

/** The group of a path, made with those above it where it is not there. */
export function ensureGroup(store: Store, path: string): Group {
  const known = store.state.groups.find((group) => group.path === path);
  if (known) return known;
  const above = path.includes("/") ? ensureGroup(store, path.slice(0, path.lastIndexOf("/"))) : null;
  const group: Group = {
    id: nextId(store, "namespace"),
    path,
    name: path.slice(path.lastIndexOf("/") + 1),
    parentId: above?.id ?? null,
    visibility: "private",
    variables: [],
    createdAt: store.state.now,
  };
  store.state.groups.push(group);
  return group;
}

/** The project of a path, made where it is not there. */
export function ensureProject(store: Store, seed: SeedProject): Project {
  const known = store.state.projects.find((project) => project.path === seed.path);
  if (known) return known;
  const cut = seed.path.lastIndexOf("/");
  if (cut < 1) throw new Error(`"${seed.path}" is no full path of a project; write group/project`);
  const defaultBranch = seed.default_branch ?? "main";
  const rule = {
    name: defaultBranch,
    pushLevel: LEVEL.maintainer,
    mergeLevel: LEVEL.maintainer,
    userIds: [],
    allowForcePush: false,
  };
  const project: Project = {
    id: nextId(store, "project"),
    path: seed.path,
    name: seed.name ?? seed.path.slice(cut + 1),
    groupId: ensureGroup(store, seed.path.slice(0, cut)).id,
    defaultBranch,
    visibility: seed.visibility ?? "private",
    createdAt: store.state.now,
    lastActivityAt: store.state.now,
    protectedBranches: [{ id: nextId(store, "protectedBranch"), ...rule }],
    archived: false,
    access: { issues: "enabled", merge_requests: "enabled", builds: "enabled", feature_flags: "enabled" },
    settings: { ...SETTINGS },
    flagLimit: FLAG_LIMIT,
    variables: [],
    forkedFromId: null,
    clientToken: seed.client_token ?? `glffct-${seed.path.replaceAll("/", "-")}`,
  };
  store.state.projects.push(project);
  return project;
}
