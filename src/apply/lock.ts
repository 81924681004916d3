import { type Forge, ForgeError, type Lease, type LockAnswer } from "../forge/port.ts";
import { formatInstant, type Instant, parseInstant } from "../model/duration.ts";

interface LockOptions {
  readonly forge: Forge;
  /** Full path of the project whose lock is taken: that of the tracker. */
  readonly project: string;
  /** Who and why, for whoever finds it taken. */
  readonly info: string;
  readonly clock: { now(): Instant; sleep(milliseconds: number, signal?: AbortSignal): Promise<void> };
  /** A text that nobody else has. */
  readonly unique: () => string;
  /** Milliseconds to wait for a run that is under way. */
  readonly patience: number;
  /** Takes one line for the user. */
  readonly tell: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What lets one run write at a time. */
export interface RunLock {
  /** Carries a write out while the lock is ours. Throws ForgeError "conflict" once it is not. */
  under<T>(write: () => Promise<T>): Promise<T>;
  /** Why nothing more may be written; undefined while the lock is ours. */
  lost(): string | undefined;
  /** Never throws: what was done is done, and a lease ends by itself. */
  release(): Promise<void>;
}

type Found = Extract<LockAnswer, { readonly got: false }>["holder"];

/** Who has the lock; `until` is the instant from which it counts as that of a killed run, where it says one. */
type Holder = Found & { readonly until?: string | undefined };

const MINUTE = 60_000;
/** A killed run keeps others waiting for as long as this. */
const LENGTH = 4 * MINUTE;
/** What has to be left of it when a write begins: longer than all waits of one call to a busy server. */
const LEAST = 3 * MINUTE;
/** Clocks of two machines may differ by this. */
const GRACE = MINUTE / 2;
const PAUSE = 3000;
const TRIES = 3;

/**
 * Takes the lock, waiting for whoever has it; the holder, where that took too long. The lock of a killed run, whose
 * lease has ended, is given back by its very id and taken. Without the right to lock there is none, which is told.
 */
export async function takeLock(options: LockOptions): Promise<RunLock | { readonly busy: Holder }> {
  const { forge, project, clock, patience, tell, signal } = options;
  for (let waited = 0; ; waited += PAUSE) {
    const lease = newLease(options);
    const { value: answer } = await surely(() => forge.lock(project, lease));
    if (answer.got === undefined) return withoutLock(options, answer.reason);
    if (answer.got) return heldLock(options, lease);
    const { holder } = answer;
    if (hasEnded(holder.id, clock.now())) {
      const given = await surely(() => forge.unlock(project, holder.id));
      // After a lost answer the lock may have been given back by the first try.
      if (given.value || given.repeated) {
        tell(`the apply of @${holder.who} since ${holder.created} was cut off; its lock is taken over`);
        continue;
      }
    }
    if (waited >= patience || signal?.aborted) return { busy: { ...holder, until: freeFrom(holder) } };
    if (waited === 0)
      tell(
        `waiting for the apply of @${holder.who} since ${holder.created}, its lock is on ${project}${endText(holder)}`,
      );
    await clock.sleep(PAUSE, signal);
  }
}

function withoutLock({ tell }: LockOptions, reason: string): RunLock {
  tell(`nothing keeps two runs of apply apart: ${reason}; let the pipeline do it with resource_group`);
  return { under: (write) => write(), lost: () => undefined, release: async () => {} };
}

/** Renewed right before a write, and never during one: no write of ours happens while the lock is another's. */
function heldLock(options: LockOptions, first: Lease): RunLock {
  const { forge, project, clock, tell } = options;
  const active = new Set<Promise<unknown>>();
  let lease = first;
  let lost: string | undefined;
  let renewal: Promise<void> | undefined;
  async function renew(): Promise<void> {
    await Promise.allSettled(active);
    const next = newLease(options);
    lost = await whyLost(options, lease, next);
    lease = next;
    renewal = undefined;
  }
  return {
    lost: () => lost,
    under: async (write) => {
      if (lost === undefined && endOf(lease.id) - clock.now() < LEAST) renewal ??= renew();
      while (renewal !== undefined) await renewal;
      if (lost !== undefined) throw new ForgeError("conflict", lost);
      const running = write();
      active.add(running);
      return running.finally(() => active.delete(running));
    },
    release: async () => {
      await renewal;
      if (lost !== undefined) return;
      try {
        await surely(() => forge.unlock(project, lease.id));
      } catch (error) {
        if (!(error instanceof ForgeError)) throw error;
        tell(`the lock on ${project} was not given back (${error.message}); it ends by itself at ${leaseEnd(lease)}`);
      }
    },
  };
}

/** Gives the lock back and takes it again; why that did not go well, where it did not. */
async function whyLost({ forge, project }: LockOptions, old: Lease, next: Lease): Promise<string | undefined> {
  const over = "nothing more is written";
  try {
    const given = await surely(() => forge.unlock(project, old.id));
    // After a lost answer the lock may have been given back by the first try.
    if (!given.value && !given.repeated)
      return `the lock of this run was broken or taken by somebody else meanwhile; ${over}`;
    const { value: answer } = await surely(() => forge.lock(project, next));
    if (answer.got) return undefined;
    const who = answer.got === false ? `is @${answer.holder.who}'s since ${answer.holder.created}` : answer.reason;
    return `the lock on ${project} ${who}; ${over}`;
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return `the lock on ${project} could not be renewed: ${error.message}; ${over}`;
  }
}

/** Both calls name an id that nobody else has, so they may be repeated when their outcome is unknown. */
async function surely<T>(call: () => Promise<T>): Promise<{ readonly value: T; readonly repeated: boolean }> {
  for (let tries = 1; ; tries += 1) {
    try {
      return { value: await call(), repeated: tries > 1 };
    } catch (error) {
      const isUnknown = error instanceof ForgeError && error.kind === "ambiguous";
      if (!isUnknown || tries === TRIES) throw error;
    }
  }
}

function newLease({ clock, unique, info }: LockOptions): Lease {
  return { id: `${formatInstant(clock.now() + LENGTH)}-${unique()}`, info };
}

function leaseEnd({ id }: Lease): string {
  return formatInstant(endOf(id));
}

/** A lock that somebody took by other means has no end. */
function endOf(id: string): Instant {
  return parseInstant(/^.*?Z(?=-)/.exec(id)?.[0]) ?? Number.POSITIVE_INFINITY;
}

function endText(holder: Found): string {
  const until = freeFrom(holder);
  return until === undefined ? "" : ` (until ${until}, if that run was killed)`;
}

function freeFrom({ id }: Found): string | undefined {
  const end = endOf(id) + GRACE;
  return Number.isFinite(end) ? formatInstant(end) : undefined;
}

function hasEnded(id: string, now: Instant): boolean {
  return now >= endOf(id) + GRACE;
}
