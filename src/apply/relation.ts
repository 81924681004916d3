import type { Locator, ObservedItem } from "../model/observed.ts";
import { digestOf } from "../plan/digest.ts";
import { sameLocator } from "../plan/item.ts";
import type { Change } from "../plan/plan.ts";
import { isAmbiguous, isItem } from "./item.ts";
import { applied, type Result, stopped, unchanged } from "./outcome.ts";
import { locate, type Scene } from "./scene.ts";

/** Puts an object under its parent or links it with another, unless that is so. */
export async function relate(scene: Scene, change: Change): Promise<Result> {
  if (change.effect.do !== "relate") return stopped(`a relation cannot ${change.effect.do}`);
  const { relation, from, to } = change.effect;
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
    return applied(change, live.url);
  } catch (error) {
    const again = isAmbiguous(error) ? await scene.forge.read(start) : undefined;
    if (!isItem(again) || !isRelated(again, relation, end)) throw error;
    return applied(change, again.url, "the answer was lost; it was written");
  }
}

function isRelated(live: ObservedItem, relation: "parent" | "related", end: Locator): boolean {
  return relation === "parent" ? sameLocator(live.parent, end) : live.related.some((found) => sameLocator(found, end));
}
