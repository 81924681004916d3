import { isDone } from "../../apply/outcome.ts";
import { parseMarker } from "../../model/marker.ts";
import type { ObservedFlag } from "../../model/observed.ts";
import { decideFlag } from "../../plan/flag.ts";
import { isAborted } from "../../plan/flag-record.ts";
import { OFF, stateText } from "../../plan/flag-state.ts";
import { freezeNow, HOLD_LABEL, wholeHold } from "../../plan/hold.ts";
import { type Holder, itemReference } from "../../plan/ownership.ts";
import { commentOf } from "../../rollout/comment.ts";
import { issuesOf } from "../../rollout/find.ts";
import { readFlag } from "../../rollout/flag-off.ts";
import { type Mark, mark, patchOf } from "../../rollout/mark.ts";
import { resumedRecord } from "../../rollout/record.ts";
import type { Subject } from "../../rollout/subject.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { holdOf } from "../forge.ts";
import { deedOf, type Named, objectsOf } from "./hold.ts";
import { act, type Look, lookAround, type Scene, tellPeople } from "./scene.ts";
import type { FlagNow } from "./tell.ts";

/** Takes the label off, and has a flag that was turned off or lowered meant from where it stands. */
export async function resume(scene: Scene, named: Named): Promise<ExitCode> {
  const look = await lookAround(scene);
  const objects = objectsOf(look, named);
  if (named.part === undefined) return resumeMigration(scene, named, look, objects);
  const lines: string[] = [];
  const flags: FlagNow[] = [];
  let isWhole = true;
  for (const subject of named.subjects) {
    const { flag } = subject;
    const home = flag?.home;
    const live =
      flag && home !== undefined ? await readFlag(scene.forge, { kind: "flag", home, id: flag.name }) : undefined;
    const wanted = markOf(subject, live);
    const done = await lift(scene, named, issuesOf(look.holders, subject.issue, flag?.name), wanted);
    isWhole = isWhole && done;
    if (flag === undefined || home === undefined) continue;
    const state = live === undefined ? "absent" : live.active ? "on" : "off";
    flags.push({ flag: flag.name, home, state });
    lines.push(nextText(subject, look, live));
  }
  const others = stillHeld(scene, look, named.migration);
  const code = isWhole ? EXIT.clean : EXIT.problems;
  scene.tell.end([...lines, ...others], flags, code);
  return code;
}

async function resumeMigration(scene: Scene, named: Named, look: Look, objects: readonly Holder[]): Promise<ExitCode> {
  const isWhole = await lift(scene, named, objects, { label: "off" });
  const held = [...look.holders].flatMap(([key, { item, marker }]) => {
    const isOwn = key.startsWith(`issue/${named.migration}/`);
    const isHeld = item.labels.includes(HOLD_LABEL) || isAborted(marker.applied.flag);
    return isOwn && isHeld ? [`still held by itself: ${key.slice("issue/".length)} (${itemReference(item)})`] : [];
  });
  const code = isWhole ? EXIT.clean : EXIT.problems;
  scene.tell.end([...held, ...wholeHolds(scene), "next: cutover plan shows what apply will do"], [], code);
  return code;
}

/** Lets go of each object that is held; one that is not is told so, and nobody is written to. */
async function lift(scene: Scene, named: Named, objects: readonly Holder[], wanted: Mark): Promise<boolean> {
  let isWhole = true;
  for (const object of objects) {
    const { item } = object;
    const name = itemReference(item);
    if (patchOf(item, wanted) === undefined) {
      scene.tell.note(`nothing holds ${name}`);
      continue;
    }
    const isLabelled = item.labels.includes(HOLD_LABEL);
    const summary = isLabelled ? `take ${HOLD_LABEL} off ${name}` : `note on ${name} that the flag may go on`;
    const result = await act(scene, deedOf(named, object, "resume"), summary, (forge) =>
      mark(forge, item.locator, summary, wanted),
    );
    const next = "The next apply goes on from where things stand, one step at a time.";
    const told = isDone(result)
      ? await tellPeople(scene, named, item, commentOf("**Rollout resumed.**", next, scene.word))
      : undefined;
    isWhole = isWhole && told !== undefined && isDone(told);
  }
  return isWhole;
}

function markOf({ flag }: Subject, live: ObservedFlag | undefined): Mark {
  const desired = flag?.desired;
  if (desired === undefined) return { label: "off" };
  return {
    label: "off",
    record: { name: desired.name, next: (record) => resumedRecord(desired, record, live ?? OFF) },
  };
}

/** What apply will do with the flag, by the rules that it goes by. */
function nextText({ flag, issue, confidential }: Subject, look: Look, live: ObservedFlag | undefined): string {
  const desired = flag?.desired;
  if (flag === undefined || desired === undefined) return "next: cutover plan shows what apply will do";
  const item = look.holders.get(issue)?.item;
  const noted = item && parseMarker(item.body)?.applied.flag;
  const record = noted?.name === flag.name ? noted : undefined;
  const next = record && (resumedRecord(desired, record, live ?? OFF) ?? record);
  const decision = decideFlag({ desired, live: live ?? OFF, record: next });
  const reach = live === undefined ? "not there" : confidential && live.active ? "on" : stateText(live);
  const stands = `flag ${flag.name} now: ${reach}`;
  switch (decision.verdict) {
    case "raise": {
      const whom = confidential ? "" : `: ${stateText(decision.patch)}`;
      const rest =
        decision.step < desired.step ? `; after that each step is merged by itself, up to ${desired.step}` : "";
      return `${stands}; next: cutover plan shows the raise to step ${decision.step}${whom}, and apply makes it${rest}`;
    }
    case "lower":
      return `${stands}; next: apply lowers it to step ${decision.step}, as the migration says`;
    case "same":
      return `${stands}, as the migration says`;
    default:
      return `${stands}; ${decision.message}`;
  }
}

/** What else keeps the flag down. */
function stillHeld(scene: Scene, { holders }: Look, migration: string): string[] {
  const main = [`issue/${migration}`, `epic/${migration}`].flatMap((key) => holders.get(key) ?? []);
  const labelled = main.filter(({ item }) => item.labels.includes(HOLD_LABEL)).map(({ item }) => itemReference(item));
  return [
    ...labelled.map(
      (name) => `still held: ${name} carries ${HOLD_LABEL}; cutover rollout resume ${migration} takes it off`,
    ),
    ...wholeHolds(scene),
  ];
}

function wholeHolds({ io, workspace }: Scene): string[] {
  const { policy } = workspace.config.data;
  const instant = io.clock.now();
  const reasons = [wholeHold({ hold: holdOf(io), policy, instant }), freezeNow({ policy, instant })];
  return reasons.flatMap((reason) => (reason === undefined ? [] : [`still held: ${reason}`]));
}
