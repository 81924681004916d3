import { issueEntity } from "../entities/issue.ts";
import { badRequest, notFound, unauthorized } from "../errors.ts";
import { cloneIssue, moveIssue, obstacleToCopy } from "../issuable/move.ts";
import { boolean, integer, requireParams } from "../params.ts";
import { type Context, created, type Reply, type Route, route } from "../router.ts";
import type { Project, User, WorkItem } from "../state.ts";
import { findIssue } from "./issues.ts";
import { projectPlace } from "./place.ts";

function read(context: Context): { user: User; issue: WorkItem; target: Project } {
  const { store, user, params } = context;
  const place = projectPlace(context);
  requireParams(params, ["to_project_id"]);
  if (!user) throw unauthorized();
  const issue = findIssue(context, place);
  const id = integer(params, "to_project_id");
  const target = store.state.projects.find((project) => project.id === id);
  if (!target) throw notFound("Project");
  return { user, issue, target };
}

function move(context: Context): Reply {
  const { store } = context;
  const { user, issue, target } = read(context);
  const problem = obstacleToCopy(store, user, issue, target);
  if (problem !== null) throw badRequest(`Cannot move issue ${problem}`);
  if (issue.projectId === target.id) throw badRequest("Cannot move issue to project it originates from!");
  return created(issueEntity(store, user, moveIssue(store, user, issue, target)));
}

function clone(context: Context): Reply {
  const { store, params } = context;
  const { user, issue, target } = read(context);
  const problem = obstacleToCopy(store, user, issue, target);
  if (problem !== null) throw badRequest(`Cannot clone issue ${problem}`);
  const withNotes = boolean(params, "with_notes") ?? false;
  return created(issueEntity(store, user, cloneIssue(store, user, issue, target, withNotes)));
}

export const issueMoveRoutes: Route[] = [
  route("POST", "/projects/:id/issues/:iid/move", move),
  route("POST", "/projects/:id/issues/:iid/clone", clone),
];
