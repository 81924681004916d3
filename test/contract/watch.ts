import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import { afterAll, beforeAll, expect } from "vitest";
import type { WatchedRequest } from "../../src/sandbox/watch.ts";
import type { Inspector } from "./inspect.ts";
import { isPresent } from "./shared.ts";
import { CHANNEL, LOG, WATCHED } from "./tally.ts";

// Every sandbox of a test file, whoever starts it, tells this file of every request; what GitLab does not know fails the test file.
// The contract is loaded with the first of them: most test files start no sandbox.

const waiting: WatchedRequest[] = [];
let loading: Promise<Inspector> | undefined;
let inspector: Inspector | undefined;

async function load(): Promise<Inspector> {
  const { createInspector } = await import("./inspect.ts");
  const isRehearsal = expect.getState().testPath?.includes("/test/sandbox/") ?? false;
  const made = createInspector(isRehearsal);
  for (const request of waiting.splice(0)) made.look(request);
  inspector = made;
  return made;
}

function onRequest(message: unknown): void {
  const request = message as WatchedRequest;
  if (inspector) inspector.look(request);
  else waiting.push(request);
  loading ??= load();
}

if (isPresent) {
  Object.assign(globalThis, { [WATCHED]: true });
  beforeAll(() => subscribe(CHANNEL, onRequest));
  afterAll(async () => {
    unsubscribe(CHANNEL, onRequest);
    if (!loading) return;
    const { tally, complaints } = await loading;
    const log = process.env[LOG];
    if (log !== undefined) appendFileSync(log, `${JSON.stringify(tally)}\n`);
    if (complaints.size > 0) throw new Error(`against GitLab's contract:\n${[...complaints].join("\n")}`);
  });
}
