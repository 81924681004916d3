import { besideMarker, blockDigest, type FlagRecord } from "../model/marker.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { Block, FileResource, FlagResource, ItemResource, Resource } from "../model/resource.ts";
import type { Review } from "../model/review.ts";
import { digestOf, sortedStrategies } from "./digest.ts";
import { unnumbered } from "./file.ts";
import { editsDigest } from "./file-digest.ts";
import { anchorName } from "./item.ts";
import type { Change, Plan } from "./plan.ts";
import { isItem } from "./world.ts";

/** What a plan is to be judged by: the plan, and everything that was asked for when it was made. */
export interface Judged {
  readonly plan: Plan;
  readonly resources: readonly Resource[];
}

/**
 * What the readers of a plan see, as digests. They tell what is decided and nothing of the day: no instant, no commit of
 * a target, no number of an issue, no text that people wrote on the forge.
 */
export function reviewOf(judged: Judged, commit: string): Review {
  const { plan, resources } = judged;
  const named = namedIn(judged);
  const wanted = resources.filter((one) => named.has(one.key) && one.kind !== "note");
  return {
    commit,
    changes: Object.fromEntries(changeDigests(judged, [...plan.changes, ...plan.held])),
    shown: Object.fromEntries([...plan.changes, ...plan.held].flatMap((one) => shownEntry(one))),
    wanted: Object.fromEntries(wanted.map((one) => [one.key, wishDigest(one)])),
  };
}

/** Digest of what each change does, by its id. */
export function changeDigests({ resources }: Pick<Judged, "resources">, changes: readonly Change[]) {
  const wishes = new Map(resources.map((one) => [one.key, one]));
  return new Map(changes.map((change) => [change.id, shortDigest(deed(change, wishes.get(change.key)))]));
}

/**
 * Digest of how a change of an object's text and fields is shown, whatever else is wanted there: two merge requests about
 * two parts of one object are each what was read, in whichever order they come. Undefined where not all of it is shown,
 * and for edits of files: there the lines around a change do not say where it is.
 */
export function shownDigest({ effect, fields, diffs, take }: Change): string | undefined {
  const isText = effect.do === "update-item" || (effect.do === "update-proposal" && effect.patch.rebuild === undefined);
  const isHidden =
    fields.some(({ before, after }) => before === undefined && after === undefined) ||
    diffs.some(({ hunks }) => hunks === undefined);
  if (!isText || isHidden || take !== undefined || fields.length + diffs.length === 0) return undefined;
  const lines = diffs.map(({ path, hunks = "" }) => [path, unnumbered(hunks.replace(/^@@ .* @@$/gm, "@@"))]);
  return shortDigest({ fields, lines });
}

function shownEntry(change: Change): (readonly [string, string])[] {
  const digest = shownDigest(change);
  return digest === undefined ? [] : [[change.id, digest]];
}

/** Digest of all that a plan is about to do, short enough to be copied by hand. */
export function planDigest(judged: Judged): string {
  const digests = [...changeDigests(judged, judged.plan.changes)].sort(([a], [b]) => (a < b ? -1 : 1));
  return digestOf(digests).slice(0, BY_HAND);
}

/** Digest of what is wanted of one thing, whatever has to be done for it. */
export function wishDigest(wanted: Resource): string {
  return shortDigest(wishOf(wanted));
}

/** Half of a SHA-256: thousands of them have to fit into one note. */
const LENGTH = 32;
const BY_HAND = 16;

function shortDigest(value: unknown): string {
  return digestOf(value).slice(0, LENGTH);
}

/**
 * Keys whose wish counts as read. Flags and files come step by step, and whoever merges the wish agrees to the steps: all
 * that the plan names are meant. Of epics and issues only those that it says it leaves, be it for now, among them those
 * that are to be closed once their migration is really over.
 */
