import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";
import type { WatchedRequest } from "../../src/sandbox/watch.ts";
import { createInspector } from "./inspect.ts";
import { isPresent } from "./shared.ts";
import { CHANNEL, CHILDREN, LOG } from "./tally.ts";

const MESSAGE: WatchedRequest = {
  method: "GET",
  target: "/api/v4/projects/1/isues",
  body: "",
  contentType: undefined,
  userAgent: "cutover/1",
  status: 404,
};

test.skipIf(!isPresent)("what our client asks for in vain is complained of, but not where that is on purpose", () => {
  const [real, rehearsal] = [createInspector(false), createInspector(true)];
  for (const inspector of [real, rehearsal]) inspector.look(MESSAGE);
  expect([...real.complaints]).toEqual(["GET /projects/1/isues is not among GitLab's published calls"]);
  expect([...rehearsal.complaints]).toEqual([]);
  expect(real.tally.requests).toEqual({ "GET /projects/1/isues": 1 });
});

test.skipIf(!isPresent)("answers count as well, unless they tell of a refusal", () => {
  const inspector = createInspector(true);
  const issue = { ...MESSAGE, target: "/api/v4/projects/1/issues/1", answer: { iid: 1 } };
  inspector.look({ ...issue, status: 404 });
  expect([inspector.tally.answers, inspector.complaints.size]).toEqual([0, 0]);
  inspector.look({ ...issue, status: 200 });
  expect([inspector.tally.answers, inspector.complaints.size]).toEqual([1, 1]);
});

test("the sandbox tells of what it carried out, and of nothing under /_sandbox", async () => {
  const { subscribe, unsubscribe } = await import("node:diagnostics_channel");
  const seen: WatchedRequest[] = [];
  const listen = (message: unknown) => void seen.push(message as WatchedRequest);
  const sandbox = await startSandbox({ seed: { users: [{ username: "ana", name: "Ana", token: "ana" }] } });
  subscribe(CHANNEL, listen);
  try {
    const headers = { "private-token": "ana", "user-agent": "someone/9" };
    await fetch(`${sandbox.url}/_sandbox/faults`, { method: "POST", body: '{"kind": "drop", "at": 2}' });
    await fetch(`${sandbox.url}/api/v4/user?x=1`, { headers });
    await expect(fetch(`${sandbox.url}/api/v4/user`, { headers })).rejects.toThrow();
  } finally {
    unsubscribe(CHANNEL, listen);
    await sandbox.close();
  }
  expect(seen).toMatchObject([
    { method: "GET", target: "/api/v4/user?x=1", userAgent: "someone/9", status: 200, answer: { username: "ana" } },
    { method: "GET", target: "/api/v4/user", status: null },
  ]);
  expect(seen[1]).not.toHaveProperty("answer");
});

test("a process that a test starts leaves its requests behind", () => {
  const log = join(mkdtempSync(join(tmpdir(), "cutover-child-")), "log");
  const watcher = fileURLToPath(new URL("child.mjs", import.meta.url));
  const script = `require("node:diagnostics_channel").channel("${CHANNEL}").publish(${JSON.stringify(MESSAGE)})`;
  execFileSync(process.execPath, ["--import", watcher, "-e", script], { env: { [LOG]: log } });
  expect(JSON.parse(readFileSync(`${log}${CHILDREN}`, "utf8"))).toMatchObject({ target: MESSAGE.target });
  rmSync(dirname(log), { recursive: true });
});
