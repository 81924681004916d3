import { type RunLock, takeLock } from "../../apply/lock.ts";
import { EXIT, UserError } from "../exit.ts";
import type { Io } from "../io.ts";
import type { Live } from "../live-plan.ts";

/**
 * Takes the lock of the tracker's project; throws UserError with who has it where the wait was too long. Undefined
 * where no tracker is named, which plan refuses.
 */
export async function lockTracker(io: Io, live: Live, run: string, patience: number): Promise<RunLock | undefined> {
  const { access, workspace, session } = live;
  const { project } = workspace.config.data.gitlab?.tracker ?? {};
  if (project === undefined) return undefined;
  const lock = await takeLock({
    forge: access.forge,
    project,
    info: io.env.CI_JOB_URL ?? `cutover apply of @${session.user}, run ${run}`,
    clock: io.clock,
    unique: io.unique,
    patience,
    tell: (line) => io.stderr.write(`${line}\n`),
    signal: io.signal,
  });
  if (!("busy" in lock)) return lock;
  const { who, created, until } = lock.busy;
  const lease = until === undefined ? "" : `; where that run was killed, its lock ends by itself at ${until}`;
  throw new UserError(
    EXIT.failed,
    `another apply has the lock of ${project}: @${who}'s since ${created}${lease}`,
    "wait for it and run apply again; --lock-timeout says for how long apply waits by itself",
  );
}
