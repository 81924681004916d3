import { afterAll, expect, it } from "vitest";
import { parseMarker } from "../../../src/model/marker.ts";
import type { Meddler } from "../../apply/acme.ts";
import { startSonnet } from "../../docs/sonnet.ts";

// Each request of an abort goes wrong in each way, once or from then on.

const story = await startSonnet();
const { acme } = story;
afterAll(() => acme.remove());
await story.apply();
await story.merge();
await story.migrate((text) => `${text}    step: 1\n`);
await story.apply();
const raised = acme.save();

const ABORT = ["rollout", "abort", "sonnet/duo_chat", "--reason", "answers are cut off"];

type Fault = (carryOut: () => Response) => Response;
const refused = (status: number, headers: Record<string, string> = {}) =>
  Response.json({ message: `${status} No` }, { status, headers });
const dropped = (): never => {
  throw new TypeError("fetch failed");
};
const after =
  (answer: () => Response): Fault =>
  (carryOut) => {
    carryOut();
    return answer();
  };
const FAULTS: readonly (readonly [string, Fault])[] = [
  ["dropped before it was carried out", dropped],
  ["dropped after it was", after(dropped)],
  ["500", () => refused(500)],
  ["502 although it was carried out", after(() => refused(502))],
  ["429", () => refused(429, { "retry-after": "30" })],
  ["401", () => refused(401)],
  ["403", () => refused(403)],
  ["404", () => refused(404)],
  ["a page for people", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
  ["nothing", () => new Response("", { headers: { "content-type": "application/json" } })],
];

function found() {
  const { state } = acme.store;
  const issue = state.workItems.find(({ iid, type }) => iid === 1 && type === "Issue");
  const labels = issue?.labels.map((id) => state.labels.find((label) => label.id === id)?.title) ?? [];
  return {
    isOn: state.flags.find(({ name }) => name === "duo_chat_sonnet")?.active === true,
    isHeld: labels.includes("cutover::hold"),
    isAborted: parseMarker(issue?.description ?? "")?.applied.flag?.seen === "aborted",
    comments: state.notes.filter(({ body }) => body.includes("Rollout aborted")).length,
  };
}

/** Whether there were as many requests. */
async function strike(name: string, fault: Fault, from: number, times: number): Promise<boolean> {
  acme.restore(raised);
  let last = 0;
  const meddle: Meddler = (sent, carryOut) => {
    last = sent.n;
    return sent.n >= from && sent.n < from + times ? fault(carryOut) : carryOut();
  };
  const ran = await acme.run(ABORT, { meddle });
  const now = { name: `${name} at request ${from}, ${times} in a row`, ...ran, ...found() };
  expect([0, 1, 3], JSON.stringify(now)).toContain(ran?.code);
  expect(now.comments, JSON.stringify(now)).toBeLessThanOrEqual(1);
  if (ran?.code === 0) expect(now).toMatchObject({ isOn: false, isHeld: true, isAborted: true, comments: 1 });
  if (ran?.code === 1) expect(now).toMatchObject({ isOn: false });
  if (ran?.code !== 3) expect(now.out).toMatch(/^(?:off now|not there) /m);
  else expect(now.out).toMatch(now.isOn ? /^(?:STILL ON|NOT KNOWN) .*\n {4}turn it off by hand now/m : /^NOT KNOWN /m);
  if (now.isOn) expect(now).toMatchObject({ code: 3 });
  return last >= from;
}

it.each(FAULTS)(
  "whatever is answered with %s, the exit code and the last lines say whether the flag may be on",
  async (name, fault) => {
    for (const times of [1, 99]) {
      for (let from = 1; await strike(name, fault, from, times); from += 1);
    }
  },
  60_000,
);
