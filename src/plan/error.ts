/** Why no plan can be made: one line for the user, and a hint. */
export class PlanError extends Error {
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "PlanError";
    this.hint = hint;
  }
}
