import { exposureOf } from "../model/resource.ts";
import type { Policy } from "../model/schema/config.gen.ts";
import type { Change, Counts, Guard } from "./plan.ts";

/** Below this many closings no share matters: a small workspace has to be able to end a migration. */
const ALWAYS_ALLOWED = 3;
const BLAST_RADIUS = 0.25;
const PEOPLE = 10;

/** Totals of a list of changes. Whatever is neither made, closed nor removed counts as updated. */
export function countsOf(changes: readonly Change[], people: readonly string[]): Counts {
  const create = changes.filter(({ action }) => action === "create");
  const close = changes.filter(({ action }) => action === "close").length;
  const remove = changes.filter(({ action }) => action === "remove").length;
  return {
    create: create.length,
    update: changes.length - create.length - close - remove,
    close,
    remove,
    issues: create.filter(({ kind }) => kind === "issue" || kind === "epic").length,
    people: people.length,
  };
}

/** Limits that the changes exceed. `live` counts our objects that are open or switched on. */
export function guardsOf(
  changes: readonly Change[],
  people: readonly string[],
  live: number,
  policy: Policy | undefined,
): Guard[] {
  const guards: Guard[] = [];
  const closing = changes.filter(isClosing).length;
  const share = policy?.blast_radius ?? BLAST_RADIUS;
  const allowed = Math.max(ALWAYS_ALLOWED, Math.floor(share * live));
  if (closing > allowed) {
    const message = `closes, removes or turns off ${closing} of ${live} live objects, more than policy.blast_radius (${share}) allows`;
    guards.push({ kind: "closing", number: closing, allowed, message });
  }
  const most = policy?.mentions ?? PEOPLE;
  if (people.length > most) {
    const message = `notifies ${people.length} people, more than policy.mentions (${most}) allows`;
    guards.push({ kind: "people", number: people.length, allowed: most, message });
  }
  return guards;
}

/** Closes or removes an object, or switches a flag off. */
export function isClosing({ action, effect }: Change): boolean {
  if (action === "close" || action === "remove") return true;
  return action === "lower" && effect.do === "update-flag" && exposureOf(effect.patch) === 0;
}
