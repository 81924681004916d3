import { level, placeOf } from "../access.ts";
import type { Group, Project, User } from "../state.ts";
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
  const access = level(store.state, user, place);
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
    archived: false,
    issues_enabled: true,
    merge_requests_enabled: true,
    issues_access_level: "enabled",
    merge_requests_access_level: "enabled",
    feature_flags_access_level: "enabled",
    merge_method: "merge",
    squash_option: "default_off",
    permissions: {
      project_access: access > 0 ? { access_level: access, notification_level: 3 } : null,
      group_access: null,
    },
  };
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
