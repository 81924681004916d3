// Loaded by every Node process that tests start, through NODE_OPTIONS: a sandbox that runs in one of them leaves its requests in
// a file, which is looked at when all tests are done. Must run as it stands, hence no TypeScript.
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";

const log = process.env.CUTOVER_CONTRACT_LOG;

if (log !== undefined) {
  subscribe("cutover:sandbox:request", (message) => {
    if (globalThis[Symbol.for("cutover.contract.watched")]) return;
    appendFileSync(`${log}.children`, `${JSON.stringify(message)}\n`);
  });
}
