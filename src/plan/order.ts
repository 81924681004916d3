import type { ResourceKey } from "../model/reference.ts";
import { type Draft, LEVELS } from "./draft.ts";
import type { Change, Conflict, Notice } from "./plan.ts";

export interface Ordered {
  readonly changes: readonly Change[];
  readonly held: readonly Change[];
  /** Changes that name something which is not there and which nobody asks for. */
  readonly conflicts: readonly Conflict[];
  /** Changes that are left because of what became of another. */
  readonly notices: readonly Notice[];
}

/**
 * Sorts changes by level, migration and key, and works out what each has to wait for. Dependencies point backwards in
 * that order only, so there can be no circle; what depends on a held change is held with it.
 */
export function orderDrafts(input: {
  readonly drafts: readonly Draft[];
  readonly exists: (key: ResourceKey) => boolean;
  readonly isWanted: (key: ResourceKey) => boolean;
  readonly holdOf: (draft: Draft) => string | undefined;
}): Ordered {
  const changes: Change[] = [];
  const held: Change[] = [];
  const conflicts: Conflict[] = [];
  const notices: Notice[] = [];
  for (const draft of [...input.drafts].sort(byOrder)) {
    const earlier = [...changes, ...held];
    const missing = missingOf(draft, earlier, input.exists);
    if (missing !== undefined) {
      // What a note is about is told by the change that it belongs to.
      if (draft.effect.do === "note-flag") continue;
      if (input.isWanted(missing)) notices.push(leftFor(draft, missing));
      else conflicts.push(namesNothing(draft, missing));
      continue;
    }
    const before = earlier.filter((change) => comesFirst(change, draft));
    const reason = input.holdOf(draft) ?? before.find((change) => change.held !== undefined)?.held;
    const change = toChange(
      draft,
      before.map(({ id }) => id),
      reason,
    );
    if (change.held === undefined) changes.push(change);
    else held.push(change);
  }
  return { changes, held, conflicts, notices };
}

/** What the draft needs and nobody provides. */
function missingOf(
  draft: Draft,
  earlier: readonly Change[],
  exists: (key: ResourceKey) => boolean,
): ResourceKey | undefined {
  const made = (key: ResourceKey) => earlier.some((change) => change.key === key && change.action === "create");
  const absent = draft.needs.find((key) => !exists(key) && !made(key));
  if (absent !== undefined || draft.onlyWith === undefined) return absent;
  return earlier.some((change) => change.key === draft.onlyWith) ? undefined : draft.onlyWith;
}

function comesFirst(change: Change, draft: Draft): boolean {
  if (change.kind === "relation") return false;
  if (draft.follows.includes(change.key) || draft.follows.includes(change.id)) return true;
  return change.action === "create" && draft.needs.includes(change.key);
}

function leftFor({ key, migration, summary, url }: Draft, missing: ResourceKey): Notice {
  return { kind: "waiting", key, migration, message: `left until ${missing} can be written: ${summary}`, url };
}

function namesNothing({ key, migration, summary, url }: Draft, missing: ResourceKey): Conflict {
  const message = `${key} names ${missing}, which is not there, so this is left: ${summary}`;
  return { key, migration, message, fix: `ask for ${missing}, or stop naming it`, url };
}

function toChange(draft: Draft, dependsOn: readonly string[], held: string | undefined): Change {
  const { level: _level, needs: _needs, follows: _follows, onlyWith: _onlyWith, ...change } = draft;
  return { ...change, dependsOn, ...(held !== undefined && { held }) };
}

function byOrder(a: Draft, b: Draft): number {
  const level = LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level);
  return level || compare(a.migration, b.migration) || compare(a.key, b.key) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
