import { forbidden, notFound, unauthorized } from "./errors.ts";
import type { Role } from "./seed.ts";
import type { Group, Owner, Part, Project, State, User, WorkItem } from "./state.ts";

export const LEVEL: Record<Role, number> = {
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
};

/** A project or a group, as the same question is asked of both. */
export type Place = { project: Project; group: Group } | { project: null; group: Group };

/** The group and the groups above it, the nearest first. */
export function lineage(state: State, group: Group): Group[] {
  const above = state.groups.find((other) => other.id === group.parentId);
  return above ? [group, ...lineage(state, above)] : [group];
}

export function placeOf(state: State, owner: Owner): Place {
  const project = state.projects.find((candidate) => candidate.id === owner.projectId) ?? null;
  const group = state.groups.find((candidate) => candidate.id === (project?.groupId ?? owner.groupId));
  if (!group) throw new Error(`no group for project ${owner.projectId} or group ${owner.groupId}`);
  return { project, group };
}

/** The user's access level (0 to 50) in a project or group, inherited from the groups above. */
export function level(state: State, user: User | null, place: Place): number {
  if (!user) return 0;
  if (user.admin) return LEVEL.owner;
  const groups = lineage(state, place.group).map((group) => group.id);
  const levels = state.members
    .filter((member) => member.userId === user.id)
    .filter((member) =>
      member.projectId === null ? groups.includes(member.groupId ?? 0) : member.projectId === place.project?.id,
    )
    .map((member) => member.level);
  return Math.max(0, ...levels);
}

export function can(state: State, user: User | null, place: Place, role: Role): boolean {
  return level(state, user, place) >= LEVEL[role];
}

function isVisible(visibility: string, user: User | null): boolean {
  return visibility === "public" || (visibility === "internal" && user !== null);
}

export function canSeeProject(state: State, user: User | null, project: Project): boolean {
  return isVisible(project.visibility, user) || level(state, user, placeOf(state, owner(project))) > 0;
}

/** Whether the user may use a part of a project that he sees. A part that is switched off is so for everybody. */
function canUse(state: State, user: User | null, project: Project, part: Part): boolean {
  const access = project.access[part];
  return access === "enabled" || (access === "private" && level(state, user, placeOf(state, owner(project))) > 0);
}

export function requirePart(state: State, user: User | null, project: Project, part: Part): void {
  if (!canUse(state, user, project, part)) throw user ? forbidden() : unauthorized();
}

/** A member of anything inside a private group may see the group itself. */
export function canSeeGroup(state: State, user: User | null, group: Group): boolean {
  if (isVisible(group.visibility, user) || level(state, user, { project: null, group }) > 0) return true;
  const inside = state.groups.filter((other) => lineage(state, other).includes(group)).map((other) => other.id);
  return state.members.some(
    (member) =>
      member.userId === user?.id &&
      (inside.includes(member.groupId ?? 0) ||
        state.projects.some((project) => project.id === member.projectId && inside.includes(project.groupId))),
  );
}

function owner(project: Project): Owner {
  return { projectId: project.id, groupId: null };
}

function byIdOrPath<T extends { id: number; path: string }>(items: T[], reference: string): T | undefined {
  const wanted = reference.toLowerCase();
  return /^\d+$/.test(reference)
    ? items.find((item) => item.id === Number(reference))
    : items.find((item) => item.path.toLowerCase() === wanted);
}

/** A project by id or path. What the user may not see does not exist for him. */
export function findProject(state: State, user: User | null, reference: string): Project {
  const project = byIdOrPath(state.projects, reference);
  if (!project || !canSeeProject(state, user, project)) throw notFound("Project");
  return project;
}

export function findGroup(state: State, user: User | null, reference: string): Group {
  const group = byIdOrPath(state.groups, reference);
  if (!group || !canSeeGroup(state, user, group)) throw notFound("Group");
  return group;
}

/** Refuses with 401 who is nobody, with 403 who is not enough. */
export function requireRole(state: State, user: User | null, place: Place, role: Role): User {
  if (!user) throw unauthorized();
  if (!can(state, user, place, role)) throw forbidden();
  return user;
}

/** Confidential items are for planners and above, their author and their assignees. */
export function canSeeWorkItem(state: State, user: User | null, item: WorkItem): boolean {
  return sight(state, user)(item);
}

interface Sight {
  visible: boolean;
  secrets: boolean;
}

/** What `canSeeWorkItem` says, for many items: every project and group is looked at once. */
export function sight(state: State, user: User | null): (item: WorkItem) => boolean {
  const [projects, groups] = [new Map<number, Sight>(), new Map<number, Sight>()];
  const look = (item: WorkItem): Sight => {
    const place = placeOf(state, item);
    const visible = place.project
      ? canSeeProject(state, user, place.project) && canUse(state, user, place.project, "issues")
      : canSeeGroup(state, user, place.group);
    return { visible, secrets: can(state, user, place, "planner") };
  };
  return (item) => {
    const [known, id] = item.projectId === null ? [groups, item.groupId ?? 0] : [projects, item.projectId];
    const place = known.get(id) ?? look(item);
    known.set(id, place);
    if (!place.visible || !item.confidential || place.secrets) return place.visible;
    return user !== null && (item.authorId === user.id || item.assignees.includes(user.id));
  };
}
