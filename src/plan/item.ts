import type { ItemPatch, NewItem } from "../model/effect.ts";
import {
  type Applied,
  besideMarker,
  blockDigest,
  carryTicks,
  type FlagRecord,
  findBlocks,
  type Marker,
  parseMarker,
} from "../model/marker.ts";
import type { Locator, ObservedItem } from "../model/observed.ts";
import { type ResourceKey, resolveReferences } from "../model/reference.ts";
import type { Anchor, Block, ItemResource } from "../model/resource.ts";
import { mergeBody, newBody, readable, withMarker } from "./body.ts";
import { newCommand } from "./command.ts";
import { mergeFields } from "./fields.ts";
import type { FieldChange, Take, TextDiff } from "./plan.ts";
import { diffBody } from "./text-diff.ts";

/** Address of a thing of ours, if it exists. */
export type Link = (key: ResourceKey) => string | undefined;

/** Everything besides the two sides that goes into an epic or issue. */
export interface ItemContext {
  readonly link: Link;
  /** What the marker of a new one has to say of its flag; later it changes by notes alone. */
  readonly record?: FlagRecord | undefined;
  /** Digest of the migration. */
  readonly source: string;
  readonly take?: Take | undefined;
  /** Label of everything of ours: the one field that a take-over sets. */
  readonly label: string;
  /** True for one that a migration names under `adopted`. */
  readonly adopted?: boolean | undefined;
  /** Locator of an anchor that exists. */
  readonly anchor: (anchor: Anchor) => Locator | undefined;
}

export interface ItemDecision {
  /** Undefined: nothing to write. */
  readonly patch: ItemPatch | undefined;
  readonly changes: readonly FieldChange[];
  /** How the body changes; undefined where it does not but for our marker. */
  readonly diff: TextDiff | undefined;
  /** Names of the blocks that change. */
  readonly blocks: readonly string[];
  readonly conflicts: readonly ItemConflict[];
  /** True where nothing at all may be written to it, relations included. */
  readonly refused: boolean;
  readonly kept: readonly string[];
  /** True where the text differs although the migration is the one that it was written from. */
  readonly sameSource: boolean;
  /** Undefined where the marker carried this key already; else the key of another name that it had, or none at all. */
  readonly claimed?: { readonly from: ResourceKey | undefined } | undefined;
  /** Names of relations that stand and that the marker does not tell of: a run was cut off between the two. */
  readonly unnoted: readonly string[];
}

export interface ItemConflict {
  readonly message: string;
  readonly fix: string;
  /** Name of the section that a person edited, and what they made of it. */
  readonly section?: string | undefined;
  readonly diff?: TextDiff | undefined;
}

/** An epic or issue that is not there yet. */
export function newItem(desired: ItemResource, { link, record, source }: ItemContext): NewItem {
  const { kind, home, confidential, state, dueDate, milestone } = desired;
  const title = desired.title.trim();
  const labels = [...desired.labels].sort();
  const assignees = [...desired.assignees].sort();
  const blocks = resolved(desired.blocks, link);
  const names = blocks.map((block) => block.name);
  const applied: Applied = { title, state, labels, assignees, dueDate, milestone, blocks: names, flag: record, source };
  const body = newBody({ key: desired.key, home, applied }, blocks);
  return { kind, home, title, state, labels, assignees, dueDate, milestone, confidential, body };
}

/**
 * What has to be written to an epic or issue of ours. One without a marker is taken over: our sections come behind what
 * people wrote, and every field and relation of theirs stays.
 */
export function patchItem(desired: ItemResource, live: ObservedItem, context: ItemContext): ItemDecision {
  const marker = parseMarker(live.body);
  const before = marker?.applied ?? asFound(desired, context);
  const wanted = { ...desired, title: desired.title.trim() };
  const fields = mergeFields({ desired: wanted, live, applied: before, take: context.take, adopted: context.adopted });
  const blocks = resolved(desired.blocks, context.link);
  const rest = besideMarker(live.body);
  const { blocks: written = [] } = before;
  const { unknown = [] } = desired;
  const merged = mergeBody({ text: rest, blocks, written, unknown, take: context.take });
  const stands = marker === undefined ? {} : standing(desired, live, context, before);
  const unnoted = unnotedIn(stands, before);
  const applied: Applied = {
    ...before,
    ...fields.applied,
    blocks: [...blocks.map((block) => block.name), ...written.filter((name) => unknown.includes(name))],
    ...stands,
    source: context.source,
  };
  const home = `${live.locator.home}#${live.locator.id}`;
  const body = withMarker({ key: desired.key, home, applied }, merged.text);
  const claimed = marker?.key === desired.key ? undefined : { from: marker?.key };
  const touched = fields.changes.length + merged.changed.length + unnoted.length > 0 || claimed !== undefined;
  const refusals = [...leaks(desired, live), ...commandConflict(live.body, body)];
  return {
    patch: refusals.length > 0 || !touched ? undefined : { ...fields.patch, body },
    changes: fields.changes,
    diff: merged.changed.length === 0 ? undefined : diffBody(readable(rest), readable(merged.text)),
    blocks: merged.changed,
    refused: refusals.length > 0,
    conflicts: [...refusals, ...merged.edited.map((name) => editedBlock(name, desired.key, rest, blocks))],
    kept: [
      ...fields.kept,
      ...merged.removed.map((name) => `section "${name}" was taken out by a person and stays out`),
      ...hidden(desired, live),
    ],
    sameSource: before.source === context.source,
    claimed,
    unnoted,
  };
}

