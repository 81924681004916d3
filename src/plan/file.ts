import { applyPatch, structuredPatch } from "diff";
import type { NewProposal, ProposalPatch } from "../model/effect.ts";
import { type Applied, besideMarker, findBlocks, type Marker, normalizeBody, parseMarker } from "../model/marker.ts";
import type { ObservedProposal } from "../model/observed.ts";
import { resolveReferences } from "../model/reference.ts";
import type { Block, FileEdit, FileResource } from "../model/resource.ts";
import { mergeBody, newBody, withMarker } from "./body.ts";
import { newClosing, newCommand } from "./command.ts";
import { editsDigest, linksDigest, placedDigest } from "./file-digest.ts";
import type { Link } from "./item.ts";

/** What is to be done with the merge request of one migration in one target. */
export type FileDecision =
  /** The target holds what is wanted. */
  | { readonly verdict: "merged" }
  | { readonly verdict: "create"; readonly thing: NewProposal }
  | { readonly verdict: "update" | "close"; readonly patch: ProposalPatch; readonly why: string }
  /** Waits for people; `edited` names the sections of its description that a person rewrote. */
  | { readonly verdict: "pending"; readonly edited: readonly string[] }
  | { readonly verdict: "declined"; readonly by: string | undefined }
  | { readonly verdict: "conflict"; readonly message: string; readonly fix: string };

export interface FileContext {
  readonly link: Link;
  readonly user: string;
  /** True where the catalog names that user; else it is whoever looks. */
  readonly isSaid?: boolean | undefined;
  readonly source: string;
}

/** Edits with their links resolved, without those that the head holds already. */
export function openEdits({ edits }: FileResource, link: Link): FileEdit[] {
  return edits
    .map((edit) => ({ ...edit, after: edit.after === undefined ? undefined : resolveReferences(edit.after, link) }))
    .filter(({ before, after }) => before !== after);
}

/** The newest merge request of the branch against what is wanted at the target's head. */
export function decideFile(
  desired: FileResource,
  live: ObservedProposal | undefined,
  context: FileContext,
): FileDecision {
  const edits = openEdits(desired, context.link);
  if (live === undefined || live.state === "merged") {
    return edits.length === 0 ? { verdict: "merged" } : decideNew(desired, context);
  }
  if (live.state === "closed") return decideClosed(desired, live, edits, context);
  if (live.author !== context.user) {
    const message = `branch ${live.branch} is used by ${placeName(live)} of @${live.author}`;
    return {
      verdict: "conflict",
      message,
      fix: `${elseOurs(desired, live, context)}delete that branch, which closes the merge request`,
    };
  }
  if (live.base !== desired.base) return elsewhere(desired, live);
  if (edits.length === 0) return decideNeedless(live);
  return carries(live, desired, context) ? decideBody(desired, live, context) : decideRebuild(desired, live, context);
}

/** The branch, its commit and its merge request, as they are made at once. */
export function newProposal(desired: FileResource, context: FileContext): NewProposal {
  const { key, home, base, branch, title, labels, reviewers, commit } = desired;
  const blocks = resolvedBlocks(desired, context.link);
  const body = newBody({ key, home, applied: appliedOf(desired, context) }, blocks);
  // Without a known commit the branch itself is named; apply puts the commit there that it finds at the head.
  return {
    kind: "proposal",
    home,
    base,
    commit: commit ?? base,
    branch,
    title,
    body,
    labels,
    reviewers,
    files: filesOf(desired, context),
  };
}

/** `!12` */
export function shortName({ locator }: ObservedProposal): string {
  return `!${locator.id}`;
}

/** `!12 in acme/ai-gateway`: every project has a `!12`. */
function placeName(live: ObservedProposal): string {
  return `${shortName(live)} in ${live.locator.home}`;
}

/** By its id: its title is text of people, of a migration that may be confidential. */
function commitName({ id, author }: ObservedProposal["foreignCommits"][number]): string {
  return `commit ${id.slice(0, 8)} of ${author}`;
}

