import { isFrom, readFetched } from "../../load/fetched.ts";
import { checkoutOf } from "../../load/targets.ts";
import { type Instant, parseInstant, toMinute } from "../../model/duration.ts";
import type { Workspace } from "../../model/workspace.ts";
import type { Io } from "../io.ts";

/** People merge every day. */
const FRESH_MS = 86_400_000;

/** A target whose kept files were read long ago. */
export interface Stale {
  readonly target: string;
  readonly read: Instant;
}

/** Targets of which files are used that were fetched more than a day ago; `checkouts` are absolute. */
export async function staleTargets(
  io: Io,
  root: string,
  { config }: Workspace,
  checkouts: ReadonlyMap<string, string>,
): Promise<Stale[]> {
  const { targets = {} } = config.data;
  const stale: Stale[] = [];
  for (const target of Object.keys(targets)) {
    const folder = await checkoutOf(target, { fs: io.fs, root, targets, checkouts });
    const fetched = folder === undefined ? undefined : await readFetched(io.fs, folder);
    if (fetched === undefined || !isFrom(fetched, { targets }, target)) continue;
    const read = parseInstant(fetched.read);
    if (read !== undefined && io.clock.now() - read > FRESH_MS) stale.push({ target, read });
  }
  return stale;
}

/** One line for all of them; nothing where there are none. */
export function noteStale(io: Io, stale: readonly Stale[]): void {
  if (stale.length === 0) return;
  const oldest = toMinute(Math.min(...stale.map(({ read }) => read)));
  const names = [...new Set(stale.map(({ target }) => target))].join(", ");
  io.stderr.write(
    `note: the files of ${names} are as they were when they were fetched, the oldest on ${oldest}: cutover fetch reads them anew\n`,
  );
}
