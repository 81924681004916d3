import type { ResourceKey } from "./reference.ts";
import type { Cause } from "./source.ts";

/** Part of a body that is ours: what stands between its two comments is written by the compiler alone. */
export interface Block {
  /** `[a-z0-9-]+`, unique in the body. */
  readonly name: string;
  /** Markdown, safe to send: no line of it runs as a command on GitLab. May hold `cutover:` references. */
  readonly text: string;
}

/** Fields that are compared three ways: last applied, live and wanted. */
export interface ItemFields {
  readonly title: string;
  readonly state: "open" | "closed";
  readonly labels: readonly string[];
  /** User names without `@`. */
  readonly assignees: readonly string[];
  /** `YYYY-MM-DD`; undefined where none is wanted or set. */
  readonly dueDate?: string | undefined;
  /** Title of the milestone. */
  readonly milestone?: string | undefined;
}

/** What a work item should hang under or be linked to: one of ours, or one that exists already, such as `&12`. */
export type Anchor = { readonly key: ResourceKey } | { readonly existing: string };

interface Wanted {
  readonly key: ResourceKey;
  /** Name of the migration that asks for it. */
  readonly migration: string;
  /** Feature it is about, where it is about one. */
  readonly feature?: string | undefined;
  readonly cause: Cause;
}

/** An epic or issue as it should be. */
export interface ItemResource extends Wanted, ItemFields {
  readonly kind: "epic" | "issue";
  /** Full path of the project (issue) or group (epic). */
  readonly home: string;
  readonly confidential: boolean;
  readonly blocks: readonly Block[];
  /** Names of blocks whose text is not known here, for want of a checkout: what stands there stays. */
  readonly unknown?: readonly string[] | undefined;
  readonly parent?: Anchor | undefined;
  /** Issues to link as related. */
  readonly related: readonly Anchor[];
  /** On a rollout issue: the flag whose last applied exposure its marker keeps. */
  readonly flag?: ResourceKey | undefined;
}

/** Who gets a flag's new side, in our words; the adapter turns it into the server's. */
export type Strategy =
  | { readonly kind: "everyone"; readonly environments: readonly string[] }
  | { readonly kind: "percentage"; readonly percentage: number; readonly environments: readonly string[] }
  | { readonly kind: "user_list"; readonly list: string; readonly environments: readonly string[] }
  /** A feature group, on the instance only. */
  | { readonly kind: "group"; readonly group: string; readonly environments: readonly string[] };

/** One step of a flag's ramp, as far as plan has to know it. */
export interface FlagStep {
  readonly strategies: readonly Strategy[];
  /** Milliseconds that it has to stand before the next step, and the gates that have to hold until then. */
  readonly soak?: number | undefined;
  readonly gates?: readonly string[] | undefined;
}

/** A feature flag as it should be. */
export interface FlagResource extends Wanted {
  readonly kind: "flag";
  /** Full path of the project that holds it, or `INSTANCE`. */
  readonly home: string;
  readonly name: string;
  readonly description: string;
  /** Step that was released, 0 for none. */
  readonly step: number;
  readonly active: boolean;
  readonly strategies: readonly Strategy[];
  /** All steps of the ramp, first to last, so that plan can raise by one step at most. */
  readonly steps: readonly FlagStep[];
  /** Rollout issue whose marker names the flag. */
  readonly issue: ResourceKey;
  /** True where status or stage want it off: then also what a person raised is turned off. */
  readonly off?: boolean | undefined;
  /**
   * The migration is complete: the flag is to be deleted, once it is on for everybody, nothing defines it any more and
   * the task of this key is ticked in its rollout issue.
   */
  readonly remove?: { readonly task: string; readonly definedIn: readonly string[] } | undefined;
  /** File resources whose merge must come before the flag leaves step 0. */
  readonly after: readonly ResourceKey[];
}

/** One file of a merge request. `before` is the text at the target's head that the edits were made to. */
export interface FileEdit {
  readonly path: string;
  /** Undefined: the file does not exist at the head. */
  readonly before?: string | undefined;
  /** Undefined: the file is to go. May hold `cutover:` references. */
  readonly after?: string | undefined;
  /** What caused the edits, one per place that was touched. */
  readonly causes: readonly Cause[];
}

/** The files of one target that one migration changes, reached through one merge request. */
export interface FileResource extends Wanted {
  readonly kind: "file";
  readonly target: string;
  /** Full path of the target project. */
  readonly home: string;
  /** Branch that the merge request is to be merged into. */
  readonly base: string;
  /** Commit of `base` that the edits were computed at. */
  readonly commit?: string | undefined;
  /** `cutover/<target>/<migration>` */
  readonly branch: string;
  /** Conventional commit; title of the merge request and of its one commit. */
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly labels: readonly string[];
  /** User names without `@`. */
  readonly reviewers: readonly string[];
  /** URLs of what must be merged first. */
  readonly requires: readonly string[];
  /** File resources without whose edits this one's cannot be made: it waits until they are merged, and has no edits. */
  readonly needs: readonly ResourceKey[];
  /** True where the edits tell what stands in another target: they are others as soon as that is changed. */
  readonly derived?: boolean | undefined;
  /** Sorted by path. Files that need no change are left out; none at all means that nothing is wanted. */
  readonly edits: readonly FileEdit[];
}

/** A comment that is made once, right before the object that it stands on is closed by us. */
export interface NoteResource extends Wanted {
  readonly kind: "note";
  /** Epic or issue of ours. */
  readonly on: ResourceKey;
  /** Markdown, safe to send. */
  readonly text: string;
}

export type Resource = ItemResource | FlagResource | FileResource | NoteResource;

/**
 * How far a flag reaches, as a number that can be compared: 0 nobody, below 1 named lists of people only, then per
 * cent, 100 everybody.
 */
export function exposureOf(flag: { readonly active: boolean; readonly strategies: readonly Strategy[] }): number {
  if (!flag.active) return 0;
  return Math.max(0, ...flag.strategies.map(reach));
}

function reach(strategy: Strategy): number {
  if (strategy.environments.length === 0) return 0;
  if (strategy.kind === "everyone") return 100;
  return strategy.kind === "percentage" ? strategy.percentage : 0.5;
}
