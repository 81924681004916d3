import { besideMarker } from "../model/marker.ts";
import type { Locator, ObservedItem } from "../model/observed.ts";
import { withMarker } from "../plan/body.ts";
import { digestOf } from "../plan/digest.ts";
import { HOLD_LABEL } from "../plan/hold.ts";
import { sameLocator } from "../plan/item.ts";
import { markerFor } from "../plan/ownership.ts";
import type { Change, Effect } from "../plan/plan.ts";
import { heldMeanwhile } from "./held.ts";
import { isAmbiguous, isItem } from "./item.ts";
import { applied, type Result, stopped, unchanged } from "./outcome.ts";
import { locate, remember, type Scene } from "./scene.ts";

type Relate = Extract<Effect, { do: "relate" }>;

/** Puts an object under its parent or links it with another, unless that is so, and notes it in its marker. */
export async function relate(scene: Scene, change: Change): Promise<Result> {
  const { effect, key } = change;
  if (effect.do !== "relate") return stopped(`a relation cannot ${effect.do}`);
  const before = scene.turns.get(key) ?? Promise.resolve();
  const result = before.then(() => relateNow(scene, change, effect));
  scene.turns.set(
    key,
    result.catch(() => undefined),
  );
  return result;
}

async function relateNow(scene: Scene, change: Change, effect: Relate): Promise<Result> {
  const { relation, from, to } = effect;
  const [start, end] = [locate(scene, from), locate(scene, to)];
  if (start === undefined || end === undefined) return stopped("one of its ends is not there");
  const live = await scene.forge.read(start);
  if (!isItem(live)) return stopped("it is not there any more", change.url);
  if (isRelated(live, relation, end)) return unchanged(`${change.summary}: it is so already`, live.url);
  // Setting another parent takes the object away from where it hangs: only from there where the plan saw it.
  if (relation === "parent" && digestOf(live.parent ?? null) !== change.basis.object) {
    return stopped("it was put elsewhere since the plan was made; plan again", live.url);
  }
  try {
    await scene.forge.relate({ kind: relation, from: start, to: end });
  } catch (error) {
    const again = isAmbiguous(error) ? await scene.forge.read(start) : undefined;
    if (!isItem(again) || !isRelated(again, relation, end)) throw error;
    await note(scene, change, effect, again);
    return applied(change, again.url, "the answer was lost; it was written");
  }
  await note(scene, change, effect, live);
  return applied(change, live.url);
}

/** From now on, if the relation is gone, a person removed it. A note whose answer is lost is written by the next plan. */
async function note(scene: Scene, { key }: Change, { relation, name }: Relate, live: ObservedItem): Promise<void> {
  const marker = markerFor(key, live, scene.plan);
  if (marker === undefined || live.labels.includes(HOLD_LABEL)) return;
  const related = [...new Set([...(marker.applied.related ?? []), name])].sort();
  const applied = { ...marker.applied, ...(relation === "parent" ? { parent: name } : { related }) };
  const body = withMarker({ ...marker, applied }, besideMarker(live.body));
  try {
    const written = await scene.forge.updateItem(live.locator, { body });
    remember(scene, key, written);
    await heldMeanwhile(scene, key, live, written);
  } catch (error) {
    if (!isAmbiguous(error)) throw error;
  }
}

function isRelated(live: ObservedItem, relation: "parent" | "related", end: Locator): boolean {
  return relation === "parent" ? sameLocator(live.parent, end) : live.related.some((found) => sameLocator(found, end));
}
