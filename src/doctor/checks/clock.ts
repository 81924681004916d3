import { formatDuration } from "../../model/duration.ts";
import type { Check } from "../check.ts";
import { ok, wrong } from "../finding.ts";

const MINUTE = 60_000;
/** A ramp's steps may be as short as 15 minutes. */
const MOST = 5 * MINUTE;

export const clock: Check = {
  id: "clock",
  chapter: "server",
  summary: "this machine and the server agree on the time",
  find({ url, examined, anonymous }) {
    const servers = [...examined.map(({ facts }) => facts), ...(anonymous === undefined ? [] : [anonymous])].flatMap(
      ({ server }) => server.value ?? [],
    );
    const [ahead] = servers.flatMap((server) => server.ahead ?? []);
    if (servers.length === 0) return [];
    if (ahead === undefined)
      return [{ severity: "unknown", where: url, message: "the server's time cannot be read: it sends no date" }];
    const off = Math.max(0, Math.abs(ahead.by) - ahead.give);
    if (off < MINUTE) return [ok(url, "the clocks agree")];
    const which = ahead.by < 0 ? "ahead of" : "behind";
    const length = formatDuration(Math.round(off / MINUTE) * MINUTE);
    return [
      wrong(off >= MOST ? "error" : "warn", url, `this machine's clock is ${length} ${which} the server's`, {
        fix: "set the clock: soaks, freezes, cutoffs, plan_ttl and the lease of the lock are counted with it",
        who: "whoever runs this machine (in a pipeline: the runner)",
      }),
    ];
  },
};
