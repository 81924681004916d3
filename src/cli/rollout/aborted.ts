import { formatInstant } from "../../model/duration.ts";
import { INSTANCE } from "../../model/observed.ts";
import { HOLD_LABEL } from "../../plan/hold.ts";
import { nameOf, type SubjectFlag } from "../../rollout/subject.ts";
import type { ExitCode } from "../exit.ts";
import { type Aborting, placeOf } from "./aborting.ts";
import type { Scene } from "./scene.ts";
import type { FlagNow } from "./tell.ts";

/** The last lines: how each flag stands, what to do by hand, and what holds it. */
export function endAborted({ io, tell, url }: Scene, all: readonly Aborting[], exit: ExitCode): ExitCode {
  const instant = `${formatInstant(io.clock.now()).slice(0, 16)}Z`;
  const stand = all.flatMap(({ flag, at, state }) => {
    const seen = state === "unknown" ? `could not be read at ${instant}` : `read again at ${instant}`;
    const line = `${NOW[state]} (${seen}): flag ${flag.name} of ${placeOf(flag)}`;
    const isOpen = state === "on" || state === "unknown";
    return at === undefined ? [] : [line, ...(isOpen ? [`    ${byHand(url, flag)}`] : [])];
  });
  const flags = all.map(({ flag, state }): FlagNow => ({ flag: flag.name, home: flag.home, state }));
  tell.end([...stand, ...holds(all)], flags, exit);
  return exit;
}

/** What keeps the flags down. A flag that its issue has not named yet is held by the label alone. */
function holds(all: readonly Aborting[]): string[] {
  const isDown = all.every(({ at, state }) => at === undefined || state === "off" || state === "absent");
  if (!isDown || !all.every(({ marked }) => marked.length > 0)) return [];
  const ways = [...new Set(all.map(({ subject }) => `cutover rollout resume ${nameOf(subject)}`))].join(", ");
  const whom = all.length === 1 ? "it" : "them";
  const isNoted = all.every(({ flag, now, marked }) =>
    marked.some(({ issue }) => [flag.name, now].includes(issue.marker.applied.flag?.name)),
  );
  if (isNoted)
    return [`no apply raises ${whom} again, also without the label, until a merge raises its step, or: ${ways}`];
  return [`no apply raises ${whom} while ${HOLD_LABEL} is on the issue; to go on: ${ways}`];
}

function byHand(url: string, { home, commands }: SubjectFlag): string {
  if (home === INSTANCE) return `turn it off by hand now, as an administrator: ${commands.join(", ")}`;
  return `turn it off by hand now, under Deploy > Feature flags: ${url}/${home}/-/feature_flags`;
}

const NOW: Readonly<Record<FlagNow["state"], string>> = {
  off: "off now",
  on: "STILL ON",
  absent: "not there",
  unknown: "NOT KNOWN TO BE OFF",
};
