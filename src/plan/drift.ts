import type { Observation } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import { digestOf } from "./digest.ts";
import { itemReference } from "./ownership.ts";
import type { Change, Conflict, FieldChange, Notice, NoticeKind, Plan, TextDiff } from "./plan.ts";
import { migrationOf } from "./status-found.ts";
import type { PlanInput } from "./world.ts";

type DifferenceKind = "not applied" | "conflict" | keyof typeof REMEDIES | "orphaned";

/** One thing in which GitLab differs from what is merged. */
export interface Difference {
  /** The same from run to run, as long as it is the same difference. */
  readonly id: string;
  readonly kind: DifferenceKind;
  /** True where not even names may be told, as its migration is not announced: then nothing is said but where it is. */
  readonly confidential: boolean;
  readonly key?: ResourceKey | undefined;
  readonly migration?: string | undefined;
  /** `acme/ai#12` and its address; absent for what is not there or has none. */
  readonly reference?: string | undefined;
  readonly url?: string | undefined;
  /** One line. */
  readonly message: string;
  /** Field of an object that apply would change. */
  readonly field?: FieldChange | undefined;
  readonly diff?: TextDiff | undefined;
  /** User name of who made it, where that is known. */
  readonly who?: string | undefined;
  /** What settles it; absent for what apply carries out, and where the message says it. */
  readonly fix?: string | undefined;
}

type Source = Pick<PlanInput, "observation" | "migrations" | "user">;

/**
 * In what GitLab differs from what is merged: what was never applied, what people decided otherwise, and what nobody asks
 * for. What only waits for its time or for a merge is no difference. Pure.
 */
export function driftOf(plan: Plan, source: Source): Difference[] {
  const places = placesOf(source.observation);
  const facts = new Map(source.migrations.map((one) => [one.name, one]));
  const found = [
    ...[...plan.changes, ...plan.held].filter(isSeen).flatMap(ofChange),
    ...plan.conflicts.map(ofConflict),
    ...plan.notices.flatMap(ofNotice),
  ].map((one) => {
    const place = places.get(one.url ?? "");
    const placed: Difference = { ...one, reference: place?.reference, who: whoIn(one, place, source.user) };
    const migration = facts.get(one.migration ?? "");
    // What a migration was that is gone, its objects tell.
    const holder = places.get(plan.things[one.key ?? ""]?.url ?? "");
    const isSecret = migration === undefined ? place?.confidential || holder?.confidential : migration.confidential;
    return isSecret ? concealed(placed) : { ...placed, reference: flagIn(plan, one) ?? placed.reference };
  });
  return [...new Map(found.map((one) => [one.id, one])).values()];
}

/** What to do about a notice of each kind that tells of drift. */
const REMEDIES = {
  held: (key) =>
    `write into the migration where it is meant to stand, or give it free: for a flag that a person lowered, with cutover rollout resume or another step${key === undefined ? "" : ` (${key})`}`,
  declined: () => "change what the migration asks for there, or lower its stage so that it asks no more",
  kept: (key) =>
    `write into the migration what people chose${key === undefined ? "" : `, or take the migration's side with cutover plan --take ${key}=ours`}; to leave it as it is, close the issue that tells of drift`,
  unmanaged: () =>
    "bring its migration back; where it has another name now, say so there with formerly; else close, merge or turn it off by hand",
  forged: () => "take the line of the marker out of it, or name it under adopted if it is ours",
  copy: () => "take the line of the marker out of the copy, or close it",
} as const satisfies Partial<Record<NoticeKind, (key: ResourceKey | undefined) => string>>;

/** What our own marker is to remember of a flag stands beside a change or a notice of the flag itself. */
function isSeen({ effect }: Change): boolean {
  return effect.do !== "note-flag";
}

/** One difference for each field and text, so that each has a time of its own. */
function ofChange(change: Change): Difference[] {
  const { id, key, migration, url, fields, diffs, held, action, summary } = change;
  const kind = held === undefined ? "not applied" : "held";
  const common = { kind, key, migration, confidential: false, url, message: summary } as const;
  const fix = held === undefined ? undefined : `wait for or lift the hold: ${held}`;
  const isWhole = action === "create" || fields.length + diffs.length === 0;
  if (isWhole) return [{ ...common, id: idOf([id]), fix }];
  return [
    ...fields.map((field) => ({ ...common, id: idOf([id, "field", field.path]), field, fix })),
    ...diffs.map((diff) => ({ ...common, id: idOf([id, "text", diff.path]), diff, fix })),
  ];
}