function decideClosed(
  desired: FileResource,
  live: ObservedProposal,
  edits: readonly FileEdit[],
  context: FileContext,
): FileDecision {
  if (edits.length === 0) return { verdict: "merged" };
  if (live.author !== context.user || live.closedBy === context.user) return decideNew(desired, context);
  const marker = parseMarker(live.body);
  const same = marker?.applied.edits === editsDigest(desired) || carries(live, desired, context);
  if (same) return { verdict: "declined", by: live.closedBy };
  const [theirs] = live.foreignCommits;
  if (theirs === undefined) return decideNew(desired, context);
  const message = `branch ${live.branch} of ${placeName(live)}, which is closed, holds ${commitName(theirs)}`;
  return { verdict: "conflict", message, fix: "delete the branch to have a new one made, or reopen the merge request" };
}

function decideNew(desired: FileResource, context: FileContext): FileDecision {
  const thing = newProposal(desired, context);
  return runs(`the new merge request of ${desired.key}`, "", thing.body) ?? { verdict: "create", thing };
}

/** What another account made under our marker may be ours. */
function elseOurs({ key }: FileResource, { author, body }: ObservedProposal, { isSaid = false }: FileContext): string {
  if (isSaid || parseMarker(body)?.key !== key) return "";
  return `if apply runs as @${author}, set gitlab.users.apply to "@${author}" in cutover.yaml; else `;
}

/** A second merge request of one branch cannot be made, and where this one goes is a person's decision. */
function elsewhere({ base }: FileResource, live: ObservedProposal): FileDecision {
  const message = `${placeName(live)} of branch ${live.branch} goes into "${live.base}" and not into "${base}"`;
  return { verdict: "conflict", message, fix: `set its target branch back to "${base}", or close it` };
}

/** An open merge request whose edits nobody wants any more must not be merged by mistake. */
function decideNeedless(live: ObservedProposal): FileDecision {
  return foreign(live) ?? { verdict: "close", patch: { state: "closed" }, why: "nothing of it is wanted any more" };
}

function decideBody(wanted: FileResource, live: ObservedProposal, context: FileContext): FileDecision {
  const desired = { ...wanted, blocks: asNumbered(resolvedBlocks(wanted, context.link), live.body) };
  const { body, changed, edited, retitled } = nextBody(desired, live, context);
  if (!changed && !retitled && !isUnnoted(live)) return { verdict: "pending", edited };
  const marked = retitled ? "its title is another" : "its marker does not name the commit of its branch";
  const why = changed ? "its description says something else" : marked;
  const patch = { body, ...(retitled && { title: desired.title.trim() }) };
  return runs(placeName(live), live.body, body) ?? { verdict: "update", patch, why };
}

/**
 * True where a run was cut off between the commit and the description that tells of it. Nobody else has touched the
 * branch, so its commit is ours; without a word of it every look would have to read the branch.
 */
function isUnnoted({ intact, commit, foreignCommits, body }: ObservedProposal): boolean {
  const named = parseMarker(body)?.applied.commit;
  const isOther = named !== undefined && commit !== undefined && named !== commit;
  return intact !== true && isOther && foreignCommits.length === 0;
}

function decideRebuild(desired: FileResource, live: ObservedProposal, context: FileContext): FileDecision {
  const { base, title, commit } = desired;
  // After a renaming that is the branch of the old name.
  const { branch } = live;
  const { body, retitled } = nextBody(desired, live, context);
  const rebuild = { commit: commit ?? base, files: filesOf(desired, context), title, base, branch };
  const why = "its branch does not give what is wanted at the head";
  const patch = { body, rebuild, ...(retitled && { title }) };
  return foreign(live) ?? runs(placeName(live), live.body, body) ?? { verdict: "update", patch, why };
}

/** A new description that would do more than be read: run a command now, or close an issue when it is merged. */
function runs(name: string, before: string, after: string): FileDecision | undefined {
  const command = newCommand(before, after);
  const closing = newClosing(before, after);
  if (command !== undefined) {
    const message = `line ${command.line} of the new description of ${name}, "/${command.name}", would run as a command`;
    return { verdict: "conflict", message, fix: "put the line into code, or a backslash before the slash" };
  }
  if (closing === undefined) return undefined;
  const message = `"${closing}" in the new description of ${name} would close the issue when it is merged`;
  return { verdict: "conflict", message, fix: "put another word between the two" };
}

function foreign(live: ObservedProposal): FileDecision | undefined {
  const [first] = live.foreignCommits;
  if (first === undefined) return undefined;
  const message = `${placeName(live)} carries ${commitName(first)}, so its branch is not rebuilt or closed`;
  return { verdict: "conflict", message, fix: "merge or close it, or take the commit out of its branch" };
}

