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
  const earlier = new Earlier();
  const conflicts: Conflict[] = [];
  const notices: Notice[] = [];
  for (const draft of [...input.drafts].sort(byOrder)) {
    const missing = missingOf(draft, earlier, input.exists);
    if (missing !== undefined) {
      // What a note is about is told by the change that it belongs to.
      if (draft.effect.do === "note-flag") continue;
      if (input.isWanted(missing)) notices.push(leftFor(draft, missing));
      else conflicts.push(namesNothing(draft, missing));
      continue;
    }
    const before = earlier.before(draft);
    const reason = input.holdOf(draft) ?? before.find((change) => change.held !== undefined)?.held;
    earlier.add(
      toChange(
        draft,
        before.map(({ id }) => id),
        reason,
      ),
    );
  }
  const { changes, held } = earlier;
  return { changes, held, conflicts, notices };
}

/** The changes that are in their places already, by what others name them by: plans have thousands. */
class Earlier {
  readonly changes: Change[] = [];
  readonly held: Change[] = [];
  readonly #places = new Map<Change, number>();
  readonly #named = new Map<string, Change[]>();

  add(change: Change): void {
    const list = change.held === undefined ? this.changes : this.held;
    // Those that are held come last wherever changes are listed.
    this.#places.set(change, change.held === undefined ? list.length : HELD + list.length);
    list.push(change);
    for (const name of [change.key, change.id]) {
      const found = this.#named.get(name);
      if (found === undefined) this.#named.set(name, [change]);
      else found.push(change);
    }
  }

  has(key: ResourceKey): boolean {
    return this.#of(key).length > 0;
  }

  makes(key: ResourceKey): boolean {
    return this.#of(key).some(({ action }) => action === "create");
  }

  /** What the draft has to wait for. */
  before({ follows, needs }: Draft): Change[] {
    const found = new Set([
      ...follows.flatMap((name) => this.#named.get(name) ?? []),
      ...needs.flatMap((key) => this.#of(key).filter(({ action }) => action === "create")),
    ]);
    const place = (change: Change) => this.#places.get(change) ?? 0;
    return [...found].filter(({ kind }) => kind !== "relation").sort((a, b) => place(a) - place(b));
  }

  #of(key: ResourceKey): Change[] {
    return (this.#named.get(key) ?? []).filter((change) => change.key === key);
  }
}

const HELD = Number.MAX_SAFE_INTEGER / 2;

/** What the draft needs and nobody provides. */
function missingOf(draft: Draft, earlier: Earlier, exists: (key: ResourceKey) => boolean): ResourceKey | undefined {
  const absent = draft.needs.find((key) => !exists(key) && !earlier.makes(key));
  if (absent !== undefined || draft.onlyWith === undefined) return absent;
  return earlier.has(draft.onlyWith) ? undefined : draft.onlyWith;
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
