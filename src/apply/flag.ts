import { parseMarker } from "../model/marker.ts";
import type { Locator, ObservedFlag } from "../model/observed.ts";
import { exposureOf, type FlagResource } from "../model/resource.ts";
import { basisOf, canonicalJson } from "../plan/digest.ts";
import { decideFlag, isMove, newFlag, stateText } from "../plan/flag.ts";
import { HOLD_LABEL } from "../plan/hold.ts";
import { itemReference } from "../plan/ownership.ts";
import type { Change } from "../plan/plan.ts";
import { isAmbiguous, isItem } from "./item.ts";
import { applied, type Result, stopped, unchanged } from "./outcome.ts";
import { foundIn, remember, type Scene } from "./scene.ts";

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
  const live = await read(scene, { kind: "flag", home: desired.home, id: desired.name });
  if (live === undefined) return stopped(`flag ${desired.name} is not there any more`);
  const decision = decideFlag({ desired, live, record: change.record, take: change.take });
  if (decision.verdict === "same") {
    remember(scene, change.key, live);
    return unchanged(`flag ${desired.name} is as wanted already`, live.url);
  }
  if (!isMove(decision)) return stopped(decision.message, live.url);
  const held = decision.verdict === "raise" ? await heldBy(scene, desired) : undefined;
  if (held !== undefined) return stopped(`${held} carries the label ${HOLD_LABEL}`, live.url);
  const planned = change.effect.do === "update-flag" ? change.effect.patch : undefined;
  const known = scene.known.get(change.key);
  const moved = basisOf(live) !== (known === undefined ? change.basis.object : basisOf(known));
  if (canonicalJson(planned) !== canonicalJson(decision.patch)) {
    return stopped(
      `flag ${desired.name} was changed since the plan was made, to ${stateText(live)}; plan again`,
      live.url,
    );
  }
  const note = moved ? "the flag was changed since the plan was made; the effect is the same" : undefined;
  try {
    const written = await scene.forge.updateFlag(live.locator, decision.patch);
    remember(scene, change.key, written);
    return applied(change, written.url, note);
  } catch (error) {
    const again = isAmbiguous(error) ? await read(scene, live.locator) : undefined;
    if (again === undefined || decideFlag({ desired, live: again, record: change.record }).verdict !== "same")
      throw error;
    remember(scene, change.key, again);
    return applied(change, again.url, "the answer was lost; it was written");
  }
}

/** The issue or epic that a person stopped the ramp with, if one did since the plan was made. */
async function heldBy({ forge, things }: Scene, { issue, migration }: FlagResource): Promise<string | undefined> {
  for (const key of [issue, `issue/${migration}`, `epic/${migration}`]) {
    const at = things.get(key)?.locator;
    const live = at && (await forge.read(at));
    if (isItem(live) && live.labels.includes(HOLD_LABEL)) return itemReference(live);
  }
  return undefined;
}

async function read({ forge }: Scene, at: Locator): Promise<ObservedFlag | undefined> {
  const found = await forge.read(at);
  return found?.kind === "flag" ? found : undefined;
}
