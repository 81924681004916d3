import { type FlagRecord, parseMarker } from "../model/marker.ts";
import type { ObservedItem } from "../model/observed.ts";
import { canonicalJson } from "../plan/digest.ts";
import { HOLD_LABEL, isDownward } from "../plan/hold.ts";
import { notePatch } from "../plan/item.ts";
import { itemReference, markerFor } from "../plan/ownership.ts";
import type { Change, Effect } from "../plan/plan.ts";
import { heldMeanwhile } from "./held.ts";
import { isAmbiguous, isItem } from "./item.ts";
import { applied, type Result, stopped, unchanged } from "./outcome.ts";
import { remember, type Scene } from "./scene.ts";

type Note = Extract<Effect, { readonly do: "note-flag" }>;

/**
 * Makes the marker of a rollout issue say how far its flag was or will be taken. The rest of the body stays as people
 * left it; a record that is not the one which was planned from belongs to another run and is not written over.
 */
export async function noteFlag(scene: Scene, change: Change, note: Note): Promise<Result> {
  const at = scene.things.get(change.key)?.locator;
  const live = at && (await scene.forge.read(at));
  if (!isItem(live)) return stopped("it is not there any more", change.url);
  const name = itemReference(live);
  const marker = markerFor(change.key, live, scene.plan);
  if (marker === undefined) return stopped(`${name} has lost its marker since the plan was made`, live.url);
  const now = marker.applied.flag;
  if (says(live, note) || isLaterIn(scene, change, now)) {
    remember(scene, change.key, live);
    return unchanged(`${name} says so already`, live.url);
  }
  if (canonicalJson(now) !== canonicalJson(note.was)) {
    return stopped(`what ${name} says of flag ${note.record.name} was changed since the plan was made; plan again`);
  }
  if (live.labels.includes(HOLD_LABEL) && !isDownward(change)) {
    return heldNow(live);
  }
  try {
    const record = withIds(scene, change, note.record);
    const written = await scene.forge.updateItem(live.locator, notePatch(live, marker, record));
    remember(scene, change.key, written);
    if (await heldMeanwhile(scene, change.key, live, written)) return heldNow(written);
    if (note.record.intent !== undefined) scene.announced.add(change.key);
    return applied(change, written.url);
  } catch (error) {
    const again = isAmbiguous(error) ? await scene.forge.read(live.locator) : undefined;
    if (!isItem(again) || !says(again, note)) throw error;
    remember(scene, change.key, again);
    if (await heldMeanwhile(scene, change.key, live, again)) return heldNow(again);
    if (note.record.intent !== undefined) scene.announced.add(change.key);
    return applied(change, again.url, "the answer was lost; it was written");
  }
}

function heldNow(live: ObservedItem): Result {
  return stopped(`${itemReference(live)} carries the label ${HOLD_LABEL}`, live.url);
}

/** The record of a move with the strategies that the move gave the flag: only the answer to it tells their ids. */
function withIds({ plan, known }: Scene, change: Change, record: FlagRecord): FlagRecord {
  const move = plan.changes.find(({ id, effect }) => effect.do === "update-flag" && change.dependsOn.includes(id));
  const flag = move && known.get(move.key);
  if (flag?.kind !== "flag" || flag.ids === undefined || record.intent !== undefined) return record;
  return { ...record, ids: flag.ids };
}

function says(live: ObservedItem, { record }: Note): boolean {
  return isSameRecord(parseMarker(live.body)?.applied.flag, record);
}

/** Ids are known only once the flag was written. */
function isSameRecord(a: FlagRecord | undefined, b: FlagRecord): boolean {
  return a !== undefined && canonicalJson({ ...a, ids: undefined }) === canonicalJson({ ...b, ids: undefined });
}

/** True where an earlier run of the same plan went further than this note. */
function isLaterIn({ changesOf }: Scene, change: Change, record: FlagRecord | undefined): boolean {
  const own = changesOf.get(change.key) ?? [];
  const later = own.slice(own.findIndex(({ id }) => id === change.id) + 1);
  return later.some(({ effect }) => effect.do === "note-flag" && isSameRecord(record, effect.record));
}
