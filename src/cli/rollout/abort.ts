import { isItem } from "../../apply/item.ts";
import { isDone, type Result } from "../../apply/outcome.ts";
import { code } from "../../compile/safe-text.ts";
import { ForgeError } from "../../forge/port.ts";
import type { FlagRecord } from "../../model/marker.ts";
import type { ObservedFlag } from "../../model/observed.ts";
import type { ResourceKey } from "../../model/reference.ts";
import { abortedRecord, isAborted } from "../../plan/flag-record.ts";
import { OFF, stateText } from "../../plan/flag-state.ts";
import { HOLD_LABEL } from "../../plan/hold.ts";
import { itemReference } from "../../plan/ownership.ts";
import { commentOf } from "../../rollout/comment.ts";
import { issuesOf } from "../../rollout/find.ts";
import { readFlag, turnOff } from "../../rollout/flag-off.ts";
import { type Mark, mark, patchOf } from "../../rollout/mark.ts";
import { nameOf, type Subject, sharedWith } from "../../rollout/subject.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { endAborted } from "./aborted.ts";
import { type Aborting, abortingOf, deedOf, formerOf, placeOf, tellMissing } from "./aborting.ts";
import { act, type Look, lookIfPossible, noLabel, type Scene, tellPeople } from "./scene.ts";
import type { Deed } from "./tell.ts";

const PASSES = 5;
const REFUSALS: ReadonlySet<ForgeError["kind"]> = new Set(["forbidden", "unauthenticated", "missing", "refused"]);

/** Turns flags off first, then has it written down that they stay off, and reads them again at the end. */
export async function abort(scene: Scene, subjects: readonly Subject[]): Promise<ExitCode> {
  const all = subjects.flatMap((subject): Aborting[] => {
    const { flag } = subject;
    return flag === undefined ? [] : [abortingOf(subject, flag)];
  });
  for (const { subject, flag } of all) {
    const others = sharedWith(subject, scene.all);
    if (others.length > 0) scene.tell.note(`flag ${flag.name} goes off for these too: ${others.join(", ")}`);
  }
  for (const one of all) await off(scene, one);
  const look = await lookIfPossible(scene);
  const flags = look === undefined ? all : await withFormer(scene, all, look);
  for (const one of flags) if (look !== undefined && one.trouble === "passing") await off(scene, one);
  if (look !== undefined && !look.hasLabel) {
    const [message, hint] = noLabel(look);
    scene.tell.problem(message, `${hint}; until then the flag is held by a line in its issue that nobody sees`);
  }
  for (const one of flags) if (look !== undefined) await writeDown(scene, one, look);
  for (const one of flags) await readAgain(scene, one);
  const isWhole = look?.hasLabel === true && flags.every((one) => one.isWhole && one.trouble === undefined);
  const isOpen = flags.some(({ at, state }) => at !== undefined && (state === "on" || state === "unknown"));
  const bad = isOpen ? EXIT.failed : EXIT.problems;
  return endAborted(scene, flags, isWhole ? EXIT.clean : bad);
}

/** With the flags that the issues still name. One that was never made is left out where another stands in its place. */
async function withFormer(scene: Scene, all: readonly Aborting[], look: Look): Promise<readonly Aborting[]> {
  const flags: Aborting[] = [];
  for (const one of all) {
    const former = formerOf(scene, one, look);
    if (former !== undefined) await off(scene, former);
    if (former === undefined || one.state !== "absent") flags.push(one);
    if (former !== undefined) flags.push(former);
  }
  return flags;
}

async function off(scene: Scene, one: Aborting): Promise<void> {
  const { flag, at } = one;
  if (at === undefined) {
    one.isWhole = false;
    scene.tell.problem(
      `flag ${flag.name} is set by ChatOps, so it is not off yet`,
      "send these commands, in this order:",
    );
    for (const command of flag.commands) scene.tell.note(`    ${command}`);
    return;
  }
  const summary = `turn flag ${flag.name} of ${placeOf(flag)} off`;
  const result = await act(scene, deedOf(one, "abort"), summary, async (forge): Promise<Result> => {
    const { found, now } = await turnOff(forge, at).catch((error: unknown) => {
      const isRefused = error instanceof ForgeError && REFUSALS.has(error.kind);
      one.trouble = isRefused ? "refused" : "passing";
      throw error;
    });
    one.found = found;
    one.state = now === undefined ? "absent" : "off";
    if (found === undefined) return { status: "unchanged", message: `flag ${flag.name} is not in ${placeOf(flag)}` };
    if (!found.active) return { status: "unchanged", message: `flag ${flag.name} is off already`, url: found.url };
    return { status: "applied", message: `${summary}${lostText(one, found)}`, url: found.url };
  });
  if (isDone(result)) one.trouble = undefined;
}

