import type { Forge } from "../forge/port.ts";
import type { Observation, Observed } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { Anchor } from "../model/resource.ts";
import { HOLD_LABEL } from "../plan/hold.ts";
import type { ItemContext, Link } from "../plan/item.ts";
import { itemReference, type Ownership, ownershipOf } from "../plan/ownership.ts";
import type { Change, Endpoint, Plan, Thing } from "../plan/plan.ts";
import { existingAnchor } from "../plan/world.ts";

/** What a run knows: the plan, and what it has seen and made since. */
export interface Scene {
  readonly plan: Plan;
  /** Changes of the plan by key, in its order. */
  readonly changesOf: ReadonlyMap<ResourceKey, readonly Change[]>;
  readonly forge: Forge;
  /** The forge as it was when the run began; undefined where the plan was made a moment ago from the same look. */
  readonly look: Observation | undefined;
  /** Objects as this run read or wrote them last, by key. */
  readonly known: Map<ResourceKey, Observed>;
  /** Things that exist, those made by this run among them. */
  readonly things: Map<ResourceKey, Thing>;
  /** Rollout issues whose marker this run made announce a raise: nobody can have made that raise before. */
  readonly announced: Set<ResourceKey>;
  /** The last relation of each object that is being made: they are made one after the other, since each writes to its marker. */
  readonly turns: Map<ResourceKey, Promise<unknown>>;
}

export function sceneOf(plan: Plan, forge: Forge, look: Observation | undefined): Scene {
  const things = new Map(Object.entries(plan.things));
  const changesOf = new Map<ResourceKey, Change[]>();
  for (const change of plan.changes) {
    const own = changesOf.get(change.key);
    if (own === undefined) changesOf.set(change.key, [change]);
    else own.push(change);
  }
  return { plan, changesOf, forge, look, known: new Map(), things, announced: new Set(), turns: new Map() };
}

/** Remembers an object as it is now, for the changes after this one. */
export function remember({ known, things }: Scene, key: ResourceKey, observed: Observed): void {
  known.set(key, observed);
  things.set(key, { locator: observed.locator, url: observed.url });
}

/** Links as they are now. */
export function linkNow({ things }: Scene): Link {
  return (key) => things.get(key)?.url;
}

/** Links as they were when the plan was made: what its effects were written with. */
export function linkThen({ plan }: Scene): Link {
  return (key) => plan.things[key]?.url;
}

/** The locator that an end of a relation stands for; undefined while it is not there. */
export function locate({ things }: Scene, end: Endpoint) {
  return "key" in end ? things.get(end.key)?.locator : end;
}

/** What plan had when it wrote the text of an item. */
export function itemContext(scene: Scene, change: Change, link: Link): ItemContext {
  const { things, plan } = scene;
  return {
    link,
    label: plan.scope.label,
    anchor: (anchor: Anchor) =>
      "key" in anchor ? things.get(anchor.key)?.locator : existingAnchor(anchor.existing, plan.scope),
    record: change.record,
    source: change.basis.migration.slice(0, 16),
    take: change.take,
  };
}

/** The main issue or epic that a person stopped a migration with, if one did since the plan was made. */
export async function heldBy({ forge, plan }: Scene, migration: string): Promise<string | undefined> {
  for (const key of [`issue/${migration}`, `epic/${migration}`]) {
    const at = plan.things[key]?.locator;
    const live = at && (await forge.read(at));
    if ((live?.kind === "issue" || live?.kind === "epic") && live.labels.includes(HOLD_LABEL)) {
      return itemReference(live);
    }
  }
  return undefined;
}

/** The object of ours that carries the key in a look: what an earlier run made, although nobody was told. */
export function foundIn(scene: Scene, look: Observation, key: ResourceKey) {
  return ownershipIn(scene, look).holders.get(key)?.item;
}

// Every object that is made is looked for first, and one look answers for all of them.
const known = new WeakMap<Observation, Ownership>();

/** What is whose in a look, by the rules that the plan was made with. */
export function ownershipIn({ plan: { forge, scope, renamed } }: Scene, look: Observation): Ownership {
  const before = known.get(look);
  if (before !== undefined) return before;
  const { items } = look;
  const adopted = new Set(scope.adopted);
  const found = ownershipOf({ items, user: forge.user, label: scope.label, adopted, renamed });
  known.set(look, found);
  return found;
}
