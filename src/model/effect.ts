import type { Locator } from "./observed.ts";
import type { ItemFields, Strategy } from "./resource.ts";

/** An epic or issue to be made. */
export interface NewItem extends ItemFields {
  readonly kind: "epic" | "issue";
  readonly home: string;
  readonly body: string;
  readonly confidential: boolean;
}

/** Only what is named changes. Labels are added and removed, never replaced. */
export interface ItemPatch {
  readonly title?: string;
  readonly body?: string;
  readonly state?: "open" | "closed";
  readonly addLabels?: readonly string[];
  readonly removeLabels?: readonly string[];
  readonly assignees?: readonly string[];
  /** null clears. */
  readonly dueDate?: string | null;
  readonly milestone?: string | null;
}

/** A flag to be made. */
export interface NewFlag {
  readonly kind: "flag";
  readonly home: string;
  readonly name: string;
  readonly description: string;
  readonly active: boolean;
  readonly strategies: readonly Strategy[];
}

/** The whole of what is ours on a flag: strategies that are not named go, foreign ones stay. */
export interface FlagPatch {
  readonly description?: string;
  readonly active: boolean;
  readonly strategies: readonly Strategy[];
}

/** One branch with one commit on top of `base`, and its merge request. */
export interface NewProposal {
  readonly kind: "proposal";
  readonly home: string;
  readonly base: string;
  /** Commit of `base` to start from. */
  readonly commit: string;
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  /** Undefined text: the file goes. */
  readonly files: readonly { readonly path: string; readonly text?: string | undefined; readonly isNew: boolean }[];
}

/** What may change on a merge request of ours. */
export interface ProposalPatch {
  readonly state?: "closed";
  readonly body?: string;
  /** Left out where the one that is there is as wanted, or a person's. */
  readonly title?: string;
  /** Rebuilds the branch from `commit` with one new commit; `title` is that of the commit. */
  readonly rebuild?: Pick<NewProposal, "commit" | "files" | "title" | "base" | "branch">;
}

/** Relation between two work items. */
export interface Relation {
  readonly kind: "parent" | "related";
  /** Child, or the one end of the link. */
  readonly from: Locator;
  readonly to: Locator;
}
