import { isItem } from "../../apply/item.ts";
import { isDone, type Result } from "../../apply/outcome.ts";
import { code } from "../../compile/safe-text.ts";
import { ForgeError } from "../../forge/port.ts";
import { formatInstant } from "../../model/duration.ts";
import { INSTANCE, type Locator, type ObservedFlag } from "../../model/observed.ts";
import { abortedRecord, isAborted } from "../../plan/flag-record.ts";
import { OFF, stateText } from "../../plan/flag-state.ts";
import { HOLD_LABEL } from "../../plan/hold.ts";
import { type Holder, itemReference } from "../../plan/ownership.ts";
import { commentOf } from "../../rollout/comment.ts";
import { issuesOf } from "../../rollout/find.ts";
import { readFlag, turnOff } from "../../rollout/flag-off.ts";
import { type Mark, mark, patchOf } from "../../rollout/mark.ts";
import { nameOf, type Subject, type SubjectFlag, sharedWith } from "../../rollout/subject.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { act, type Look, lookIfPossible, noLabel, type Scene, tellPeople } from "./scene.ts";
import type { Deed, FlagNow } from "./tell.ts";

/** One flag on its way off. */
interface Aborting {
  readonly subject: Subject;
  readonly flag: SubjectFlag;
  /** Where it is; undefined where people send commands. */
  readonly at: Locator | undefined;
  /** As it was; undefined where there is none of that name. */
  found: ObservedFlag | undefined;
  state: FlagNow["state"];
  /** The issues that say so by now, and what they have to say. */
  readonly marked: { readonly issue: Holder; readonly wanted: Mark }[];
  /** False once something could not be done for it. */
  isWhole: boolean;
  /** The server refuses to turn it off: to ask again is of no use. */
  isRefused: boolean;
}

const PASSES = 5;

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
  if (look !== undefined && !look.hasLabel) {
    const [message, hint] = noLabel(look);
    scene.tell.problem(message, `${hint}; until then the flag is held by a line in its issue that nobody sees`);
  }
  for (const one of all) if (look !== undefined) await writeDown(scene, one, look);
  for (const one of all) await readAgain(scene, one);
  const isWhole = look?.hasLabel === true && all.every((one) => one.isWhole);
  const isOpen = all.some(({ at, state }) => at !== undefined && (state === "on" || state === "unknown"));
  const bad = isOpen ? EXIT.failed : EXIT.problems;
  return end(scene, all, isWhole ? EXIT.clean : bad);
}

function abortingOf(subject: Subject, flag: SubjectFlag): Aborting {
  const { home, name } = flag;
  const at: Locator | undefined = home === undefined ? undefined : { kind: "flag", home, id: name };
  return { subject, flag, at, found: undefined, state: "unknown", marked: [], isWhole: true, isRefused: false };
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
    const { found, now } = await turnOff(forge, at);
    one.found = found;
    one.state = now === undefined ? "absent" : "off";
    if (found === undefined) return { status: "unchanged", message: `flag ${flag.name} is not in ${placeOf(flag)}` };
    if (!found.active) return { status: "unchanged", message: `flag ${flag.name} is off already`, url: found.url };
    return { status: "applied", message: `${summary}${lostText(one, found)}`, url: found.url };
  });
  if (isDone(result)) return;
  one.isWhole = false;
  one.isRefused = true;
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
  if (issues.length === 0) {
    one.isWhole = false;
    const message = `${nameOf(subject)} has no rollout issue in ${look.project} that this token can see: the hold is written down nowhere`;
    scene.tell.problem(message, `where apply is to leave the flag alone, lower its step or set CUTOVER_HOLD`);
  }
  for (const issue of issues) {
    const wanted = markOf(one, look);
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

function markOf({ flag, found }: Aborting, { hasLabel }: Look): Mark {
  return {
    label: hasLabel ? "on" : undefined,
    record: {
      name: flag.name,
      next: (record) => (isAborted(record) ? undefined : abortedRecord(record, found ?? OFF)),
    },
  };
}

function words({ subject, flag, at, found, isRefused }: Aborting): [done: string, next: string] {
  const was = found?.active === true && !subject.confidential ? ` It was: ${code(stateText(found))}.` : "";
  const isOff = at !== undefined && !isRefused;
  const done = `Rollout aborted: flag ${code(flag.name)} is ${isOff ? "off" : "to be turned off by hand"}.`;
  const next = `It stays off until somebody runs ${code(`cutover rollout resume ${nameOf(subject)}`)}.`;
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
      if (one.isRefused) break;
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

function end(scene: Scene, all: readonly Aborting[], exit: ExitCode): ExitCode {
  const instant = `${formatInstant(scene.io.clock.now()).slice(0, 16)}Z`;
  const lines = all.map(
    ({ flag, state }) => `${NOW[state]} (read again at ${instant}): flag ${flag.name}${inPlace(flag)}`,
  );
  const read = all.flatMap((one, index) => (one.at === undefined ? [] : [lines[index] ?? ""]));
  const names = all.map(({ subject }) => `cutover rollout resume ${nameOf(subject)}`);
  const next = `no apply raises ${all.length === 1 ? "it" : "them"} again, also without the label, before: ${names.join(", ")}`;
  const isHeld = all.every(({ marked }) => marked.length > 0);
  const flags = all.map(({ flag, state }): FlagNow => ({ flag: flag.name, home: flag.home, state }));
  scene.tell.end([...read, ...(isHeld ? [next] : [])], flags, exit);
  return exit;
}

const NOW: Readonly<Record<FlagNow["state"], string>> = {
  off: "off now",
  on: "STILL ON",
  absent: "not there",
  unknown: "NOT KNOWN TO BE OFF",
};

function placeOf({ home }: SubjectFlag): string {
  return home === INSTANCE ? "the whole server" : (home ?? "");
}

function inPlace(flag: SubjectFlag): string {
  return flag.home === undefined ? "" : ` of ${placeOf(flag)}`;
}

function deedOf({ subject, flag }: Aborting, what: string): Deed {
  return { id: `${flag.key}:${what}`, key: flag.key, kind: "flag", action: "lower", migration: subject.migration };
}
