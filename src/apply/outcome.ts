import type { Change } from "../plan/plan.ts";

/**
 * How one change ended. `unchanged`: it was as wanted already. `stopped`: the world moved since the plan was made.
 * `skipped`: not tried, because of another change or because the run ended.
 */
export interface Outcome {
  /** `id` of the change. */
  readonly id: string;
  readonly status: "applied" | "unchanged" | "stopped" | "failed" | "skipped";
  /** One line; names no text of a confidential object. */
  readonly message: string;
  readonly url?: string | undefined;
}

export type Result = Omit<Outcome, "id">;

/** Progress of a run, for whoever shows it. */
export type ApplyEvent =
  | { readonly kind: "start"; readonly change: Change }
  | { readonly kind: "end"; readonly change: Change; readonly outcome: Outcome };

/** Why a plan is not carried out at all: one line for the user, and a hint. */
export class ApplyRefusal extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "ApplyRefusal";
    this.hint = hint;
  }
}

export function isDone({ status }: Pick<Outcome, "status">): boolean {
  return status === "applied" || status === "unchanged";
}

/** How many changes ended in which way. */
export function totalsOf(outcomes: readonly Outcome[]): Record<Outcome["status"], number> {
  const totals = { applied: 0, unchanged: 0, stopped: 0, failed: 0, skipped: 0 };
  for (const { status } of outcomes) totals[status] += 1;
  return totals;
}

export function applied(change: Change, url: string | undefined, note?: string): Result {
  return { status: "applied", message: note === undefined ? change.summary : `${change.summary} (${note})`, url };
}

export function unchanged(message: string, url: string | undefined): Result {
  return { status: "unchanged", message, url };
}

export function stopped(message: string, url?: string): Result {
  return { status: "stopped", message, url };
}
