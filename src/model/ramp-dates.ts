import type { Freeze, ResolvedRamp } from "./defaults.ts";
import { DAY, type Instant, parseDuration } from "./duration.ts";

export interface Span {
  /** Earliest instant at which the step may begin. */
  readonly starts: Instant;
  /** Earliest instant at which its soak is over. */
  readonly ends: Instant;
}

/** When the steps of a ramp can run, from its start and the soaks; undefined without a start. No step begins in a freeze. */
export function scheduleOf({ start, steps }: ResolvedRamp, freezes: readonly Freeze[]): Span[] | undefined {
  if (start === undefined) return undefined;
  let next = start;
  return steps.map(({ soak }) => {
    const starts = afterFreezes(next, freezes);
    next = starts + (parseDuration(soak) ?? 0);
    return { starts, ends: next };
  });
}

/** When the steps of a ramp can be over; undefined without a start. */
export function endOfRamp(ramp: ResolvedRamp, freezes: readonly Freeze[]): Instant | undefined {
  return scheduleOf(ramp, freezes)?.at(-1)?.ends;
}

/** The same time of day on the first day on which no freeze holds: somebody has to be there to watch. */
function afterFreezes(instant: Instant, freezes: readonly Freeze[]): Instant {
  const freeze = freezes.find(({ from, to }) => from <= instant && instant < to);
  if (freeze === undefined) return instant;
  return afterFreezes(instant + Math.ceil((freeze.to - instant) / DAY) * DAY, freezes);
}
