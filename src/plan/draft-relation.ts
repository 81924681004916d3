import type { Applied } from "../model/marker.ts";
import type { Locator, ObservedItem } from "../model/observed.ts";
import type { Anchor, ItemResource } from "../model/resource.ts";
import { digestOf } from "./digest.ts";
import { type Draft, draftOf, type Findings } from "./draft.ts";
import { anchorName, sameLocator } from "./item.ts";
import { isAdopted, itemReference } from "./ownership.ts";
import type { Endpoint, Notice } from "./plan.ts";
import { unmakeable, unseenSecret } from "./settle.ts";
import { isItem, type World } from "./world.ts";

/** Place under the parent and links to others, where they are missing and no person took them away. */
export function draftRelations(
  world: World,
  desired: ItemResource,
  live: ObservedItem | undefined,
  applied: Applied | undefined,
): Findings {
  const drafts: Draft[] = [];
  const notices: Notice[] = [];
  const name = live === undefined ? desired.key : itemReference(live);
  const adopted = live !== undefined && isAdopted(world, live);
  const keep = (what: string) => {
    const message = `${name}: ${what}`;
    notices.push({ kind: "kept", key: desired.key, migration: desired.migration, message, url: live?.url });
  };
  const ours = world.input.take?.get(desired.key) === "ours";
  const { parent } = desired;
  if (parent !== undefined && live?.hiddenParent === true) {
    const message = `${name} hangs under something that cannot be seen and is not put under ${anchorName(parent)}`;
    notices.push({ kind: "unknown", key: desired.key, migration: desired.migration, message, url: live.url });
  } else if (parent !== undefined && !sameLocator(world.anchor(parent), live?.parent)) {
    const reason = live === undefined || ours ? undefined : parentKept(world, parent, live, applied);
    if (reason === undefined) drafts.push(relate(world, desired, "parent", parent, live?.parent));
    else keep(reason);
  }
  for (const other of desired.related) {
    const locator = world.anchor(other);
    if (locator !== undefined && live?.related.some((found) => sameLocator(found, locator))) continue;
    const removed = live !== undefined && applied?.related?.includes(anchorName(other));
    const isRemade = removed && isToBeMade(world, other);
    // Where the other end is not there, nobody knows who took the link away.
    if (removed && locator === undefined && !isRemade) continue;
    if (removed && !ours && !isRemade) {
      const what = adopted
        ? "is not there, as people chose, and is not made"
        : "was removed by a person and stays removed";
      keep(`the link to ${anchorName(other)} ${what}`);
    } else drafts.push(relate(world, desired, "related", other, undefined));
  }
  return { drafts, conflicts: [], notices };
}

/** What was deleted took its links along, and is linked again with what is made in its place. */
function isToBeMade(world: World, anchor: Anchor): boolean {
  const wanted = "key" in anchor ? world.wanted.get(anchor.key) : undefined;
  if (wanted === undefined || !isItem(wanted) || wanted.state === "closed") return false;
  const { holders, disputed, orphanFor } = world.ownership;
  const isThere = holders.has(wanted.key) || disputed.has(wanted.key) || orphanFor(wanted) !== undefined;
  return !isThere && unseenSecret(world, wanted) === undefined && unmakeable(world, wanted) === undefined;
}

/** Why the parent stays as it is; undefined where we may set it. */
function parentKept(
  world: World,
  wanted: Anchor,
  live: ObservedItem,
  applied: Applied | undefined,
): string | undefined {
  const name = anchorName(wanted);
  if (live.parent === undefined) {
    if (applied?.parent !== name) return undefined;
    return isAdopted(world, live)
      ? `does not hang under ${name}, as people chose, and stays out`
      : `was taken out of ${name} by a person and stays out`;
  }
  const before = applied?.parent;
  const ours = before !== undefined && sameLocator(world.anchor(anchorOf(before)), live.parent);
  return ours ? undefined : `hangs under ${place(live.parent)}, as a person wanted, and not under ${name}`;
}

function relate(
  world: World,
  desired: ItemResource,
  relation: "parent" | "related",
  other: Anchor,
  before: Locator | undefined,
): Draft {
  const from = world.things.get(desired.key)?.locator ?? { key: desired.key };
  const to: Endpoint = world.anchor(other) ?? { key: anchorName(other) };
  const name = anchorName(other);
  const keys = [from, to].flatMap((end) => ("key" in end ? [end.key] : []));
  return {
    ...draftOf(world, desired, {
      id: relation === "parent" ? "parent" : `related:${name}`,
      action: "relate",
      level: "relation",
      summary: relation === "parent" ? `put ${desired.key} under ${name}` : `link ${desired.key} with ${name}`,
      fields: before === undefined ? [] : [{ path: relation, before: place(before), after: name }],
      effect: { do: "relate", relation, name, from, to },
      basis: { object: digestOf(before ?? null), migration: world.facts(desired.migration).digest },
      needs: keys,
    }),
    kind: "relation",
    desired: undefined,
  };
}

function anchorOf(name: string): Anchor {
  return /^(epic|issue)\//.test(name) ? { key: name } : { existing: name };
}

function place(locator: Locator): string {
  return itemReference({ kind: locator.kind === "epic" ? "epic" : "issue", locator });
}
