import type { Explanation } from "../../deadlines/explanation.ts";
import type { TargetUse } from "../../deadlines/listing.ts";
import { formatInstant, type Instant } from "../../model/duration.ts";
import { jsonText } from "../plan/text.ts";
import { useOf } from "./check-json.ts";
import type { DeadlineList } from "./list.ts";
import { daysLeft } from "./words.ts";

/**
 * `{formatVersion: 1, asOf, complete, offerings}`, the next end first. Each offering is `{offering, days, …, uses}`: in
 * between stand the keys of the lock file as they are there. `days` are those until the cutoff, negative once it is
 * over; it is absent where no day is known. `complete` is false where files of a gateway are not here.
 */
export function renderListJson({ instant, isComplete, offerings }: DeadlineList): string {
  const shown = offerings.map(({ id, deadline, uses }) => ({
    offering: id,
    days: daysLeft(deadline, instant),
    ...deadline,
    uses: uses.map(useIn),
  }));
  const head = { formatVersion: 1, asOf: formatInstant(instant), complete: isComplete };
  return `${jsonText({ ...head, offerings: shown }, 2)}\n`;
}

/**
 * `{formatVersion: 1, asOf, complete, offering, locked, days, deadline, stale?, facts, override?, policies, elsewhere, uses}`.
 * `deadline` is what is known of the offering, `locked` whether the lock file has it already, `stale` what follows from its facts instead, `facts` are sorted
 * by rank, each with its `weight`: decides, agrees, fits, disagrees, dayless, passed or withdrawn.
 */
export function renderExplanationJson(
  { id, isLocked, deadline, stale, evidence, ruling, policies, elsewhere }: Explanation,
  { instant, isComplete, uses }: { instant: Instant; isComplete: boolean; uses: readonly TargetUse[] },
): string {
  const explained = {
    formatVersion: 1,
    asOf: formatInstant(instant),
    complete: isComplete,
    offering: id,
    locked: isLocked,
    days: daysLeft(deadline, instant),
    deadline,
    stale,
    facts: evidence.map(({ fact, weight }) => ({ weight, ...fact })),
    override: ruling && { ...ruling.override, holds: ruling.holds, without: ruling.without },
    policies,
    elsewhere: elsewhere.map(({ host, deadline: end, offerings }) => ({
      host,
      offerings,
      days: daysLeft(end, instant),
      deadline: end,
    })),
    uses: uses.map(useIn),
  };
  return `${jsonText(explained, 2)}\n`;
}

/** An entry of the gateway that no host serves. */
export function renderSelfHostedJson(
  offering: string,
  { instant, isComplete, uses }: { instant: Instant; isComplete: boolean; uses: readonly TargetUse[] },
): string {
  const head = { formatVersion: 1, asOf: formatInstant(instant), complete: isComplete };
  return `${jsonText({ ...head, offering, selfHosted: true, uses: uses.map(useIn) }, 2)}\n`;
}

function useIn({ target, ...use }: TargetUse) {
  return { target, ...useOf(use) };
}
