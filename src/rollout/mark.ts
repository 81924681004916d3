import { isAmbiguous, isItem } from "../apply/item.ts";
import { type Result, stopped, unchanged } from "../apply/outcome.ts";
import type { Forge } from "../forge/port.ts";
import type { ItemPatch } from "../model/effect.ts";
import { type FlagRecord, parseMarker } from "../model/marker.ts";
import type { Locator, ObservedItem, ObservedNote } from "../model/observed.ts";
import { HOLD_LABEL } from "../plan/hold.ts";
import { notePatch } from "../plan/item.ts";
import { itemReference } from "../plan/ownership.ts";

/** What an epic or issue has to say of a hold. */
export interface Mark {
  /** Undefined: the label stays as it is. */
  readonly label: "on" | "off" | undefined;
  /** What its marker has to say instead of what it says of the flag `name`; undefined where that will do. */
  readonly record?:
    | { readonly name: string; readonly next: (record: FlagRecord) => FlagRecord | undefined }
    | undefined;
}

/** Makes an epic or issue say so in one request; the rest of its text stays as people left it. */
export async function mark(forge: Forge, at: Locator, summary: string, wanted: Mark): Promise<Result> {
  const live = await forge.read(at);
  if (!isItem(live)) return stopped("it is not there any more, or cannot be seen");
  const patch = patchOf(live, wanted);
  if (patch === undefined) return unchanged(`${itemReference(live)} says so already`, live.url);
  const done: Result = { status: "applied", message: summary, url: live.url };
  try {
    await forge.updateItem(at, patch);
    return done;
  } catch (error) {
    const again = isAmbiguous(error) ? await forge.read(at) : undefined;
    if (!isItem(again) || patchOf(again, wanted) !== undefined) throw error;
    return done;
  }
}

/** What is missing; undefined where nothing is. */
export function patchOf(live: ObservedItem, { label, record }: Mark): ItemPatch | undefined {
  const marker = parseMarker(live.body);
  const before = marker?.applied.flag;
  const next = before !== undefined && before.name === record?.name ? record.next(before) : undefined;
  const isOn = live.labels.includes(HOLD_LABEL);
  const patch: ItemPatch = {
    ...(label === "on" && !isOn && { addLabels: [HOLD_LABEL] }),
    ...(label === "off" && isOn && { removeLabels: [HOLD_LABEL] }),
    ...(marker !== undefined && next !== undefined && notePatch(live, marker, next)),
  };
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** Writes a comment; one whose answer was lost is looked for. */
export async function remark(forge: Forge, on: ObservedItem, body: string): Promise<Result> {
  const summary = `comment on ${itemReference(on)}`;
  let note: ObservedNote | undefined;
  try {
    note = await forge.writeNote(on.locator, { body });
  } catch (error) {
    note = isAmbiguous(error) ? (await forge.notes(on.locator)).find((one) => one.body === body) : undefined;
    if (note === undefined) throw error;
  }
  return { status: "applied", message: summary, url: note.url ?? on.url };
}
