import type { FlagPatch, ItemPatch, NewFlag, NewItem, NewProposal, ProposalPatch } from "../model/effect.ts";
import type { FlagRecord } from "../model/marker.ts";
import type { Locator, Scope } from "../model/observed.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { Resource } from "../model/resource.ts";
import type { Cause as Place } from "../model/source.ts";

// The shapes of schema/plan.schema.json in the words of the model. A test holds both to each other.

export type Action = "create" | "update" | "close" | "reopen" | "relate" | "raise" | "lower" | "renew" | "remove";

/** Because of what: a place in a file, a person's choice, or text of the catalog or of a template. */
export type Cause = Place | { readonly person: string } | { readonly template: string };

export type FieldValue = string | readonly string[];

/** One field of an object; a side that is absent has no value there. Both are absent where the text is confidential. */
export interface FieldChange {
  readonly path: string;
  readonly before?: FieldValue | undefined;
  readonly after?: FieldValue | undefined;
}

/** How one text changes. */
export interface TextDiff {
  /** Path of the file, or `body`. */
  readonly path: string;
  /** Unified hunks without file headers; absent where the text is confidential. */
  readonly hunks?: string | undefined;
  readonly added: number;
  readonly removed: number;
  /** Places that caused it, where they are known one by one. */
  readonly causes: readonly Place[];
}

/** What a change was computed from; apply looks again and compares. */
export interface Basis {
  /** Digest of the object as found. */
  readonly object?: string | undefined;
  /** Digests of the target's files at its head, by path. */
  readonly regions?: Readonly<Record<string, string>> | undefined;
  /** Digest of the migration. */
  readonly migration: string;
}

/** A thing that exists, or the key of one that a change before this one makes. */
export type Endpoint = Locator | { readonly key: ResourceKey };

/** What the forge will be asked to do. `cutover:` references in it are resolved right before. */
export type Effect =
  | { readonly do: "create"; readonly thing: NewItem | NewFlag | NewProposal }
  | { readonly do: "update-item"; readonly patch: ItemPatch }
  /** Makes the marker of a rollout issue say `record` where it says `was`. */
  | { readonly do: "note-flag"; readonly was?: FlagRecord | undefined; readonly record: FlagRecord }
  | { readonly do: "update-flag"; readonly patch: FlagPatch }
  | { readonly do: "remove-flag" }
  | { readonly do: "update-proposal"; readonly patch: ProposalPatch }
  /** Writes a comment of ours, unless one with its marker is there. */
  | { readonly do: "note"; readonly on: ResourceKey; readonly body: string }
  | {
      readonly do: "relate";
      readonly relation: "parent" | "related";
      /** The other end as the marker of the one names it. */
      readonly name: string;
      readonly from: Endpoint;
      readonly to: Endpoint;
    };

export type Take = "ours" | "theirs";

export interface Change {
  /** Unique in the plan and stable from plan to plan: key and what is done. */
  readonly id: string;
  readonly kind: "epic" | "issue" | "flag" | "file" | "note" | "relation";
  readonly key: ResourceKey;
  readonly action: Action;
  readonly migration: string;
  readonly feature?: string | undefined;
  /** One line; names no text of a confidential object. */
  readonly summary: string;
  readonly confidential: boolean;
  readonly cause: Cause;
  readonly fields: readonly FieldChange[];
  readonly diffs: readonly TextDiff[];
  readonly dependsOn: readonly string[];
  /** Addresses of what people must merge before the result can be merged. */
  readonly waitsFor: readonly string[];
  readonly basis: Basis;
  /** Where the object is, unless it is made by this plan. */
  readonly at?: Locator | undefined;
  readonly url?: string | undefined;
  readonly effect: Effect;
  /** The object as it should be, so that apply can work out the effect anew; absent for relations and notes. */
  readonly desired?: Resource | undefined;
  /** On a new issue: what its marker will say of its flag. On a flag: what the marker has to say when it is moved. */
  readonly record?: FlagRecord | undefined;
  readonly take?: Take | undefined;
  /** Why apply leaves it alone; such changes stand under `held`. */
  readonly held?: string | undefined;
}

/** Something that people have to decide; nothing is written there until they do. */
export interface Conflict {
  readonly key: ResourceKey;
  readonly migration?: string | undefined;
  readonly message: string;
  readonly fix: string;
  readonly url?: string | undefined;
  /** What a person made of a section of ours: our lines go, theirs come. */
  readonly diff?: TextDiff | undefined;
}

export type NoticeKind =
  | "waiting"
  | "held"
  | "declined"
  | "kept"
  | "unmanaged"
  | "orphaned"
  | "forged"
  | "copy"
  | "unknown"
  /** A step whose soak or gates are not over. */
  | "early";

export interface Notice {
  readonly kind: NoticeKind;
  readonly key?: ResourceKey | undefined;
  readonly migration?: string | undefined;
  readonly message: string;
  readonly url?: string | undefined;
  /** Short form of what is waited for, such as `!123`. */
  readonly reference?: string | undefined;
}

export interface Counts {
  readonly create: number;
  readonly update: number;
  readonly close: number;
  readonly remove: number;
  /** Issues and epics that will be made. */
  readonly issues: number;
  /** People who will be notified. */
  readonly people: number;
}

/** A limit that the plan exceeds; apply refuses unless it is lifted. */
export interface Guard {
  readonly kind: "closing" | "people";
  readonly number: number;
  readonly allowed: number;
  readonly message: string;
}

/** Thing of ours that exists. */
export interface Thing {
  readonly locator: Locator;
  readonly url: string;
}

/** What a plan was compared with that nobody looked at the forge for. */
export interface Offline {
  /** Commit of this repository that counts as applied; absent where everything counts as new. */
  readonly since?: string | undefined;
  /** Targets whose files are not here: nothing is said of them. */
  readonly leftOut?: readonly string[] | undefined;
}

export interface Plan {
  readonly formatVersion: 1;
  /** ISO instants. */
  readonly created: string;
  readonly expires: string;
  readonly forge: { readonly url: string; readonly user: string };
  /** Digest of everything that people wrote. */
  readonly workspace: string;
  /** The look that the plan rests on; apply can repeat it. */
  readonly scope: Scope;
  /** Present where the plan was made without a look at the forge: it is for readers, and never applied. */
  readonly offline?: Offline | undefined;
  /** Keys or migrations that were asked for alone: it says nothing of the rest. */
  readonly only?: readonly string[] | undefined;
  /** In the order in which they are applied. */
  readonly changes: readonly Change[];
  /** Wanted, but not applied while a hold stands. */
  readonly held: readonly Change[];
  readonly conflicts: readonly Conflict[];
  readonly notices: readonly Notice[];
  readonly guards: readonly Guard[];
  readonly counts: Counts;
  readonly things: Readonly<Record<ResourceKey, Thing>>;
  /** New names of migrations by the old ones that markers may still carry. */
  readonly renamed?: Readonly<Record<string, string>> | undefined;
}
