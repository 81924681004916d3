import { type Freeze, MINIMUM_SOAK, MINIMUM_SOAK_AT_FULL, policyOf, type ResolvedRamp, rampOf } from "./defaults.ts";
import { DAY, type Instant, parseDuration, parseInstant } from "./duration.ts";
import type { Move } from "./move.ts";
import type { RampStep } from "./schema/common.gen.ts";
import type { Config } from "./schema/config.gen.ts";

export interface Span {
  /** When the step would begin if no freeze stood in its way. */
  readonly planned: Instant;
  /** Earliest instant at which the step may begin. */
  readonly starts: Instant;
  /** Earliest instant at which its soak is over. */
  readonly ends: Instant;
  /** Freezes between `planned` and `starts`, in the order in which the step meets them. */
  readonly freezes: readonly Freeze[];
}

/**
 * When the steps of a ramp can run, from its start and the soaks; undefined without a start. No step begins in a freeze,
 * and a soak counts for no less than the process asks for, whatever is written.
 */
export function scheduleOf({ start, steps }: ResolvedRamp, freezes: readonly Freeze[]): Span[] | undefined {
  if (start === undefined) return undefined;
  let next = start;
  return steps.map((step) => {
    const planned = next;
    const met = freezesFrom(planned, freezes);
    const starts = met.reduce(behind, planned);
    next = starts + (parseDuration(soakOf(step)) ?? 0);
    return { planned, starts, ends: next, freezes: met };
  });
}

/** When the steps of a ramp can be over; undefined without a start. */
export function endOfRamp(ramp: ResolvedRamp, freezes: readonly Freeze[]): Instant | undefined {
  return scheduleOf(ramp, freezes)?.at(-1)?.ends;
}

/** When an entry says that it is done. */
interface PromisedEnd {
  readonly at: Instant;
  /** Which of its words says so. */
  readonly by: "eta" | "ramp";
}

/** When an entry says that it is done: by its own word, else by the steps of its ramp. */
export function promisedEnd(config: Config, move: Move): PromisedEnd | undefined {
  const eta = parseInstant(move.entry.eta);
  if (eta !== undefined) return { at: eta, by: "eta" };
  const ramp = rampOf(config, move);
  const at = ramp && endOfRamp(ramp, policyOf(config).freezes);
  return at === undefined ? undefined : { at, by: "ramp" };
}

/** How long a step stays: as written, but no shorter than the process asks for. */
export function soakOf({ soak, percentage = 0 }: RampStep): string {
  const least = percentage >= 100 ? MINIMUM_SOAK_AT_FULL : MINIMUM_SOAK;
  return (parseDuration(soak) ?? 0) < (parseDuration(least) ?? 0) ? least : soak;
}

function freezesFrom(instant: Instant, freezes: readonly Freeze[]): Freeze[] {
  const freeze = freezes.find(({ from, to }) => from <= instant && instant < to);
  return freeze === undefined ? [] : [freeze, ...freezesFrom(behind(instant, freeze), freezes)];
}

/** The same time of day on the first day on which the freeze is over: somebody has to be there to watch. */
function behind(instant: Instant, { to }: Freeze): Instant {
  return instant + Math.ceil((to - instant) / DAY) * DAY;
}
