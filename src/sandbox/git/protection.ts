import { level, placeOf } from "../access.ts";
import type { Project, ProtectedBranch, State, User } from "../state.ts";

/** The rules that name a branch, by name or wildcard. */
export function rulesFor(project: Project, branch: string): ProtectedBranch[] {
  return project.protectedBranches.filter((rule) => {
    const parts = rule.name.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`).test(branch);
  });
}

export function canPush(state: State, user: User, project: Project, branch: string): boolean {
  const access = level(state, user, placeOf(state, { projectId: project.id, groupId: null }));
  const rules = rulesFor(project, branch);
  if (rules.length === 0) return access >= 30;
  return rules.some((rule) => rule.pushLevel > 0 && access >= rule.pushLevel);
}

export function canMerge(state: State, user: User, project: Project, branch: string): boolean {
  const access = level(state, user, placeOf(state, { projectId: project.id, groupId: null }));
  const rules = rulesFor(project, branch);
  if (rules.length === 0) return access >= 30;
  return (
    rules.some((rule) => rule.mergeLevel > 0 && access >= rule.mergeLevel) || canPush(state, user, project, branch)
  );
}

export function canForcePush(project: Project, branch: string): boolean {
  return rulesFor(project, branch).every((rule) => rule.allowForcePush);
}
