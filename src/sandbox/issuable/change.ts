/** What a request or a quick action wants of an issue, epic or merge request. An absent key leaves the thing as it is. */
export interface Change {
  title?: string;
  description?: string | null;
  state?: "close" | "reopen";
  /** Label ids that replace all. */
  labels?: number[];
  addLabels?: number[];
  removeLabels?: number[];
  assignees?: number[];
  milestoneId?: number | null;
  confidential?: boolean;
  startDate?: string | null;
  dueDate?: string | null;
  discussionLocked?: boolean;
  weight?: number | null;
  /** Of an epic; false throws its dates away and takes the children's. */
  datesFixed?: boolean;
  color?: string;
  /** Project id. */
  moveTo?: number;
  cloneTo?: { projectId: number; withNotes: boolean };
}

/** What is taken out of a change without a word when the user may not set it. */
const METADATA = [
  "labels",
  "addLabels",
  "removeLabels",
  "assignees",
  "milestoneId",
  "startDate",
  "dueDate",
  "discussionLocked",
  "weight",
  "confidential",
  "datesFixed",
  "color",
] as const;

export function withoutMetadata(change: Change): Change {
  const kept = { ...change };
  for (const key of METADATA) delete kept[key];
  return kept;
}

/** The change with the commands' wishes over it; labels to add and remove are summed up. */
export function mergeChanges(change: Change, commands: Change): Change {
  return {
    ...change,
    ...commands,
    addLabels: [...(change.addLabels ?? []), ...(commands.addLabels ?? [])],
    removeLabels: [...(change.removeLabels ?? []), ...(commands.removeLabels ?? [])],
  };
}
