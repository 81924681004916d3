import { placeOf } from "../access.ts";
import { byId, notesOn } from "../index.ts";
import { labelsOf } from "../issuable/labels.ts";
import { tasks } from "../issuable/system-notes.ts";
import type { Issuable, Note, User, WorkItem } from "../state.ts";
import type { Store } from "../store.ts";
import { labelDetails } from "./label.ts";
import { milestoneById } from "./milestone.ts";
import { userBasicById } from "./user.ts";

const NO_TIME = { time_estimate: 0, total_time_spent: 0, human_time_estimate: null, human_total_time_spent: null };

/** The fields that issues and merge requests share. */
export function issuableEntity(store: Store, item: Issuable, labelsDetailed: boolean) {
  const labels = labelsOf(store.state, item);
  const assignees = item.assignees.map((id) => userBasicById(store, id));
  const done = tasks(item.description ?? "");
  return {
    id: item.id,
    iid: item.iid,
    title: item.title,
    description: item.description,
    state: item.state,
    created_at: item.createdAt,
    updated_at: item.updatedAt,
    closed_at: item.closedAt,
    closed_by: item.closedById === null ? null : userBasicById(store, item.closedById),
    labels: labelsDetailed ? labels.map(labelDetails) : labels.map((label) => label.title),
    milestone: milestoneById(store, item.milestoneId),
    assignees,
    assignee: assignees[0] ?? null,
    author: userBasicById(store, item.authorId),
    upvotes: 0,
    downvotes: 0,
    discussion_locked: item.discussionLocked,
    time_stats: NO_TIME,
    task_completion_status: { count: done.length, completed_count: done.filter((task) => task.done).length },
    imported: false,
    imported_from: "none",
  };
}

export function commentCount(store: Store, noteable: Note["noteable"], id: number): number {
  return notesOn(store.state, noteable, id).filter((note) => !note.system).length;
}

export function workItemUrl(store: Store, item: WorkItem): string {
  const { project, group } = placeOf(store.state, item);
  return project
    ? `${store.url}/${project.path}/-/issues/${item.iid}`
    : `${store.url}/groups/${group.path}/-/epics/${item.iid}`;
}

export function issueEntity(store: Store, user: User | null, issue: WorkItem, labelsDetailed = false) {
  const { project } = placeOf(store.state, issue);
  const parent = byId(store.state.workItems, issue.parentId);
  const epic = parent?.type === "Epic" ? parent : undefined;
  const api = `${store.url}/api/v4/projects/${issue.projectId}`;
  const reference = `#${issue.iid}`;
  return {
    ...issuableEntity(store, issue, labelsDetailed),
    project_id: issue.projectId,
    type: issue.issueType.toUpperCase(),
    issue_type: issue.issueType,
    user_notes_count: commentCount(store, "Issue", issue.id),
    merge_requests_count: 0,
    start_date: issue.startDate,
    due_date: issue.dueDate,
    confidential: issue.confidential,
    web_url: workItemUrl(store, issue),
    weight: issue.weight,
    blocking_issues_count: 0,
    ...(store.state.tier === "free" ? {} : { epic_iid: epic?.iid ?? null, epic: epic ? epicBrief(store, epic) : null }),
    iteration: null,
    health_status: null,
    references: { short: reference, relative: reference, full: `${project?.path ?? ""}${reference}` },
    severity: "UNKNOWN",
    subscribed: user?.id === issue.authorId,
    moved_to_id: issue.movedToId,
    _links: {
      self: `${api}/issues/${issue.iid}`,
      notes: `${api}/issues/${issue.iid}/notes`,
      award_emoji: `${api}/issues/${issue.iid}/award_emoji`,
      project: api,
      closed_as_duplicate_of: null,
    },
    service_desk_reply_to: null,
  };
}

function epicBrief(store: Store, epic: WorkItem) {
  const { group } = placeOf(store.state, epic);
  return {
    id: epic.epicId,
    iid: epic.iid,
    title: epic.title,
    url: `/groups/${group.path}/-/epics/${epic.iid}`,
    group_id: epic.groupId,
  };
}
