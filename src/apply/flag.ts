import { ForgeError } from "../forge/port.ts";
import type { FlagPatch } from "../model/effect.ts";
import { type FlagRecord, parseMarker, ticksIn } from "../model/marker.ts";
import type { Locator, ObservedFlag } from "../model/observed.ts";
import { exposureOf, type FlagResource } from "../model/resource.ts";
import { basisOf, canonicalJson } from "../plan/digest.ts";
import { decideFlag, isMove, newFlag } from "../plan/flag.ts";
import { isAborted } from "../plan/flag-record.ts";
import { flagBasis, isSame, OFF, stateText } from "../plan/flag-state.ts";
import { HOLD_LABEL } from "../plan/hold.ts";
import { itemReference } from "../plan/ownership.ts";
import type { Change } from "../plan/plan.ts";
import { isAmbiguous, isItem } from "./item.ts";
import { applied, type Result, stopped, unchanged } from "./outcome.ts";
import { foundIn, heldBy, remember, type Scene } from "./scene.ts";

/** Makes a flag, switched off, unless it is there. */
export async function createFlag(scene: Scene, change: Change, desired: FlagResource): Promise<Result> {
  const at: Locator = { kind: "flag", home: desired.home, id: desired.name };
  const there = await read(scene, at);
  if (there !== undefined) {
    if (exposureOf(there) > 0 && !isOurs(scene, desired))
      return stopped(`flag ${desired.name} exists and is on: ${stateText(there)}`, there.url);
    remember(scene, change.key, there);
    return unchanged(`flag ${desired.name} exists already`, there.url);
  }
  try {
    const made = await scene.forge.create(newFlag(desired));
    remember(scene, change.key, made);
    return applied(change, made.url);
  } catch (error) {
    const found = isAmbiguous(error) ? await read(scene, at) : undefined;
    if (found === undefined) throw error;
    remember(scene, change.key, found);
    return applied(change, found.url, "the answer was lost; the flag was found");
  }
}

/** True for a flag that an earlier run of the same plan made and raised: the rollout issue's marker names it. */
function isOurs(scene: Scene, { issue, name }: FlagResource): boolean {
  const found = scene.look && foundIn(scene, scene.look, issue);
  return found !== undefined && parseMarker(found.body)?.applied.flag?.name === name;
}

/** Raises or lowers a flag as it is now: what a person lowered meanwhile stays down. */
export async function moveFlag(scene: Scene, change: Change, desired: FlagResource): Promise<Result> {
  const { action, take } = change;
  const live = await read(scene, { kind: "flag", home: desired.home, id: desired.name });
  if (live === undefined) return stopped(`flag ${desired.name} is not there any more`);
  const planned = change.effect.do === "update-flag" ? change.effect.patch : undefined;
  if (planned !== undefined && isSame(live, planned)) return asWanted(scene, change, live);
  const now = action === "raise" ? await leaveToRaise(scene, change, desired, live) : { record: change.record };
  if ("reason" in now) return stopped(now.reason, live.url);
  const decision = decideFlag({ desired, live, record: now.record, take });
  if (decision.verdict === "same") return asWanted(scene, change, live);
  if (!isMove(decision)) return stopped(decision.message, live.url);
  if (canonicalJson(planned) !== canonicalJson(decision.patch)) {
    const message = `flag ${desired.name} was changed since the plan was made, to ${stateText(live)}; plan again`;
    return stopped(message, live.url);
  }
  const known = scene.known.get(change.key);
  const moved = basisOf(live) !== (known === undefined ? change.basis.object : basisOf(known));
  const note = moved ? "the flag was changed since the plan was made; the effect is the same" : undefined;
  const write = () => writeFlag(scene, change, live, decision.patch, note);
  return action === "raise" ? unlessHeld(scene, desired, live, write) : write();
}

async function writeFlag(
  scene: Scene,
  change: Change,
  live: ObservedFlag,
  patch: FlagPatch,
  note: string | undefined,
): Promise<Result> {
  try {
    const written = await scene.forge.updateFlag(live.locator, patch);
    remember(scene, change.key, written);
    return applied(change, written.url, note);
  } catch (error) {
    const again = isAmbiguous(error) ? await read(scene, live.locator) : undefined;
    if (again === undefined || !isSame(again, patch)) throw error;
    remember(scene, change.key, again);
    return applied(change, again.url, "the answer was lost; it was written");
  }
}

