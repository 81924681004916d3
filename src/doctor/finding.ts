import type { Known } from "./facts.ts";

/** `unknown` is what these rights do not show: nobody may take it for sound. */
export type Severity = "error" | "warn" | "unknown" | "ok";

/** One thing that was looked at. */
export interface Finding {
  /** Id of the check that says so. */
  readonly check: string;
  readonly severity: Severity;
  /** Variable, project, group or branch that is meant. */
  readonly where: string;
  /** What is there, or is wrong, in one line. */
  readonly message: string;
  /** What to do about it. */
  readonly fix?: string | undefined;
  /** Access level that an account lacks there; the remedy is to give it. */
  readonly lacks?: number | undefined;
  /** Who can do that: a role on a project or group, or an office. */
  readonly who?: string | undefined;
}

export type Found = Omit<Finding, "check">;

/** What is to be done, and by whom. */
interface Remedy {
  readonly fix: string;
  readonly who: string;
}

export function ok(where: string, message: string): Found {
  return { severity: "ok", where, message };
}

export function wrong(severity: "error" | "warn", where: string, message: string, remedy: Remedy): Found {
  return { severity, where, message, ...remedy };
}

/** Says what cannot be known and why. */
export function unknown(where: string, what: string, { trouble }: Known<unknown>, remedy?: Remedy): Found {
  const reason = trouble === undefined ? "" : ` (${trouble.reason})`;
  return { severity: "unknown", where, message: `${what} cannot be read${reason}`, ...remedy };
}