/** What people may want back. Names of lists are text of the migration. */
function lostText({ subject }: Aborting, found: ObservedFlag): string {
  const gates = found.foreignGates === undefined ? "" : `; gates of others went too: ${found.foreignGates.join(", ")}`;
  return subject.confidential ? "" : ` (it was: ${stateText(found)}${gates})`;
}

/** Label and record in one write, then the comment, on the rollout issue and on any other that could raise the flag. */
async function writeDown(scene: Scene, one: Aborting, look: Look): Promise<void> {
  const { subject, flag } = one;
  const issues = issuesOf(look.holders, subject.issue, flag.name);
  tellMissing(scene, one, look);
  if (issues.length === 0) {
    one.isWhole = false;
    const message = `${nameOf(subject)} has no rollout issue in ${look.project} that this token can see: the hold is written down nowhere`;
    scene.tell.problem(message, `where apply is to leave the flag alone, lower its step or set CUTOVER_HOLD`);
  }
  for (const issue of issues) {
    const wanted = markOf(one, look, issue.key);
    const name = itemReference(issue.item);
    const summary = look.hasLabel ? `put ${HOLD_LABEL} on ${name}` : `note on ${name} that the flag stays off`;
    const deed: Deed = {
      ...deedOf(one, "hold"),
      id: `${issue.key}:hold`,
      key: issue.key,
      kind: "issue",
      action: "update",
    };
    const result = await act(scene, deed, summary, (forge) => mark(forge, issue.item.locator, summary, wanted));
    if (isDone(result)) one.marked.push({ issue, wanted });
    else one.isWhole = false;
    const told = await tellPeople(scene, subject, issue.item, commentOf(...words(one), scene.word));
    if (!isDone(told)) one.isWhole = false;
  }
}

/** An issue that names a flag of before is to name the one of now, which must not begin its way up either. */
function markOf({ subject, flag, now, found, trouble }: Aborting, { hasLabel }: Look, issue: ResourceKey): Mark {
  const isFormer = now !== undefined && issue === subject.issue && trouble === undefined;
  const next = (record: FlagRecord): FlagRecord | undefined => {
    if (isFormer) return abortedRecord({ name: now, step: 0, exposure: 0 }, OFF);
    return isAborted(record) ? undefined : abortedRecord(record, found ?? OFF);
  };
  return { label: hasLabel ? "on" : undefined, record: { name: flag.name, next } };
}

function words({ subject, flag, at, found, trouble, state }: Aborting): [done: string, next: string] {
  const was = found?.active === true && !subject.confidential ? ` It was: ${code(stateText(found))}.` : "";
  const isOpen = at === undefined || trouble !== undefined;
  const stands = state === "absent" ? `is not in ${placeOf(flag)}` : "is off";
  const done = `Rollout aborted: flag ${code(flag.name)} ${isOpen ? "is to be turned off by hand" : stands}.`;
  const resume = code(`cutover rollout resume ${nameOf(subject)}`);
  const next = `It stays off until somebody runs ${resume}, or takes the label off and merges a higher step.`;
  return [`**${done}**${was}`, next];
}

/**
 * A run of apply may have been about to raise the flag, or to write to the issue what it had read before. The issue is
 * looked at before the flag: whoever raises it from then on has seen the hold, or sees it right after.
 */
async function readAgain(scene: Scene, one: Aborting): Promise<void> {
  const { flag, at, marked } = one;
  if (at === undefined) return;
  try {
    for (let left = PASSES; left > 0; left -= 1) {
      const isHeld = await holdAgain(scene, one, marked);
      const now = await readFlag(scene.forge, at);
      one.state = now === undefined ? "absent" : now.active ? "on" : "off";
      if (isHeld && one.state !== "on") return;
      if (one.trouble !== undefined) break;
      if (one.state !== "on") continue;
      const summary = `turn flag ${flag.name} off again: it was raised meanwhile`;
      const result = await act(scene, deedOf(one, "abort"), summary, async (forge): Promise<Result> => {
        await turnOff(forge, at);
        return { status: "applied", message: summary };
      });
      if (!isDone(result)) break;
    }
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    one.state = "unknown";
    scene.tell.problem(`flag ${flag.name} could not be read again: ${error.message}`, "look at it on GitLab");
  }
  one.isWhole = false;
}

/** Whether all issues still say what they have to; those that do not are written to again. */
async function holdAgain(scene: Scene, one: Aborting, marked: Aborting["marked"]): Promise<boolean> {
  let isHeld = true;
  for (const { issue, wanted } of marked) {
    const live = await scene.forge.read(issue.item.locator);
    if (!isItem(live) || patchOf(live, wanted) === undefined) continue;
    isHeld = false;
    const key = issue.marker.key;
    const summary = `write the hold to ${itemReference(live)} again: another run wrote over it`;
    const deed: Deed = { ...deedOf(one, "hold"), id: `${key}:hold`, key, kind: "issue", action: "update" };
    await act(scene, deed, summary, (forge) => mark(forge, live.locator, summary, wanted));
  }
  return isHeld;
}