/**
 * A raise that is undone where the label came between the look at it and the raise: whoever set it may have looked at the
 * flag for the last time before. `rollout abort` wants the flag off, whatever it was. A raise that failed may have been made.
 */
async function unlessHeld(
  scene: Scene,
  desired: FlagResource,
  before: ObservedFlag,
  raise: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await raise();
    return (await takeBack(scene, desired, before)) ?? result;
  } catch (error) {
    const back = error instanceof ForgeError ? await takeBack(scene, desired, before) : undefined;
    if (back === undefined) throw error;
    return back;
  }
}

async function takeBack(
  scene: Scene,
  { issue, name }: FlagResource,
  before: ObservedFlag,
): Promise<Result | undefined> {
  const at = scene.things.get(issue)?.locator;
  const live = at && (await scene.forge.read(at));
  if (!isItem(live)) return undefined;
  const off = isAborted(parseMarker(live.body)?.applied.flag);
  if (!off && !live.labels.includes(HOLD_LABEL)) return undefined;
  const { active, strategies } = before;
  await scene.forge.updateFlag(before.locator, off ? OFF : { active, strategies });
  const reason = off ? "was aborted in the same moment" : `carries the label ${HOLD_LABEL}`;
  return stopped(`${itemReference(live)} ${reason}, so flag ${name} was put back`, before.url);
}

/** Deletes a flag that is as the plan saw it, while the task that asks for it is still ticked. */
export async function removeFlag(scene: Scene, change: Change, desired: FlagResource): Promise<Result> {
  const { name, issue, remove } = desired;
  const at: Locator = { kind: "flag", home: desired.home, id: name };
  const live = await read(scene, at);
  if (live === undefined) return unchanged(`flag ${name} is gone already`, change.url);
  if (basisOf(live) !== change.basis.object) {
    return stopped(`flag ${name} was changed since the plan was made, to ${stateText(live)}; plan again`, live.url);
  }
  const reason = remove && (await whyKept(scene, issue, remove.task));
  if (reason !== undefined) return stopped(`flag ${name} stays: ${reason}`, live.url);
  try {
    await scene.forge.removeFlag(at);
    return applied(change, live.url);
  } catch (error) {
    if (!isAmbiguous(error) || (await read(scene, at)) !== undefined) throw error;
    return applied(change, live.url, "the answer was lost; it is gone");
  }
}

async function whyKept(scene: Scene, issue: string, task: string): Promise<string | undefined> {
  const at = scene.things.get(issue)?.locator;
  const live = at && (await scene.forge.read(at));
  if (!isItem(live)) return `${issue} is not there any more, and so no word of it`;
  if (live.labels.includes(HOLD_LABEL)) return `${itemReference(live)} carries the label ${HOLD_LABEL}`;
  if (ticksIn(live.body).get(task) === "x") return undefined;
  return `the task "${task}" of ${itemReference(live)} is not ticked any more`;
}

function asWanted(scene: Scene, change: Change, live: ObservedFlag): Result {
  remember(scene, change.key, live);
  return unchanged(`flag ${live.name} is as wanted already`, live.url);
}

/**
 * What the rollout issue says of the flag right before a raise, or why it may not be made: it is held by now, or the
 * issue does not announce this very raise (another run made it, and a person may have taken it back since).
 */
async function leaveToRaise(
  scene: Scene,
  { record: announced }: Change,
  { issue, migration, name }: FlagResource,
  flag: ObservedFlag,
): Promise<{ readonly record: FlagRecord } | { readonly reason: string }> {
  const at = scene.things.get(issue)?.locator;
  const live = at && (await scene.forge.read(at));
  if (!isItem(live)) return { reason: `${issue} is not there any more, and so no word of flag ${name}` };
  const held = live.labels.includes(HOLD_LABEL) ? itemReference(live) : await heldBy(scene, migration);
  if (held !== undefined) return { reason: `${held} carries the label ${HOLD_LABEL}` };
  const record = parseMarker(live.body)?.applied.flag;
  if (record?.name === name && canonicalJson(record.intent) === canonicalJson(announced?.intent)) {
    const { intent, ...before } = record;
    const isFirst = scene.announced.has(issue) && intent?.basis === flagBasis(flag);
    return { record: isFirst ? before : record };
  }
  return { reason: `${itemReference(live)} does not announce this raise of flag ${name} any more; plan again` };
}

async function read({ forge }: Scene, at: Locator): Promise<ObservedFlag | undefined> {
  const found = await forge.read(at);
  return found?.kind === "flag" ? found : undefined;
}
