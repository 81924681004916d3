import type { Clock, Io } from "./io.ts";

/** Shorter waits are not worth a word. */
const LONG = 5000;

/** The clock of a client: who sits before the terminal is told when the server lets it wait, once for all its requests. */
export function loudClock({ clock, stderr }: Io): Clock {
  let toldUntil = 0;
  return {
    now: () => clock.now(),
    sleep: (milliseconds, signal) => {
      const until = clock.now() + milliseconds;
      if (milliseconds >= LONG && until >= toldUntil + LONG) {
        toldUntil = until;
        stderr.write(`waiting ${Math.ceil(milliseconds / 1000)} s: the server answers no sooner\n`);
      }
      return clock.sleep(milliseconds, signal);
    },
  };
}
