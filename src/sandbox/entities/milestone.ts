import { placeOf } from "../access.ts";
import type { Milestone } from "../state.ts";
import type { Store } from "../store.ts";

export function milestoneEntity(store: Store, milestone: Milestone) {
  const { project, group } = placeOf(store.state, milestone);
  const base = project ? `${store.url}/${project.path}` : `${store.url}/groups/${group.path}`;
  return {
    id: milestone.id,
    iid: milestone.iid,
    ...(project ? { project_id: project.id } : { group_id: group.id }),
    title: milestone.title,
    description: milestone.description,
    state: milestone.state,
    created_at: milestone.createdAt,
    updated_at: milestone.updatedAt,
    due_date: milestone.dueDate,
    start_date: milestone.startDate,
    expired: milestone.dueDate !== null && milestone.dueDate < store.state.now.slice(0, 10),
    web_url: `${base}/-/milestones/${milestone.iid}`,
  };
}

export function milestoneById(store: Store, id: number | null) {
  const milestone = store.state.milestones.find((candidate) => candidate.id === id);
  return milestone ? milestoneEntity(store, milestone) : null;
}
