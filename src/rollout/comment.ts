import { code, link, safeText } from "../compile/safe-text.ts";
import { formatInstant, type Instant } from "../model/duration.ts";

/** Who says so, and why. */
export interface Word {
  /** User name, without the @. */
  readonly person: string;
  readonly reason: string | undefined;
  /** Address of the job that carries it out. */
  readonly job: string | undefined;
  readonly at: Instant;
}

const LONGEST = 4_000;

/** Whether a reason says anything that people can see. */
export function saysSomething(reason: string): boolean {
  return /[\p{L}\p{N}\p{S}\p{P}]/u.test(reason);
}

/** The comment that tells people what was done, of Markdown that is safe. Nothing in it runs as a command or mentions anybody. */
export function commentOf(done: string, next: string, { person, reason, job, at }: Word): string {
  const instant = `${formatInstant(at).slice(0, 16)}Z`;
  const by = `By ${code(`@${person}`)} at ${instant}${job === undefined ? "" : `, in ${link("this job", job)}`}.`;
  const why = reason === undefined ? [] : ["Reason:", safeText(shortened(reason))];
  return [`${done} ${by}`, ...why, next].join("\n\n");
}

function shortened(reason: string): string {
  const characters = [...reason];
  return characters.length <= LONGEST ? reason : `${characters.slice(0, LONGEST).join("")}…`;
}
