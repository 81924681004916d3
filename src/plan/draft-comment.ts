import { formatMarker, normalizeBody } from "../model/marker.ts";
import { referencesIn } from "../model/reference.ts";
import type { NoteResource } from "../model/resource.ts";
import { basisOf } from "./digest.ts";
import { type Draft, draftOf } from "./draft.ts";
import type { Ordered } from "./order.ts";
import { itemReference } from "./ownership.ts";
import type { Change } from "./plan.ts";
import { diffBody, withoutText } from "./text-diff.ts";
import type { World } from "./world.ts";

/**
 * The changes with a comment before each closing that has one to be made. The closing waits for it: an issue that is
 * closed already gets none, so that a comment which could not be written is tried again with its closing.
 */
export function withComments(world: World, drafts: readonly Draft[]): Draft[] {
  const notes = world.input.resources.filter((one): one is NoteResource => one.kind === "note");
  return drafts.flatMap((draft) => {
    const isClosing = draft.action === "close" && draft.effect.do === "update-item";
    const note = isClosing ? notes.find(({ on }) => on === draft.key) : undefined;
    const comment = note && draftComment(world, note);
    return comment === undefined ? [draft] : [comment, { ...draft, follows: [...draft.follows, comment.id] }];
  });
}

/** A plan without the comments whose closing cannot be made now. */
export function withoutIdleComments({ changes, held, ...rest }: Ordered): Ordered {
  const all = [...changes, ...held];
  const isUsed = ({ id, effect }: Change) =>
    effect.do !== "note" || all.some(({ dependsOn }) => dependsOn.includes(id));
  return { ...rest, changes: changes.filter(isUsed), held: held.filter(isUsed) };
}

function draftComment(world: World, note: NoteResource): Draft | undefined {
  const live = world.ownership.holders.get(note.on)?.item;
  if (live === undefined) return undefined;
  const { key, text } = note;
  const home = `${live.locator.home}#${live.locator.id}`;
  const draft = draftOf(world, note, {
    id: "create",
    action: "create",
    level: "comment",
    summary: `comment on ${itemReference(live)} before it is closed`,
    diffs: [live.confidential ? withoutText(diffBody("", text)) : diffBody("", text)],
    // Found by the line that it begins with: the same comment is not made twice.
    effect: { do: "note", on: note.on, body: normalizeBody(`${formatMarker({ key, home, applied: {} })}\n\n${text}`) },
    basis: { object: basisOf(live), migration: world.facts(note.migration).digest },
    at: live.locator,
    url: live.url,
    needs: referencesIn(text),
  });
  // Nothing is worked out anew when it is made.
  return { ...draft, desired: undefined, confidential: draft.confidential || live.confidential };
}
