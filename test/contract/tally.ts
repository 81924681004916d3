/** What one test file saw: requests by kind of call, and answers that have a schema. */
export interface Tally {
  readonly requests: Record<string, number>;
  answers: number;
}

/** Where the sandbox publishes its requests. */
export const CHANNEL = "cutover:sandbox:request";

/** Environment variable with the path of the file that tallies are appended to, a line each. */
export const LOG = "CUTOVER_CONTRACT_LOG";

/** Ending of the file beside it, where processes that tests start leave their requests, a line each. */
export const CHILDREN = ".children";

/** Mark of a process that looks at its requests itself; test/contract/child.mjs knows it too. */
export const WATCHED = Symbol.for("cutover.contract.watched");
