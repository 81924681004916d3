import type { Examined } from "./subject.ts";

/** Access levels of members: https://docs.gitlab.com/api/access_requests/ */
export const LEVEL = { planner: 15, reporter: 20, developer: 30, maintainer: 40, owner: 50 } as const;

const NAMES: readonly (readonly [number, string])[] = [
  [LEVEL.owner, "Owner"],
  [LEVEL.maintainer, "Maintainer"],
  [LEVEL.developer, "Developer"],
  [LEVEL.reporter, "Reporter"],
  [LEVEL.planner, "Planner"],
  [10, "Guest"],
  [1, "a member with minimal access"],
];

/** Such as `Developer`; a level between two roles is called by the lower one. */
export function roleName(level: number): string {
  return NAMES.find(([least]) => level >= least)?.[1] ?? "no member";
}

/** Access level of a token's user in a project that is there; an administrator may do everything everywhere. Undefined where it is not known. */
export function levelIn({ facts }: Examined, project: string): number | undefined {
  if (facts.user?.value?.admin) return LEVEL.owner;
  const known = facts.projects.get(project);
  // A project that others see: it hides from who is no member.
  return known?.trouble?.kind === "missing" ? 0 : known?.value?.access;
}

export function levelInGroup({ facts }: Examined): number | undefined {
  return facts.user?.value?.admin ? LEVEL.owner : facts.group?.value?.access;
}
