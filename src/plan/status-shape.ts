import type { Precision } from "../model/deadline.ts";
import type { ResourceKey } from "../model/reference.ts";
import type { Stage, Status as WrittenStatus } from "../model/stage.ts";
import type { Conflict, Notice, Plan } from "./plan.ts";

// The shapes of schema/status.schema.json. A test holds both to each other.

export interface Status {
  readonly formatVersion: 1;
  /** ISO instant that dates were compared with. */
  readonly asOf: string;
  readonly forge: Plan["forge"];
  readonly counts: StatusCounts;
  readonly migrations: readonly MigrationStatus[];
  /** Offerings in use that end soon without a migration that covers them; absent where there is no lock file. */
  readonly uncovered?: readonly UncoveredStatus[] | undefined;
  /** How the changes are applied; absent where there are none. */
  readonly unapplied?: Unapplied | undefined;
  /** Objects of ours that nothing asks for. */
  readonly unmanaged: readonly StatusNote[];
  /** What is known of no single migration. */
  readonly notices: readonly StatusNote[];
}

/** What was merged and is not applied. */
export interface Unapplied {
  /** One line: who or what applies it. */
  readonly how: string;
  /** Merge requests that showed some of the changes, the newest first; absent where nobody looked. */
  readonly merges?: readonly UnappliedMerge[] | undefined;
}

export interface UnappliedMerge {
  /** `acme/ai!12` */
  readonly reference: string;
  readonly url: string;
  /** ISO instant of the merge. */
  readonly at: string;
  /** Changes that its plan note showed and that apply would still make. */
  readonly changes: number;
}

export interface StatusCounts {
  readonly migrations: number;
  /** Changes that apply would make. */
  readonly changes: number;
  readonly held: number;
  readonly conflicts: number;
  /** Merge requests that wait for people. */
  readonly open: number;
  readonly declined: number;
}

export interface MigrationStatus {
  readonly name: string;
  readonly file: string;
  readonly status: WrittenStatus;
  readonly confidential: boolean;
  readonly owner: string;
  /** The nearest day on which a provider stops serving what is replaced; never of a confidential migration. */
  readonly cutoff?: Cutoff | undefined;
  /** Its epic and main issue. */
  readonly objects: readonly ObjectLink[];
  readonly features: readonly FeatureStatus[];
  readonly files: readonly FileStatus[];
  /** Changes that apply would make. */
  readonly changes: number;
  readonly held: readonly HeldStatus[];
  readonly conflicts: readonly StatusConflict[];
  readonly notices: readonly StatusNote[];
  /** What has to be done next, one line each; nothing where it is over. */
  readonly next: readonly string[];
}

export interface Cutoff {
  readonly offering: string;
  /** `YYYY-MM-DD`, the first day without service. */
  readonly date: string;
  /** How sure it is, where the lock file says it; absent for a day that a person wrote. */
  readonly precision?: Precision | undefined;
  /** Whole days from now; below 0 once it is past. */
  readonly days: number;
}

/** An offering in use that ends soon, with uses that no migration ends in time. */
export interface UncoveredStatus extends Cutoff {
  readonly target: string;
  /** Where it is said. */
  readonly url?: string | undefined;
  /** Features that use it and are not moved away in time. */
  readonly features: readonly string[];
}

export interface ObjectLink {
  readonly key: ResourceKey;
  /** `acme/ai#12` */
  readonly reference: string;
  readonly url: string;
  readonly state: "open" | "closed";
}

/** An entry of `features`, or one of `bulk`. */
export interface FeatureStatus {
  /** The feature, or `bulk.<flag>` or `bulk.<n>`. */
  readonly name: string;
  readonly features: readonly string[];
  readonly stage: Stage;
  /** The stage that counts where the migration was rolled back. */
  readonly effective: Stage;
  readonly dri?: string | undefined;
  readonly issue?: ObjectLink | undefined;
  readonly flag?: FlagStatus | undefined;
}

export interface HeldStatus {
  readonly reason: string;
  readonly changes: number;
}

type StatusConflict = Pick<Conflict, "key" | "message" | "fix" | "url">;
export type StatusNote = Pick<Notice, "kind" | "key" | "message" | "url">;

export interface FileStatus {
  readonly key: ResourceKey;
  readonly target: string;
  /** Full path of the project. */
  readonly project: string;
  /**
   * `merged`: the target holds what is wanted. `unproposed`: apply will open a merge request. `blocked`: it builds on
   * edits of another migration that are not merged. `unknown`: its merge requests cannot be read.
   */
  readonly state: "merged" | "open" | "declined" | "unproposed" | "blocked" | "conflict" | "unknown";
  /** The merge request it is about, or the one that it waits for, such as `acme/ai-gateway!12`. */
  readonly reference?: string | undefined;
  readonly url?: string | undefined;
  /** User names: who is asked to review, or who declined. */
  readonly people: readonly string[];
  /** Addresses of what has to be merged first. */
  readonly needs: readonly string[];
}

export interface FlagStatus {
  readonly name: string;
  /** Full path of the project that holds it, or `instance`. */
  readonly project: string;
  readonly url?: string | undefined;
  /** Step that the migration asks for, the step that the flag was taken to, and how many there are. */
  readonly asked: number;
  readonly step: number;
  readonly steps: number;
  /** Whom it reaches, in words, without names where the migration is confidential; `unknown` where it cannot be read, `absent` where it is not there. */
  readonly reach: string;
  /** Per cent; below 1 only people on lists; absent where it cannot be read. */
  readonly exposure?: number | undefined;
  /** ISO instant at which it was taken to its step, and until when it has to stand there. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Gates that have to hold until then. */
  readonly gates: readonly string[];
  /** True while it waits for a merge, or is held where a person put it. A notice says why. */
  readonly waits: boolean;
  /** Why it stays where a person put it, and what moves it again. */
  readonly held?: string | undefined;
}
