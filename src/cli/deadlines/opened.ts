import type { Outcome } from "../../apply/outcome.ts";
import type { ObservedProposal } from "../../model/observed.ts";
import type { FileResource } from "../../model/resource.ts";
import { shortName } from "../../plan/file.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Proposed, ProposingPlace, Standing } from "../../plan/proposing.ts";
import type { Opened } from "../../report/deadlines/opened.ts";

/** What is told of a merge request that is left to people. */
export function openedAs(
  { name, path, isPartial = false }: Proposed,
  { project, base }: ProposingPlace,
  standing: Standing,
): Opened {
  if (standing.kind === "behind") {
    const message = `${path} is another one on ${base} of ${project} than here: pull, and run this again`;
    return { name, done: "stopped", message };
  }
  const { live } = standing;
  if (standing.kind === "open") return { name, done: "open", ...(isPartial && { message: PARTIAL }), ...linkOf(live) };
  const by = live.closedBy === undefined ? "a person" : `@${live.closedBy}`;
  const message = `dismissed by ${by}; it is proposed again when what it follows from changes`;
  return { name, done: "dismissed", message, ...linkOf(live) };
}

/** What is told of one that people have committed to and that nothing asks for any more. */
export function openedNeedless(live: ObservedProposal): Opened {
  const name = live.branch.split("/").at(-1) ?? "";
  const message = "nothing asks for it any more, and it carries commits of people: merge or close it";
  return { name, done: "open", message, ...linkOf(live) };
}

/** What became of one that is ours to write. */
export function openedBy(
  { key, migration: name }: FileResource,
  plan: Plan,
  outcomes: ReadonlyMap<string, Outcome>,
  live: ObservedProposal | undefined,
): Opened {
  const link = live === undefined ? {} : linkOf(live);
  const conflict = plan.conflicts.find((one) => one.key === key);
  if (conflict !== undefined)
    return { name, done: "stopped", message: `${conflict.message}; ${conflict.fix}`, ...link };
  const held = plan.held.find((one) => one.key === key);
  if (held !== undefined) return { name, done: "held", message: held.held, ...link };
  const change = plan.changes.find((one) => one.key === key);
  const outcome = change && outcomes.get(change.id);
  if (change !== undefined && outcome !== undefined) {
    const { status, message, url } = outcome;
    // What was opened just now is another one than that of the branch before it.
    const before = change.action === "create" ? {} : link;
    const at = url === undefined ? before : { url, ...referenceIn(url), ...before };
    if (status === "failed") return { name, done: "failed", message, ...at };
    const done = DONE[change.action] ?? "updated";
    const kept = done === "updated" && (live?.foreignCommits.length ?? 0) > 0 ? { message: KEPT } : {};
    if (status === "applied") return { name, done, ...kept, ...at };
    return status === "unchanged" ? { name, done: "open", ...at } : { name, done: "stopped", message, ...at };
  }
  const [notice] = plan.notices.filter((one) => one.key === key);
  if (notice === undefined) return { name, done: "merged" };
  if (notice.kind === "declined") return { name, done: "dismissed", message: notice.message, ...link };
  return notice.kind === "unknown"
    ? { name, done: "stopped", message: notice.message, ...link }
    : { name, done: "open", ...link };
}

const PARTIAL = "left as it is until everything that it follows from can be read";

const KEPT = "its description alone: the file is people's since they have committed to the branch";

const DONE: Readonly<Record<string, Opened["done"]>> = { create: "opened", close: "closed" };

function linkOf(live: ObservedProposal): Pick<Opened, "reference" | "url"> {
  return { reference: `${live.locator.home}${shortName(live)}`, url: live.url };
}

/** `!12`, from the address of one that was made a moment ago. */
function referenceIn(url: string): Pick<Opened, "reference"> {
  const [, id] = /\/merge_requests\/(\d+)$/.exec(url) ?? [];
  return id === undefined ? {} : { reference: `!${id}` };
}
