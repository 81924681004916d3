import { lineage, type Place } from "../access.ts";
import type { Milestone, State } from "../state.ts";

/** The milestones that an item of this place may have. */
export function availableMilestones(state: State, place: Place): Milestone[] {
  const groups = lineage(state, place.group).map((group) => group.id);
  return state.milestones.filter((milestone) =>
    milestone.projectId === null ? groups.includes(milestone.groupId ?? 0) : milestone.projectId === place.project?.id,
  );
}
