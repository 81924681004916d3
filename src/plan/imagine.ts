import type { ItemPatch, NewItem } from "../model/effect.ts";
import type { ObservedItem } from "../model/observed.ts";

/** An epic or issue as it will be found once it is made. */
export function imagined({ kind, home, body, ...fields }: NewItem): ObservedItem {
  return {
    ...fields,
    kind,
    body,
    // Its number is not known; nothing of what is computed from this is sent without a second look.
    locator: { kind, home, id: "" },
    url: "",
    author: "",
    moved: false,
    related: [],
    updatedAt: "",
  };
}

/** An epic or issue as it will be found once the patch was applied. */
export function afterPatch(live: ObservedItem, patch: ItemPatch): ObservedItem {
  const { addLabels = [], removeLabels = [], title, body, state, assignees, dueDate, milestone } = patch;
  return {
    ...live,
    title: title ?? live.title,
    body: body ?? live.body,
    state: state ?? live.state,
    labels: [...live.labels.filter((label) => !removeLabels.includes(label)), ...addLabels].sort(),
    assignees: assignees ?? live.assignees,
    dueDate: dueDate === null ? undefined : (dueDate ?? live.dueDate),
    milestone: milestone === null ? undefined : (milestone ?? live.milestone),
  };
}
