import { placeOf } from "../access.ts";
import type { WorkItem } from "../state.ts";
import type { Store } from "../store.ts";
import { issuableEntity, workItemUrl } from "./issue.ts";

/** The older view of an epic. Its `id` is the epic id, not the work item's; both dates follow one switch. */
export function epicEntity(store: Store, epic: WorkItem, labelsDetailed = false) {
  const {
    milestone: _,
    assignee: __,
    assignees: ___,
    discussion_locked: ____,
    ...shared
  } = issuableEntity(store, epic, labelsDetailed);
  const { group } = placeOf(store.state, epic);
  const parent = store.state.workItems.find((item) => item.id === epic.parentId);
  const fixed = epic.datesFixed;
  const reference = `&${epic.iid}`;
  return {
    ...shared,
    id: epic.epicId,
    work_item_id: epic.id,
    color: epic.color ?? "#1068bf",
    text_color: "#FFFFFF",
    group_id: group.id,
    parent_id: parent?.epicId ?? null,
    parent_iid: parent?.iid ?? null,
    confidential: epic.confidential,
    start_date: epic.startDate,
    start_date_is_fixed: fixed,
    start_date_fixed: epic.startDate,
    start_date_from_inherited_source: epic.startDate,
    start_date_from_milestones: epic.startDate,
    end_date: epic.dueDate,
    due_date: epic.dueDate,
    due_date_is_fixed: fixed,
    due_date_fixed: epic.dueDate,
    due_date_from_inherited_source: epic.dueDate,
    due_date_from_milestones: epic.dueDate,
    web_edit_url: `${workItemUrl(store, epic)}/edit`,
    web_url: workItemUrl(store, epic),
    references: { short: reference, relative: reference, full: `${group.path}${reference}` },
    subscribed: false,
    _links: {
      self: `${store.url}/api/v4/groups/${group.id}/epics/${epic.iid}`,
      epic_issues: `${store.url}/api/v4/groups/${group.id}/epics/${epic.iid}/issues`,
      group: `${store.url}/api/v4/groups/${group.id}`,
      parent: parent ? `${store.url}/api/v4/groups/${placeOf(store.state, parent).group.id}/epics/${parent.iid}` : null,
    },
  };
}
