import { distance } from "fastest-levenshtein";
import type { ResourceKey } from "../model/reference.ts";
import { PlanError } from "./error.ts";
import { isUpward } from "./hold.ts";
import type { Ordered } from "./order.ts";
import type { Change, Conflict } from "./plan.ts";
import type { PlanInput } from "./world.ts";

/**
 * The part of a plan that is about the named keys or migrations, with everything that it depends on, and with the notes
 * that say how far a flag was taken. Throws PlanError for a name that nothing has.
 */
export function select(plan: Ordered, only: readonly string[], input: PlanInput): Ordered {
  refuseUnknown("--only", only, input);
  const named = ({ key, migration }: { key?: ResourceKey | undefined; migration?: string | undefined }) =>
    (key !== undefined && only.includes(key)) || (migration !== undefined && only.includes(migration));
  const all = [...plan.changes, ...plan.held];
  const moves = new Set(all.filter(({ action }) => action === "raise" || action === "lower").map(({ id }) => id));
  const isNote = (change: Change) => isUpward(change) || change.dependsOn.some((id) => moves.has(id));
  // A note comes with the move of its flag; an issue that is named must not move the flag by way of the note.
  // A comment comes with the closing that it explains, and never without it.
  const isAlone = (change: Change) => change.kind === "flag" || (change.kind !== "note" && !isNote(change));
  const start = all.filter((change) => named(change) && isAlone(change));
  const without = withDependencies(all, start);
  const notes = all.filter((change) => change.dependsOn.some((id) => moves.has(id) && without.has(id)));
  const chosen = withDependencies(all, [...start, ...notes]);
  return {
    changes: plan.changes.filter(({ id }) => chosen.has(id)),
    held: plan.held.filter(({ id }) => chosen.has(id)),
    conflicts: plan.conflicts.filter((conflict: Conflict) => named(conflict)),
    notices: plan.notices.filter((notice) => named(notice)),
  };
}

function withDependencies(all: readonly Change[], start: readonly Change[]): Set<string> {
  const byId = new Map(all.map((change) => [change.id, change]));
  const chosen = new Set<string>();
  const queue = start.map(({ id }) => id);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (chosen.has(id)) continue;
    chosen.add(id);
    queue.push(...(byId.get(id)?.dependsOn ?? []));
  }
  return chosen;
}

/** Throws PlanError for a key or migration that nothing has: an option with a typo must not pass for one without effect. */
export function refuseUnknown(option: string, names: readonly string[], { resources, migrations }: PlanInput): void {
  const known = [...resources.map(({ key }) => key), ...migrations.map(({ name }) => name)];
  for (const name of names) {
    if (known.includes(name)) continue;
    const [nearest] = [...known].sort((a, b) => distance(name, a) - distance(name, b));
    throw new PlanError(
      `${option}: unknown key "${name}"`,
      nearest === undefined
        ? "the workspace asks for nothing"
        : `did you mean "${nearest}"? (a key such as issue/NAME, or a migration's name)`,
    );
  }
}
