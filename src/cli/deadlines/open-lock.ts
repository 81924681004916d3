import { lockText } from "../../deadlines/lock-text.ts";
import { DEADLINES_FILE, type DeadlinesDocument } from "../../model/deadline.ts";
import type { DeadlineFact, Deadlines } from "../../model/schema/deadlines.gen.ts";
import { canonicalJson } from "../../plan/digest.ts";
import { lockBlocks } from "../../report/deadlines/merge-request.ts";
import type { Opened } from "../../report/deadlines/opened.ts";
import type { Io } from "../io.ts";
import { LOCK, type OpenedWorkspace, type OpenOptions, openProposals } from "./open.ts";

/**
 * The merge request of the lock file; undefined where this pipeline is not the newest. `news` are plain lines; `isPartial`
 * says that some source or gateway could not be read, so that what is new there is missing.
 */
export async function openLock(
  io: Io,
  opened: OpenedWorkspace,
  options: OpenOptions,
  {
    after,
    news,
    isPartial,
  }: { readonly after: Deadlines; readonly news: readonly string[]; readonly isPartial: boolean },
): Promise<Opened | undefined> {
  const before = opened.workspace.deadlines;
  const file = {
    name: LOCK,
    path: DEADLINES_FILE,
    before: before?.text,
    text: lockText(after),
    title: "chore(deadlines): what sources say of the ends of models",
    blocks: lockBlocks(DEADLINES_FILE, news),
    cause: lockCause(before, after),
    isPartial,
  };
  const [result] = await openProposals(io, opened, options, {
    command: "deadlines update",
    files: [file],
    isWhole: false,
  });
  return result;
}

/**
 * From what to what the facts go. Until the first is merged, each day sees the same news for the first time: days on
 * which something was seen are no news.
 */
function lockCause(before: DeadlinesDocument | undefined, { offerings, facts, policies }: Deadlines): string {
  const undated = Object.entries(offerings).map(([id, { gone, ...rest }]) => ({
    id,
    ...rest,
    gone: gone !== undefined,
  }));
  return canonicalJson({ before: before?.text, undated, facts: facts.map(said), policies });
}

function said({ seen: _, gone, was = [], ...rest }: DeadlineFact) {
  return { ...rest, gone: gone !== undefined, was: was.map(({ cutoff }) => cutoff) };
}
