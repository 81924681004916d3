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
  return rules.some((rule) => allows(rule, rule.pushLevel, user, access));
}

export function canMerge(state: State, user: User, project: Project, branch: string): boolean {
  const access = level(state, user, placeOf(state, { projectId: project.id, groupId: null }));
  const rules = rulesFor(project, branch);
  if (rules.length === 0) return access >= 30;
  return rules.some((rule) => allows(rule, rule.mergeLevel, user, access)) || canPush(state, user, project, branch);
}

/** By level, or by name; administrators' rules (60) are for them alone. */
function allows(rule: ProtectedBranch, wanted: number, user: User, access: number): boolean {
  if (rule.userIds.includes(user.id) && access >= 30) return true;
  if (wanted === 60) return user.admin;
  return wanted > 0 && access >= wanted;
}

export function canForcePush(project: Project, branch: string): boolean {
  return rulesFor(project, branch).every((rule) => rule.allowForcePush);
}
