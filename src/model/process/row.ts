import type { Role } from "../schema/config.gen.ts";
import type { Migration } from "../schema/migration.gen.ts";
import type { Stage } from "../stage.ts";

export type Kind = Migration["kind"];

/** Rows of the RACI matrix. */
export type RaciTask =
  | "configuration"
  | "infrastructure"
  | "prompts"
  | "evaluation"
  | "feature_flags"
  | "rollout"
  | "documentation"
  | "monitoring";

/** Part of the work that a row belongs to; bodies put their tasks under these. */
export type Phase = "preparation" | "choice" | "implementation" | "testing" | "deployment" | "completion" | "trouble";

/** What shows that a row is done. */
export type Evidence =
  /** A person ticks it on the issue, unless the migration shows already that it is done; it need not. */
  | { readonly kind: "tick"; readonly shown?: Shown }
  /**
   * A value of the migration, or of the feature's entry. One of several routes is enough; `*` is any key or item. Where it
   * is missing `rule` says so, or prerequisite-open where there is none.
   */
  | { readonly kind: "field"; readonly anyOf: readonly (readonly string[])[]; readonly rule?: string }
  /** Lint rules find out. */
  | { readonly kind: "rule"; readonly rules: readonly string[] }
  /** Something that is watched while it happens. */
  | { readonly kind: "metric"; readonly metric: string };

/** What of the migration, or of the feature's entry, takes the place of a tick. */
export interface Shown {
  /** Name of what is on record. */
  readonly text: string;
  readonly anyOf: readonly (readonly string[])[];
}

/** One task, prerequisite or check of the process. */
export interface ProcessRow {
  /** Kebab case and never changed: ticks on issues are kept by it. */
  readonly key: string;
  /** Markdown without a full stop: what to do, what must hold (rule), or the name of what is asked for (field, metric). */
  readonly text: string;
  readonly kinds: readonly Kind[];
  /** Makers or hosts that it is for; absent: all. */
  readonly providers?: readonly string[];
  /**
   * What there must be for the row to matter. Of the feature's entry: a flag, a prompt, a new default. Of the migration: a
   * model that is moved to, or a move at all (features, or models that end).
   */
  readonly needs?: "flag" | "prompt" | "default" | "model" | "move";
  /** Once for the migration, or once for each feature. */
  readonly scope: "migration" | "feature";
  readonly phase: Phase;
  /** Row of the RACI matrix that says who does it and who answers for it. */
  readonly task: RaciTask;
  /** Role that does it and answers for it where the process departs from its matrix. */
  readonly role?: Role;
  /** Stage that must not begin before it is done; `complete` is the end of the migration. */
  readonly before: Stage | "complete";
  readonly evidence: Evidence;
}

export const ALL: readonly Kind[] = ["Upgrade", "Integration", "Deprecation"];
export const TICK: Evidence = { kind: "tick" };

/** A task that needs no tick once the migration says what came of it. */
export function tickUnless(text: string, ...anyOf: readonly (readonly string[])[]): Evidence {
  return { kind: "tick", shown: { text, anyOf } };
}

export function field(...anyOf: readonly (readonly string[])[]): Evidence {
  return { kind: "field", anyOf };
}

/** A field that a rule of its own asks for. */
export function fieldFor(rule: string, ...anyOf: readonly (readonly string[])[]): Evidence {
  return { kind: "field", anyOf, rule };
}

export function rule(...ids: readonly [string, ...string[]]): Evidence {
  return { kind: "rule", rules: ids };
}

export function metric(name: string): Evidence {
  return { kind: "metric", metric: name };
}
