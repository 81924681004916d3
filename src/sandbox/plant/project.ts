import { LEVEL } from "../access.ts";
import { repositoryOf } from "../git/objects.ts";
import type { SeedLevel, SeedProject, SeedProtectedBranch, SeedVariable } from "../seed.ts";
import type { Group, Project, ProtectedBranch, Variable } from "../state.ts";
import { nextId, type Store } from "../store.ts";

const LEVELS: Record<SeedLevel, number> = {
  none: 0,
  developer: LEVEL.developer,
  maintainer: LEVEL.maintainer,
  admin: 60,
};

/** What a seed says of a project beside its contents. */
export function plantSettings(store: Store, project: Project, seed: SeedProject): void {
  project.archived = seed.archived ?? project.archived;
  project.flagLimit = seed.flag_limit ?? project.flagLimit;
  Object.assign(project.settings, seed.settings);
  const { access } = project;
  access.issues = seed.issues_access_level ?? access.issues;
  access.merge_requests = seed.merge_requests_access_level ?? access.merge_requests;
  access.builds = seed.builds_access_level ?? access.builds;
  access.feature_flags = seed.feature_flags_access_level ?? access.feature_flags;
  if (seed.protected_branches) {
    project.protectedBranches = seed.protected_branches.map((rule) => protectedBranch(store, rule));
  }
  plantVariables(project, seed.variables ?? []);
  if (seed.forked_from !== undefined) fork(store, project, seed.forked_from);
}

function protectedBranch(store: Store, seed: SeedProtectedBranch): ProtectedBranch {
  const { push = "maintainer", merge = "maintainer", users = [] } = seed;
  return {
    id: nextId(store, "protectedBranch"),
    name: seed.name,
    pushLevel: LEVELS[push],
    mergeLevel: LEVELS[merge],
    userIds: users.map((username) => userId(store, username)),
    allowForcePush: seed.allow_force_push ?? false,
  };
}

function userId(store: Store, username: string): number {
  const user = store.state.users.find((candidate) => candidate.username === username);
  if (!user) throw new Error(`the seed lets "${username}" push, who is none of its users`);
  return user.id;
}

/** Key and environment scope together are what makes a variable one. */
export function plantVariables(home: Project | Group, seeds: readonly SeedVariable[]): void {
  for (const seed of seeds) {
    const variable = variableOf(seed);
    home.variables = home.variables.filter(
      (known) => known.key !== variable.key || known.environmentScope !== variable.environmentScope,
    );
    home.variables.push(variable);
  }
}

function variableOf(seed: SeedVariable): Variable {
  const hidden = seed.hidden ?? false;
  return {
    key: seed.key,
    value: seed.value,
    type: seed.variable_type ?? "env_var",
    protected: seed.protected ?? false,
    masked: hidden || (seed.masked ?? false),
    hidden,
    raw: seed.raw ?? false,
    environmentScope: seed.environment_scope ?? "*",
    description: seed.description ?? null,
  };
}

/** Commits lie in one heap for all projects, so that the branches are all that is copied. */
function fork(store: Store, project: Project, path: string): void {
  const source = store.state.projects.find((candidate) => candidate.path === path);
  if (!source) throw new Error(`"${project.path}" of the seed is a fork of "${path}", which must stand before it`);
  if (project.forkedFromId === source.id) return;
  project.forkedFromId = source.id;
  const repository = repositoryOf(store, project);
  repository.branches = { ...repositoryOf(store, source).branches, ...repository.branches };
}
