import { can, canSeeWorkItem, findProject } from "../access.ts";
import { issueEntity } from "../entities/issue.ts";
import { forbidden, recordNotFound, unauthorized } from "../errors.ts";
import { placeOfItem } from "../issuable/kind.ts";
import { type LinkType, link, linkedWith, unlink } from "../issuable/links.ts";
import { oneOf, requireParams, text } from "../params.ts";
import { type Context, created, ok, type Reply, type Route, route } from "../router.ts";
import type { IssueLink, WorkItem } from "../state.ts";
import { findIssue } from "./issues.ts";
import { projectPlace } from "./place.ts";

const TYPES: readonly LinkType[] = ["relates_to", "blocks", "is_blocked_by"];

/** The linked issues as rows; not paged. */
function list(context: Context): Reply {
  const { store, user } = context;
  const issue = findIssue(context, projectPlace(context));
  const rows = linkedWith(store, user, issue).filter(({ item }) => item.type === "Issue");
  return ok(
    rows.map(({ link: found, item, type }) => ({
      ...issueEntity(store, user, item),
      issue_link_id: found.id,
      link_type: type,
      link_created_at: found.createdAt,
      link_updated_at: found.createdAt,
    })),
  );
}

function linkEntity({ store, user }: Context, found: IssueLink) {
  const [source, target] = [found.sourceId, found.targetId].map((id) => {
    const issue = store.state.workItems.find((item) => item.id === id);
    if (!issue || !canSeeWorkItem(store.state, user, issue)) throw recordNotFound();
    return issueEntity(store, user, issue);
  });
  return {
    id: found.id,
    source_issue: source,
    target_issue: target,
    link_type: found.type,
    link_created_at: found.createdAt,
    link_updated_at: found.createdAt,
  };
}

function post(context: Context): Reply {
  const { store, user, params } = context;
  const issue = findIssue(context, projectPlace(context));
  if (!user) throw unauthorized();
  requireParams(params, ["target_project_id", "target_issue_iid"]);
  const wanted = oneOf(params, "link_type", TYPES) ?? "relates_to";
  const type = TYPES.find((name) => name === wanted) ?? "relates_to";
  return created(linkEntity(context, link(store, user, issue, findTarget(context), type)));
}

function findTarget({ store, user, params }: Context): WorkItem {
  const project = findProject(store.state, user, text(params, "target_project_id") ?? "");
  const iid = Number(text(params, "target_issue_iid"));
  const target = store.state.workItems.find(
    (item) => item.type === "Issue" && item.projectId === project.id && item.iid === iid,
  );
  if (!target) throw recordNotFound();
  return target;
}

function findLink(context: Context): { issue: WorkItem; found: IssueLink } {
  const issue = findIssue(context, projectPlace(context));
  const found = context.store.state.links.find((candidate) => candidate.id === Number(context.path["link"]));
  if (!found || (found.sourceId !== issue.id && found.targetId !== issue.id)) throw recordNotFound();
  return { issue, found };
}

/** Answers 200 with the link that is gone, although the published description says 204. */
function remove(context: Context): Reply {
  const { store, user } = context;
  const { issue, found } = findLink(context);
  if (!user) throw unauthorized();
  if (!can(store.state, user, placeOfItem(store.state, issue), "guest")) throw forbidden();
  const body = linkEntity(context, found);
  unlink(store, found);
  return ok(body);
}

export const issueLinkRoutes: Route[] = [
  route("GET", "/projects/:id/issues/:iid/links", list),
  route("POST", "/projects/:id/issues/:iid/links", post),
  route("GET", "/projects/:id/issues/:iid/links/:link", (context) => ok(linkEntity(context, findLink(context).found))),
  route("DELETE", "/projects/:id/issues/:iid/links/:link", remove),
];
