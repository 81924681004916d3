import type { Facts, Question } from "../doctor/facts.ts";
import type { FlagPatch, ItemPatch, NewFlag, NewItem, NewProposal, ProposalPatch, Relation } from "../model/effect.ts";
import type {
  Locator,
  Observation,
  Observed,
  ObservedFlag,
  ObservedItem,
  ObservedNote,
  ObservedProposal,
  Scope,
} from "../model/observed.ts";
import type { Listing, TargetSnapshot } from "../model/target.ts";

/** Who we are there, and what the server can do. */
export interface Session {
  readonly user: string;
  readonly version: string;
  /** True for the embedded sandbox: there a time other than now may be assumed. */
  readonly sandbox: boolean;
}

/**
 * All that Cutover asks of a forge, in its own words. Adapters translate, verify that the answer is what was asked for,
 * and throw `ForgeError`; they never decide and never repeat a write whose outcome is unknown.
 */
export interface Forge {
  session(): Promise<Session>;
  /** Looks up settings, each for itself: what cannot be read is told as unknown, with the reason. */
  examine(question: Question): Promise<Facts>;
  /** The name of a user as the forge writes it; undefined where nobody has it. */
  account(name: string): Promise<string | undefined>;
  /** Files at one commit, and what a listing finds and chooses there; paths that do not exist are mapped to undefined. */
  files(
    target: string,
    project: string,
    ref: string,
    paths: readonly string[],
    listing?: Listing,
  ): Promise<TargetSnapshot>;
  observe(scope: Scope): Promise<Observation>;
  /** One object again, right before it is written; undefined when it is gone. Proposals carry the files of `paths`. */
  read(locator: Locator, paths?: readonly string[]): Promise<Observed | undefined>;
  create(thing: NewItem | NewFlag | NewProposal): Promise<Observed>;
  updateItem(locator: Locator, patch: ItemPatch): Promise<ObservedItem>;
  updateFlag(locator: Locator, patch: FlagPatch): Promise<ObservedFlag>;
  updateProposal(locator: Locator, patch: ProposalPatch): Promise<ObservedProposal>;
  relate(relation: Relation): Promise<void>;
  /** Deletes a flag; one that is gone already is as wanted. */
  removeFlag(locator: Locator): Promise<void>;
  /** All comments of people and of us on an epic, issue or merge request, oldest first. */
  notes(on: Locator): Promise<ObservedNote[]>;
  /** Makes a comment, or with `id` gives it another text. */
  writeNote(on: Locator, note: { readonly id?: string | undefined; readonly body: string }): Promise<ObservedNote>;
  removeNote(on: Locator, id: string): Promise<void>;
  /** Commit at the head of a branch; undefined where there is none. */
  head(project: string, branch: string): Promise<string | undefined>;
  /** The merge requests that were merged into a branch last, the newest first; at most `most`, in hundreds. */
  merges(project: string, branch: string, most: number): Promise<readonly Merge[]>;
  /** Takes the lock of a project, as one that nobody else can take until it is given back. */
  lock(project: string, lease: Lease): Promise<LockAnswer>;
  /** Gives a lock back; only the one of this id. False where it was another's by now. */
  unlock(project: string, id: string): Promise<boolean>;
}

/** A merge request that was merged. */
export interface Merge {
  readonly locator: Locator;
  readonly url: string;
  /** ISO instant of the merge. */
  readonly at: string;
  /** Commits under which its branch may be reached by it: that of the merge, the squashed one, its head. */
  readonly commits: readonly string[];
  /** Whether anybody wrote a comment. */
  readonly hasNotes: boolean;
}

/** A lock as it is asked for. */
export interface Lease {
  /** Unique; begins with the instant at which it ends, so that whoever finds it knows. */
  readonly id: string;
  /** Who and why, for people. */
  readonly info: string;
}

export type LockAnswer =
  | { readonly got: true }
  | { readonly got: false; readonly holder: { readonly id: string; readonly who: string; readonly created: string } }
  /** There is no lock to be had with these rights. */
  | { readonly got: undefined; readonly reason: string };

export type ForgeErrorKind =
  /** The address does not answer. */
  | "unreachable"
  /** 401: no token or a wrong one. */
  | "unauthenticated"
  /** 403, or a write that was silently ignored. */
  | "forbidden"
  /** 404: absent or hidden. */
  | "missing"
  /** 409 or 400 that says the object moved. */
  | "conflict"
  /** 429 that outlasted the waiting. */
  | "throttled"
  /** 400 or 422: the server refuses the values. */
  | "refused"
  /** A write whose outcome is unknown: look before doing it again. */
  | "ambiguous"
  /** 5xx on a read, or an answer of a shape we do not know. */
  | "broken";

/** One line for the user and a hint; the token is never part of either. */
export class ForgeError extends Error {
  readonly kind: ForgeErrorKind;
  readonly hint: string | undefined;
  /** The message without words of the server, which may quote what it was sent. */
  readonly plain: string;

  constructor(kind: ForgeErrorKind, message: string, hint?: string, plain: string = message) {
    super(message);
    this.name = "ForgeError";
    this.kind = kind;
    this.hint = hint;
    this.plain = plain;
  }
}
