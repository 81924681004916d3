import { findGroup, findProject, type Place, placeOf } from "../access.ts";
import { forbidden, unauthorized } from "../errors.ts";
import type { Context, Route } from "../router.ts";
import { type Handler, type Method, route } from "../router.ts";

/** The project of a request's path; one that is archived is not for writing. */
export function projectPlace({
  store,
  user,
  path,
  method,
}: Context): Place & { project: NonNullable<Place["project"]> } {
  const project = findProject(store.state, user, path["id"] ?? "");
  const { group } = placeOf(store.state, { projectId: project.id, groupId: null });
  if (project.archived && method !== "GET" && method !== "HEAD") throw user ? forbidden() : unauthorized();
  return { project, group };
}

export function groupPlace({ store, user, path }: Context): Place {
  return { project: null, group: findGroup(store.state, user, path["id"] ?? "") };
}

/** One handler under `/projects/:id` and under `/groups/:id`: labels and milestones answer alike in both. */
export function bothPlaces(
  method: Method,
  tail: string,
  handler: (context: Context, place: Place) => ReturnType<Handler>,
): Route[] {
  return [
    route(method, `/projects/:id${tail}`, (context) => handler(context, projectPlace(context))),
    route(method, `/groups/:id${tail}`, (context) => handler(context, groupPlace(context))),
  ];
}
