import { ForgeError } from "../forge/port.ts";
import type { Observed, ObservedItem } from "../model/observed.ts";
import { referencesIn } from "../model/reference.ts";
import type { ItemResource } from "../model/resource.ts";
import { basisOf, canonicalJson } from "../plan/digest.ts";
import { HOLD_LABEL } from "../plan/hold.ts";
import { newItem, patchItem } from "../plan/item.ts";
import { itemReference, markerFor } from "../plan/ownership.ts";
import type { Change } from "../plan/plan.ts";
import { heldMeanwhile } from "./held.ts";
import { applied, type Result, stopped, unchanged } from "./outcome.ts";
import { foundIn, itemContext, linkNow, linkThen, remember, type Scene } from "./scene.ts";

/** Makes an epic or issue unless it is there. An unknown outcome is answered by a look, never by a second try. */
export async function createItem(scene: Scene, change: Change, desired: ItemResource): Promise<Result> {
  const earlier = scene.look && foundIn(scene, scene.look, change.key);
  if (earlier !== undefined) {
    remember(scene, change.key, earlier);
    return unchanged(`${itemReference(earlier)} exists already`, earlier.url);
  }
  const thing = newItem(desired, itemContext(scene, change, linkNow(scene)));
  const [unresolved] = referencesIn(thing.body);
  if (unresolved !== undefined) return stopped(`its text names ${unresolved}, which is not there`);
  try {
    const made = await scene.forge.create(thing);
    remember(scene, change.key, made);
    return applied(change, made.url);
  } catch (error) {
    const found = isAmbiguous(error) && foundIn(scene, await scene.forge.observe(scene.plan.scope), change.key);
    if (!found) throw error;
    remember(scene, change.key, found);
    return applied(change, found.url, "the answer was lost; it was found by its marker");
  }
}

/** Writes to an epic or issue what is to be written to it as it is now. */
export async function updateItem(scene: Scene, change: Change, desired: ItemResource): Promise<Result> {
  const at = change.at ?? scene.things.get(change.key)?.locator;
  const live = at && (await scene.forge.read(at));
  if (!isItem(live)) return stopped("it is not there any more", change.url);
  const name = itemReference(live);
  if (markerFor(change.key, live, scene.plan) === undefined)
    return stopped(`${name} has lost its marker since the plan was made`, live.url);
  if (live.labels.includes(HOLD_LABEL)) return stopped(`${name} carries the label ${HOLD_LABEL}`, live.url);
  const { patch, conflicts } = patchItem(desired, live, itemContext(scene, change, linkNow(scene)));
  if (patch === undefined) {
    remember(scene, change.key, live);
    const [conflict] = conflicts;
    return conflict === undefined
      ? unchanged(`${name} is as wanted already`, live.url)
      : stopped(`${name}: ${conflict.message}`, live.url);
  }
  const moved = hasMoved(scene, change, live);
  if (moved && !isSameEffect(scene, change, desired, live)) {
    return stopped(
      `${name} was changed since the plan was made, and so would be what is written to it; plan again`,
      live.url,
    );
  }
  const [unresolved] = referencesIn(patch.body ?? "");
  if (unresolved !== undefined) return stopped(`its text names ${unresolved}, which is not there`, live.url);
  const note = moved ? `${name} was changed since the plan was made; the effect is the same` : undefined;
  try {
    const written = await scene.forge.updateItem(live.locator, patch);
    remember(scene, change.key, written);
    await heldMeanwhile(scene, change.key, live, written);
    return applied(change, written.url, note);
  } catch (error) {
    if (!isAmbiguous(error)) throw error;
    const again = await scene.forge.read(live.locator);
    if (!isItem(again) || !isWanted(scene, change, desired, again)) throw error;
    remember(scene, change.key, again);
    await heldMeanwhile(scene, change.key, live, again);
    return applied(change, again.url, "the answer was lost; it was written");
  }
}

export function isItem(observed: Observed | undefined): observed is ObservedItem {
  return observed?.kind === "issue" || observed?.kind === "epic";
}

export function isAmbiguous(error: unknown): boolean {
  return error instanceof ForgeError && error.kind === "ambiguous";
}

function hasMoved({ known }: Scene, change: Change, live: ObservedItem): boolean {
  const before = known.get(change.key);
  return basisOf(live) !== (before === undefined ? change.basis.object : basisOf(before));
}

/** Whether the object as it is now would be sent the same bytes as the one that was known before. */
function isSameEffect(scene: Scene, change: Change, desired: ItemResource, live: ObservedItem): boolean {
  const before = scene.known.get(change.key);
  if (!isItem(before)) {
    const planned = change.effect.do === "update-item" ? change.effect.patch : undefined;
    const { patch } = patchItem(desired, live, itemContext(scene, change, linkThen(scene)));
    return canonicalJson(planned) === canonicalJson(patch);
  }
  const context = itemContext(scene, change, linkNow(scene));
  const [then, now] = [before, live].map((item) => patchItem(desired, item, context).patch);
  return canonicalJson(then) === canonicalJson(now);
}

function isWanted(scene: Scene, change: Change, desired: ItemResource, live: ObservedItem): boolean {
  return patchItem(desired, live, itemContext(scene, change, linkNow(scene))).patch === undefined;
}
