import type { ItemPatch } from "../model/effect.ts";
import type { Applied } from "../model/marker.ts";
import type { ObservedItem } from "../model/observed.ts";
import type { ItemFields, ItemResource } from "../model/resource.ts";
import type { FieldChange, Take } from "./plan.ts";

export interface FieldMerge {
  readonly patch: ItemPatch;
  readonly changes: readonly FieldChange[];
  /** What the marker has to say of the fields after the write. */
  readonly applied: Partial<ItemFields>;
  /** Differences that are a person's choice, one line each. */
  readonly kept: readonly string[];
}

type Scalar = "title" | "state" | "dueDate" | "milestone";

const SCALARS: readonly Scalar[] = ["title", "state", "dueDate", "milestone"];
const WORDS: Readonly<Record<Scalar, string>> = {
  title: "title",
  state: "state",
  dueDate: "due date",
  milestone: "milestone",
};

/**
 * Three-way comparison of what was last applied, what is there and what is wanted. Where what is there is not what was
 * applied, a person chose it, and it stays.
 */
export function mergeFields(input: {
  readonly desired: ItemResource;
  readonly live: ObservedItem;
  readonly applied: Applied;
  readonly take?: Take | undefined;
  /** Made by a person and taken over: what is not as wanted was mostly never ours, and nobody took it away. */
  readonly adopted?: boolean | undefined;
}): FieldMerge {
  const scalars = SCALARS.map((field) => mergeScalar(field, input));
  const sets = [mergeLabels(input), mergeAssignees(input)];
  const all = [...scalars, ...sets];
  return {
    patch: Object.assign({}, ...all.map(({ patch }) => patch)) as ItemPatch,
    changes: all.flatMap(({ changes }) => changes),
    applied: Object.assign({}, ...all.map(({ applied }) => applied)) as Partial<ItemFields>,
    kept: all.flatMap(({ kept }) => kept),
  };
}

type Input = Parameters<typeof mergeFields>[0];

function mergeScalar(field: Scalar, { desired, live, applied, take, adopted }: Input): FieldMerge {
  const wanted = desired[field];
  const found = live[field];
  if (wanted === found) return { patch: {}, changes: [], applied: { [field]: wanted }, kept: [] };
  // A marker without a title comes from `adopt` or an older version: it says nothing about what was applied.
  const known = applied.title !== undefined;
  const ours = take === "ours" || (known && applied[field] === found);
  if (!ours) {
    const message = adopted
      ? `${WORDS[field]} is another, as people chose, and stays`
      : `${WORDS[field]} was changed by a person and stays`;
    return { patch: {}, changes: [], applied: known ? { [field]: applied[field] } : {}, kept: [message] };
  }
  return {
    patch: { [field]: wanted ?? null },
    changes: [{ path: WORDS[field], before: found, after: wanted }],
    applied: { [field]: wanted },
    kept: [],
  };
}

function mergeLabels({ desired, live, applied, take, adopted }: Input): FieldMerge {
  const { add, remove, missing } = mergeSet(desired.labels, live.labels, applied.labels, take);
  const known = new Set(applied.labels ?? []);
  const theirs = new Map(live.labels.filter((label) => !known.has(label)).map((label) => [scopeOf(label), label]));
  // Adding `stage::b` takes `stage::a` away: where a person chose one of the scope, theirs stays.
  const clashes = add.filter((label) => take !== "ours" && scopeOf(label) !== undefined && theirs.has(scopeOf(label)));
  const added = add.filter((label) => !clashes.includes(label));
  return {
    patch: { ...(added.length > 0 && { addLabels: added }), ...(remove.length > 0 && { removeLabels: remove }) },
    changes: changeOfSet("labels", live.labels, added, remove),
    applied: { labels: [...desired.labels].sort() },
    kept: [
      ...missing.map((label) =>
        adopted
          ? `label "${label}" is not on it, as people chose, and stays off`
          : `label "${label}" was taken off by a person and stays off`,
      ),
      // Theirs is not named: it may be a confidential object's.
      ...clashes.map((label) => `label "${label}" is not set: a person chose another of its scope, which stays`),
    ],
  };
}

function mergeAssignees({ desired, live, applied, take, adopted }: Input): FieldMerge {
  // User names are the same in any case; the server's spelling is the one to compare with.
  const asLive = (user: string) => live.assignees.find((one) => one.toLowerCase() === user.toLowerCase()) ?? user;
  const [wanted, before] = [desired.assignees.map(asLive), applied.assignees?.map(asLive)];
  const { add, remove, missing } = mergeSet(wanted, live.assignees, before, take);
  const result = [...live.assignees.filter((user) => !remove.includes(user)), ...add].sort();
  const changed = add.length + remove.length > 0;
  return {
    patch: changed ? { assignees: result } : {},
    changes: changeOfSet("assignees", live.assignees, add, remove),
    applied: { assignees: [...desired.assignees].sort() },
    kept: missing.map((user) =>
      adopted
        ? `@${user} is not assigned, as people chose, and stays so`
        : `@${user} was unassigned by a person and stays so`,
    ),
  };
}

/** `missing` holds what we once put there and a person took away. */
function mergeSet(
  wanted: readonly string[],
  live: readonly string[],
  applied: readonly string[] = [],
  take: Take | undefined,
): { readonly add: string[]; readonly remove: string[]; readonly missing: string[] } {
  const absent = [...new Set(wanted)].filter((item) => !live.includes(item)).sort();
  const missing = take === "ours" ? [] : absent.filter((item) => applied.includes(item));
  const remove = applied.filter((item) => !wanted.includes(item) && live.includes(item));
  return { add: absent.filter((item) => !missing.includes(item)), remove: [...remove].sort(), missing };
}

function changeOfSet(
  path: string,
  live: readonly string[],
  add: readonly string[],
  remove: readonly string[],
): FieldChange[] {
  if (add.length + remove.length === 0) return [];
  const after = [...live.filter((item) => !remove.includes(item)), ...add].sort();
  return [{ path, before: [...live].sort(), after }];
}

function scopeOf(label: string): string | undefined {
  const at = label.lastIndexOf("::");
  return at > 0 ? label.slice(0, at) : undefined;
}
