/** Exit codes of every command. */
export const EXIT = {
  clean: 0,
  /** Problems were found; `apply` finished with conflicts or stopped changes. */
  problems: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** Could not run or was interrupted: network, permission. */
  failed: 3,
  /** There are changes: `plan` and `drift` with `--detailed-exitcode` only. */
  changes: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A mistake that the user can mend: printed as one line and a hint, never with a stack. */
export class UserError extends Error {
  readonly code: ExitCode;
  readonly hint: string | undefined;

  constructor(code: ExitCode, message: string, hint?: string) {
    super(message);
    this.name = "UserError";
    this.code = code;
    this.hint = hint;
  }
}