/** What to hold against an object that we never wrote to: all that differs there is a person's, but for our one label. */
function asFound(desired: ItemResource, { label }: ItemContext): Applied {
  const { title, state, labels, assignees, dueDate, milestone, parent, related } = desired;
  return {
    title: title.trim(),
    state,
    labels: labels.filter((one) => one !== label),
    assignees,
    dueDate,
    milestone,
    ...(parent !== undefined && { parent: anchorName(parent) }),
    ...(related.length > 0 && { related: related.map(anchorName).sort() }),
  };
}

/** The write that makes the marker say something else of its flag, and nothing besides. */
export function notePatch(live: ObservedItem, marker: Marker, flag: FlagRecord): ItemPatch {
  return { body: withMarker({ ...marker, applied: { ...marker.applied, flag } }, besideMarker(live.body)) };
}

/** True for an object that everybody sees although its text may be known to some only: nothing is written to it. */
export function isLeaking(desired: Pick<ItemResource, "confidential">, live: ObservedItem): boolean {
  return desired.confidential && !live.confidential;
}

/** True for a marker that names another place than the one it was found at: the text was copied or moved there. */
export function isElsewhere({ home }: Pick<Marker, "home">, { locator }: ObservedItem): boolean {
  const [path, id] = home.split("#");
  return path !== locator.home || (id !== undefined && id !== locator.id);
}

function resolved(blocks: readonly Block[], link: Link): Block[] {
  return blocks.map(({ name, text }) => ({ name, text: resolveReferences(text, link) }));
}

/** Relations of ours that are or were there: from the next look on, one that is missing was removed by a person. */
function standing(
  desired: ItemResource,
  live: ObservedItem,
  { anchor }: ItemContext,
  applied: Applied,
): Pick<Applied, "parent" | "related"> {
  const is = (wanted: Anchor, found: Locator) => sameLocator(anchor(wanted), found);
  const { parent } = desired;
  const related = desired.related
    .filter((one) => applied.related?.includes(anchorName(one)) || live.related.some((found) => is(one, found)))
    .map(anchorName);
  return {
    ...(parent && live.parent && is(parent, live.parent) && { parent: anchorName(parent) }),
    ...(related.length > 0 && { related: related.sort() }),
  };
}

/** Of the relations that stand, those that the marker lacks: a person who removes one could not be told from nobody. */
function unnotedIn({ parent, related = [] }: Pick<Applied, "parent" | "related">, before: Applied): string[] {
  return [
    ...(parent === undefined || parent === before.parent ? [] : [parent]),
    ...related.filter((name) => !before.related?.includes(name)),
  ];
}

/** An anchor as markers and messages write it. */
export function anchorName(anchor: Anchor): string {
  return "key" in anchor ? anchor.key : anchor.existing;
}

export function sameLocator(a: Locator | undefined, b: Locator | undefined): boolean {
  return a !== undefined && b !== undefined && a.kind === b.kind && a.home === b.home && a.id === b.id;
}

/** The diff has our text on its one side and, as far as it was edited, a person's on the other. */
function editedBlock(name: string, key: ResourceKey, body: string, blocks: readonly Block[]): ItemConflict {
  const live = findBlocks(body).find((block) => block.name === name && blockDigest(block.text) !== block.digest);
  const ours = blocks.find((block) => block.name === name);
  return {
    message: `section "${name}" was edited by a person and is left alone`,
    fix: `move the text out of the section, or choose a side with plan --take ${key}=ours|theirs`,
    section: name,
    diff: live && ours && sectionDiff(name, carryTicks(live.text, ours.text), live.text),
  };
}

function sectionDiff(name: string, ours: string, theirs: string): TextDiff {
  return { ...diffBody(readable(ours), readable(theirs)), path: `section "${name}"` };
}

/** What was confidential is made public by people alone: they know what else was written there. */
function hidden(desired: ItemResource, live: ObservedItem): string[] {
  if (desired.confidential || !live.confidential || live.state !== "open") return [];
  return ["is confidential and stays so; make it public on GitLab when everybody may read it"];
}

function leaks(desired: ItemResource, live: ObservedItem): { message: string; fix: string }[] {
  if (!isLeaking(desired, live)) return [];
  return [
    {
      message: "is public but has to be confidential; nothing is written to it",
      fix: "make it confidential on GitLab",
    },
  ];
}

function commandConflict(before: string, after: string): { message: string; fix: string }[] {
  const fresh = newCommand(before, after);
  if (fresh === undefined) return [];
  const message = `line ${fresh.line} of the new text, "/${fresh.name}", would run as a command; nothing is written`;
  return [{ message, fix: "put the line into code, or a backslash before the slash" }];
}
