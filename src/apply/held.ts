import { parseMarker } from "../model/marker.ts";
import type { ObservedItem } from "../model/observed.ts";
import { abortedRecord, acted } from "../plan/flag-record.ts";
import { OFF } from "../plan/flag-state.ts";
import { HOLD_LABEL } from "../plan/hold.ts";
import { notePatch } from "../plan/item.ts";
import { remember, type Scene } from "./scene.ts";

/**
 * Whether the label of holds came between the look at an issue and the write of its text. Then what `rollout abort` wrote
 * into its marker was written over, and is written again: the label alone does not keep a flag down once it is taken off.
 */
export async function heldMeanwhile(
  scene: Scene,
  key: string,
  before: ObservedItem,
  written: ObservedItem,
): Promise<boolean> {
  if (before.labels.includes(HOLD_LABEL) || !written.labels.includes(HOLD_LABEL)) return false;
  const record = parseMarker(before.body)?.applied.flag;
  const marker = parseMarker(written.body);
  if (record === undefined || marker === undefined) return true;
  const patch = notePatch(written, marker, abortedRecord(acted(record), OFF));
  remember(scene, key, await scene.forge.updateItem(written.locator, patch));
  return true;
}