function ofConflict({ key, migration = migrationOf(key), message, fix, url, diff }: Conflict): Difference {
  // Who is named in the message may be another by tomorrow, when somebody else wrote the text last.
  const id = idOf(["conflict", key, diff?.path ?? message]);
  return { kind: "conflict", id, key, migration, confidential: false, message, fix, url, diff };
}

function ofNotice({ kind, key, migration, message, url }: Notice): Difference[] {
  if (kind === "waiting" || kind === "early" || kind === "unknown" || isMeant({ kind, key, message })) return [];
  const own = migration ?? (key === undefined ? undefined : migrationOf(key));
  const fix = kind === "orphaned" ? undefined : REMEDIES[kind](key);
  const id = idOf([kind, key, message]);
  return [{ kind, id, key, migration: own, confidential: false, message, fix, url }];
}

/**
 * What a migration took over stands as it was taken over, and while it is paused its merge requests are left: the file
 * that was merged says so itself.
 */
function isMeant({ kind, key, message }: Pick<Notice, "kind" | "key" | "message">): boolean {
  return TAKEN_OVER.test(message) || (kind === "held" && key === undefined);
}

const TAKEN_OVER = / as adopted; | as people chose, and stays/;

/** All flags of a project have one address. */
function flagIn({ things }: Plan, { key = "" }: Difference): string | undefined {
  const locator = things[key]?.locator;
  return locator?.kind === "flag" ? `flag ${locator.id}` : undefined;
}

interface Place {
  readonly reference: string;
  readonly confidential: boolean;
  /** Who wrote its text last, who closed it unmerged, and who made it. */
  readonly editedBy?: string | undefined;
  readonly closedBy?: string | undefined;
  readonly author?: string | undefined;
}

function placesOf({ items, proposals, strays = [] }: Observation): ReadonlyMap<string, Place> {
  return new Map<string, Place>([
    ...strays.map(
      ({ url, locator }) => [url, { reference: `${locator.home}!${locator.id}`, confidential: false }] as const,
    ),
    ...proposals.map(({ url, locator, closedBy, author }) => {
      return [url, { reference: `${locator.home}!${locator.id}`, confidential: false, closedBy, author }] as const;
    }),
    ...items.map((item) => {
      const { url, confidential, editedBy, author } = item;
      return [url, { reference: itemReference(item), confidential, editedBy, author }] as const;
    }),
  ]);
}

/**
 * The forge says who wrote a text last and who closed a merge request; who set a field it does not say. A text that apply
 * would change is as we left it.
 */
function whoIn({ kind, diff }: Difference, place: Place | undefined, user: string): string | undefined {
  const who = kind === "declined" ? place?.closedBy : kind === "forged" || kind === "copy" ? place?.author : undefined;
  const known = kind === "conflict" && diff !== undefined ? place?.editedBy : who;
  return known === user ? undefined : known;
}

/** Keys, titles and texts tell of what is not announced, as flags do by their names; the address of an issue does not. */
function concealed({ id, kind, reference, url, field, who }: Difference): Difference {
  const message = field === undefined ? WORDS[kind] : `${WORDS[kind]}: ${field.path}`;
  const place = reference === undefined ? {} : { reference, url };
  return { id, kind, confidential: true, ...place, message, who, fix: "cutover plan shows it to whoever may know" };
}

const WORDS: Readonly<Record<DifferenceKind, string>> = {
  "not applied": "a change is not applied",
  conflict: "somebody has to decide",
  held: "it is held",
  declined: "it was declined",
  kept: "a person's change stays",
  unmanaged: "nothing asks for it any more",
  forged: "it carries a marker of ours and was made by somebody else",
  copy: "it is a copy",
  orphaned: "its marker is lost",
};

function idOf(parts: readonly unknown[]): string {
  return digestOf(parts).slice(0, 16);
}
