import { lineage, type Place, placeOf } from "../access.ts";
import type { Group, Member, Project, State, User } from "../state.ts";
import type { Store } from "../store.ts";

export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function namespaceEntity(store: Store, group: Group) {
  return {
    id: group.id,
    name: group.name,
    path: lastSegment(group.path),
    kind: "group",
    full_path: group.path,
    parent_id: group.parentId,
    avatar_url: null,
    web_url: `${store.url}/groups/${group.path}`,
  };
}

/** The basic fields, and of one project those that the sandbox has an opinion on. */
export function projectEntity(store: Store, user: User | null, project: Project) {
  const place = placeOf(store.state, { projectId: project.id, groupId: null });
  const repository = store.state.repositories.find((candidate) => candidate.projectId === project.id);
  const empty = !repository || Object.keys(repository.branches).length === 0;
  const { access } = project;
  return {
    id: project.id,
    description: null,
    name: project.name,
    name_with_namespace: `${place.group.name} / ${project.name}`,
    path: lastSegment(project.path),
    path_with_namespace: project.path,
    created_at: project.createdAt,
    default_branch: empty ? null : project.defaultBranch,
    tag_list: [],
    topics: [],
    ssh_url_to_repo: `ssh://git@${new URL(store.url).host}/${project.path}.git`,
    http_url_to_repo: `${store.url}/${project.path}.git`,
    web_url: `${store.url}/${project.path}`,
    readme_url: null,
    avatar_url: null,
    forks_count: 0,
    star_count: 0,
    last_activity_at: project.lastActivityAt,
    visibility: project.visibility,
    namespace: namespaceEntity(store, place.group),
    empty_repo: empty,
    archived: project.archived,
    issues_enabled: access.issues !== "disabled",
    merge_requests_enabled: access.merge_requests !== "disabled",
    jobs_enabled: access.builds !== "disabled",
    issues_access_level: access.issues,
    merge_requests_access_level: access.merge_requests,
    builds_access_level: access.builds,
    feature_flags_access_level: access.feature_flags,
    ...project.settings,
    ...forkedFrom(store, project),
    ...(user ? { permissions: permissions(store.state, user, place) } : {}),
  };
}

function forkedFrom(store: Store, project: Project) {
  const source = store.state.projects.find((candidate) => candidate.id === project.forkedFromId);
  if (!source) return {};
  const { id, name, path } = source;
  const fields = { id, name, path: lastSegment(path), path_with_namespace: path, web_url: `${store.url}/${path}` };
  return { forked_from_project: fields };
}

/** Memberships, which an administrator needs none of: of the project itself, and the highest of the groups above. */
function permissions(state: State, user: User, { project, group }: Place) {
  const own = state.members.filter((member) => member.userId === user.id);
  const above = lineage(state, group).map(({ id }) => id);
  const direct = own.filter((member) => member.projectId !== null && member.projectId === project?.id);
  return {
    project_access: highest(direct),
    group_access: highest(own.filter((member) => above.includes(member.groupId ?? 0))),
  };
}

function highest(members: readonly Member[]) {
  if (members.length === 0) return null;
  return { access_level: Math.max(...members.map((member) => member.level)), notification_level: 3 };
}

export function groupEntity(store: Store, group: Group) {
  return {
    id: group.id,
    web_url: `${store.url}/groups/${group.path}`,
    name: group.name,
    path: lastSegment(group.path),
    description: "",
    visibility: group.visibility,
    full_name: group.path.split("/").join(" / "),
    full_path: group.path,
    parent_id: group.parentId,
    avatar_url: null,
    created_at: group.createdAt,
  };
}
