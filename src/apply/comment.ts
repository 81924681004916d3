import { parseMarker } from "../model/marker.ts";
import type { Locator, ObservedNote } from "../model/observed.ts";
import { referencesIn, resolveReferences } from "../model/reference.ts";
import { HOLD_LABEL } from "../plan/hold.ts";
import { itemReference, markerFor } from "../plan/ownership.ts";
import type { Change, Effect } from "../plan/plan.ts";
import { isAmbiguous, isItem } from "./item.ts";
import { applied, type Result, stopped, unchanged } from "./outcome.ts";
import { linkNow, type Scene } from "./scene.ts";

type Comment = Extract<Effect, { readonly do: "note" }>;

/** Writes a comment unless ours is there. It is found by its marker and its author: anybody may copy a marker. */
export async function comment(scene: Scene, change: Change, { on, body }: Comment): Promise<Result> {
  const at = scene.things.get(on)?.locator;
  const live = at && (await scene.forge.read(at));
  if (!isItem(live)) return stopped(`${on} is not there any more, and so nothing to comment on`, change.url);
  const name = itemReference(live);
  if (markerFor(on, live, scene.plan) === undefined)
    return stopped(`${name} has lost its marker since the plan was made`, live.url);
  if (live.labels.includes(HOLD_LABEL)) return stopped(`${name} carries the label ${HOLD_LABEL}`, live.url);
  const there = await findOurs(scene, change, live.locator);
  if (there !== undefined) return unchanged(`${name} carries the comment already`, there.url ?? live.url);
  const text = resolveReferences(body, linkNow(scene));
  const [unresolved] = referencesIn(text);
  if (unresolved !== undefined) return stopped(`its text names ${unresolved}, which is not there`, live.url);
  try {
    const written = await scene.forge.writeNote(live.locator, { body: text });
    return applied(change, written.url ?? live.url);
  } catch (error) {
    const found = isAmbiguous(error) ? await findOurs(scene, change, live.locator) : undefined;
    if (found === undefined) throw error;
    return applied(change, found.url ?? live.url, "the answer was lost; the comment was found");
  }
}

async function findOurs({ forge, plan }: Scene, { key }: Change, on: Locator): Promise<ObservedNote | undefined> {
  const notes = await forge.notes(on);
  return notes.find(({ author, body }) => author === plan.forge.user && parseMarker(body)?.key === key);
}
