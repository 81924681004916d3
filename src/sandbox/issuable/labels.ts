import { can, lineage, type Place } from "../access.ts";
import { DEFAULT_COLOR } from "../entities/label.ts";
import { byId } from "../index.ts";
import type { Issuable, Label, State, User } from "../state.ts";
import { nextId, type Store } from "../store.ts";

/** The labels that an item of this place can carry, its own before those of the groups above. */
export function availableLabels(state: State, place: Place): Label[] {
  const own = state.labels.filter((label) => place.project !== null && label.projectId === place.project.id);
  const above = lineage(state, place.group).flatMap((group) =>
    state.labels.filter((label) => label.groupId === group.id),
  );
  return [...own, ...above];
}

/** Titles are case-sensitive and byte-exact. */
export function findLabel(state: State, place: Place, title: string): Label | undefined {
  return availableLabels(state, place).find((label) => label.title === title);
}

export function createLabel(
  store: Store,
  place: Place,
  title: string,
  color = DEFAULT_COLOR,
  description: string | null = null,
): Label {
  const label: Label = {
    id: nextId(store, "label"),
    projectId: place.project?.id ?? null,
    groupId: place.project ? null : place.group.id,
    title,
    color,
    description,
    priority: null,
  };
  store.state.labels.push(label);
  return label;
}

/** Ids of titles. What is unknown becomes a label if the user may make labels, and is left out in silence if not. */
export function labelIds(store: Store, user: User, place: Place, titles: readonly string[]): number[] {
  return titles.flatMap((title) => {
    const found = findLabel(store.state, place, title);
    if (found) return [found.id];
    return can(store.state, user, place, "planner") ? [createLabel(store, place, title).id] : [];
  });
}

export function labelTitles(state: State, item: Issuable): string[] {
  return labelsOf(state, item).map((label) => label.title);
}

export function labelsOf(state: State, item: Issuable): Label[] {
  const labels = item.labels.flatMap((id) => byId(state.labels, id) ?? []);
  return labels.sort((a, b) => (a.title < b.title ? -1 : 1));
}

/** On paid tiers a scope (`stage` of `stage::beta`) holds one label: the last one of the list stays. */
export function oneOfEachScope(state: State, ids: readonly number[]): number[] {
  const unique = [...new Set([...ids].reverse())].reverse();
  if (state.tier === "free") return unique;
  const lastOfScope = new Map<string, number>();
  for (const id of unique) {
    const scope = scopeOf(state, id);
    if (scope !== null) lastOfScope.set(scope, id);
  }
  return unique.filter((id) => {
    const scope = scopeOf(state, id);
    return scope === null || lastOfScope.get(scope) === id;
  });
}

function scopeOf(state: State, id: number): string | null {
  const title = byId(state.labels, id)?.title ?? "";
  const end = title.lastIndexOf("::");
  return end > 0 ? title.slice(0, end) : null;
}