function namedIn({ plan, resources }: Judged): ReadonlySet<ResourceKey> {
  const { changes, held, conflicts, notices } = plan;
  const left = new Set([...conflicts, ...notices].flatMap(({ key }) => key ?? []));
  const stuck = new Set(conflicts.flatMap(({ migration }) => migration ?? []));
  const moved = new Set([...changes, ...held].map(({ key }) => key));
  const noted = new Set(
    [...changes, ...held].flatMap(({ effect }) => (effect.do === "note-flag" ? effect.record.name : [])),
  );
  const isMeant = (one: Resource) => {
    if (left.has(one.key)) return true;
    if (isItem(one)) return one.state === "closed" && stuck.has(one.migration);
    return moved.has(one.key) || (one.kind === "flag" && noted.has(one.name));
  };
  return new Set(resources.filter(isMeant).map(({ key }) => key));
}

/** What a change does, in words that are the same for the same decision. */
function deed(change: Change, wanted: Resource | undefined): unknown {
  const { effect, key, take, desired } = change;
  switch (effect.do) {
    case "relate":
      return { relation: effect.relation, from: key, to: effect.name };
    case "note":
      return { on: effect.on, text: unnumbered(besideMarker(effect.body)).trim() };
    case "note-flag": {
      const { name, intent, ...record } = effect.record;
      return { flag: name, record: recordOf(record), intent: intent && recordOf(intent) };
    }
    case "update-flag": {
      const { active, strategies } = effect.patch;
      return { wish: wanted && wishOf(wanted), active, strategies: sortedStrategies(strategies), take };
    }
    default: {
      // Where the server has no epics, an issue is made in their place.
      const place = desired?.kind === "epic" || desired?.kind === "issue" ? [desired.kind, desired.home] : undefined;
      return { wish: wanted && wishOf(wanted), place, take };
    }
  }
}

function recordOf({ step, exposure }: Pick<FlagRecord, "step" | "exposure">): unknown {
  return { step, exposure };
}

function wishOf(wanted: Resource): unknown {
  switch (wanted.kind) {
    case "flag":
      return flagWish(wanted);
    case "file":
      return fileWish(wanted);
    case "note":
      return { on: wanted.on, text: unnumbered(wanted.text) };
    default:
      return itemWish(wanted);
  }
}

function itemWish({ title, state, labels, assignees, dueDate, milestone, ...rest }: ItemResource): unknown {
  const { confidential, blocks, parent, related } = rest;
  return {
    title: title.trim(),
    state,
    labels: [...labels].sort(),
    assignees: [...assignees].sort(),
    dueDate,
    milestone,
    confidential,
    parent: parent && anchorName(parent),
    related: related.map(anchorName).sort(),
    blocks: textsOf(blocks),
  };
}

function textsOf(blocks: readonly Block[]): unknown {
  return blocks.map(({ name, text }) => [name, blockDigest(unnumbered(text))]);
}

/** With all steps: each raise goes by one of them. How long they stand is no part of it, as apply does not wait. */
function flagWish({ home, name, description, step, active, strategies, steps, off, remove }: FlagResource): unknown {
  return {
    home,
    name,
    description,
    step,
    active,
    strategies: sortedStrategies(strategies),
    steps: steps.map((one) => sortedStrategies(one.strategies)),
    off: off === true,
    removed: remove !== undefined,
  };
}

/**
 * The same while its target moves elsewhere. A page that tells of another target says what that says by now: what is
 * wanted is that it does so.
 */
function fileWish(file: FileResource): unknown {
  const { home, base, title, labels, reviewers, blocks } = file;
  // How many of its rows came of one file is what the other target makes of it, too.
  const once = (one: Block) => ({ ...one, text: unnumbered(one.text).replace(/(`[^`\n]+`)(?:, \1)+/g, "$1") });
  const told = textsOf(file.derived ? blocks.map(once) : blocks);
  const own = { labels: [...labels].sort(), reviewers: [...reviewers].sort(), blocks: told };
  const edits = file.derived ? file.edits.map(({ path }) => path) : editsDigest(file);
  return { home, base, title: title.trim(), ...own, edits };
}
