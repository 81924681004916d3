import { canSeeGroup, canSeeProject, findGroup, findProject } from "../access.ts";
import { groupEntity, projectEntity } from "../entities/project.ts";
import { paginate } from "../pagination.ts";
import { type Context, ok, type Reply, type Route, route } from "../router.ts";

function getProject({ store, user, path }: Context): Reply {
  return ok(projectEntity(store, user, findProject(store.state, user, path["id"] ?? "")));
}

function listProjects(context: Context): Reply {
  const { store, user } = context;
  const visible = store.state.projects.filter((project) => canSeeProject(store.state, user, project));
  return paginate(context, visible.reverse(), (project) => projectEntity(store, user, project));
}

function getGroup({ store, user, path }: Context): Reply {
  return ok(groupEntity(store, findGroup(store.state, user, path["id"] ?? "")));
}

function listGroups(context: Context): Reply {
  const { store, user } = context;
  const visible = store.state.groups.filter((group) => canSeeGroup(store.state, user, group));
  return paginate(context, visible, (group) => groupEntity(store, group));
}

export const projectRoutes: Route[] = [
  route("GET", "/projects", listProjects),
  route("GET", "/projects/:id", getProject),
  route("GET", "/groups", listGroups),
  route("GET", "/groups/:id", getGroup),
];