/**
 * True when merging the branch gives the wanted texts: it holds them, or what it changed since its start can be applied
 * to the head and gives them. Other files must not be touched by it. A new file that people have worked on in the branch
 * is theirs: a copy is there to be changed. A branch that nobody else touched is known by what it was made for, and by
 * where its links led: an issue that was made anew has another address.
 */
function carries(live: ObservedProposal, desired: FileResource, { link }: FileContext): boolean {
  const isIntact = live.intact === true;
  const applied = isIntact ? parseMarker(live.body)?.applied : undefined;
  const isSame = applied?.placed === placedDigest(desired) && applied?.links === linksDigest(desired, link);
  if (isIntact && isSame) return true;
  if (isIntact && live.head.size === 0) return false;
  const edits = openEdits(desired, link);
  const wanted = new Map(edits.map((edit) => [edit.path, edit]));
  const paths = new Set([...live.head.keys(), ...wanted.keys()]);
  return [...paths].every((path) => {
    const [start, head] = [live.start.get(path), live.head.get(path)];
    const edit = wanted.get(path);
    if (edit === undefined) return start === head;
    const isTheirs = edit.before === undefined && head !== undefined && live.foreignCommits.length > 0;
    return head === edit.after || isTheirs || (start !== head && moved(start, head, edit.before) === edit.after);
  });
}

/** What merging a change from `start` to `head` makes of `text`; false where it does not apply. */
function moved(
  start: string | undefined,
  head: string | undefined,
  text: string | undefined,
): string | undefined | false {
  if (start === undefined || head === undefined || text === undefined) return start === text ? head : false;
  return applyPatch(text, structuredPatch("", "", start, head));
}

/** Without the lines of the files that it names: one that is added above shifts the numbers of all below it. */
export function unnumbered(text: string): string {
  return normalizeBody(text).replace(/(\.ya?ml):\d+`/g, "$1`");
}

/** A text in which nothing but such numbers differs stays as it is. */
function asNumbered(blocks: readonly Block[], body: string): Block[] {
  const found = new Map(findBlocks(body).map(({ name, text }) => [name, text]));
  return blocks.map((block) => {
    const text = found.get(block.name);
    return text !== undefined && unnumbered(text) === unnumbered(block.text) ? { ...block, text } : block;
  });
}

/** The description with marker and blocks renewed, and whether any block of it changes. */
function nextBody(
  desired: FileResource,
  live: ObservedProposal,
  context: FileContext,
): {
  readonly body: string;
  readonly changed: boolean;
  readonly edited: readonly string[];
  readonly retitled: boolean;
} {
  const marker = parseMarker(live.body);
  const blocks = resolvedBlocks(desired, context.link);
  const text = besideMarker(live.body);
  const { text: rest, changed, edited } = mergeBody({ text, blocks, written: marker?.applied.blocks ?? [] });
  // A title that is not the last one of ours is a person's, such as one that makes it a draft.
  const retitled = live.title !== desired.title.trim() && live.title === marker?.applied.title;
  const kept = live.title === desired.title.trim() || retitled ? {} : { title: marker?.applied.title };
  const noted = isUnnoted(live) ? { commit: live.commit } : {};
  const applied = { ...marker?.applied, ...appliedOf(desired, context), ...kept, ...noted };
  const next: Marker = { key: desired.key, home: desired.home, applied };
  return { body: withMarker(next, rest), changed: changed.length > 0, edited, retitled };
}

function appliedOf(desired: FileResource, { source, link }: FileContext): Applied {
  const title = desired.title.trim();
  const digests = { edits: editsDigest(desired), placed: placedDigest(desired), links: linksDigest(desired, link) };
  return { title, blocks: desired.blocks.map(({ name }) => name), ...digests, source };
}

function resolvedBlocks({ blocks }: FileResource, link: Link) {
  return blocks.map(({ name, text }) => ({ name, text: resolveReferences(text, link) }));
}

function filesOf(desired: FileResource, { link }: FileContext): NewProposal["files"] {
  return openEdits(desired, link).map(({ path, before, after }) => ({
    path,
    text: after,
    isNew: before === undefined,
  }));
}
