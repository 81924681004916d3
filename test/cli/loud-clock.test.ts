import { afterAll, expect, it } from "vitest";
import { startSonnet } from "../docs/sonnet.ts";

const story = await startSonnet();
// Requests wait at the same time, so it is the same time for all of them.
const io = { clock: { now: () => Date.parse("2026-11-23T09:00:00Z"), sleep: async () => {} } };
afterAll(() => story.acme.remove());

it("says once that the server lets everybody wait, and nothing of short waits", async () => {
  let asked = 0;
  const throttled = (headers: Record<string, string>) => new Response("Retry later\n", { status: 429, headers });
  const long = await story.acme.run(["plan"], {
    io,
    meddle: (_sent, carryOut) => (asked++ < 2 ? throttled({ "retry-after": "42" }) : carryOut()),
  });
  expect(long?.err.match(/waiting .*/g)).toEqual(["waiting 42 s: the server answers no sooner"]);
  expect(long?.code).toBe(0);
  asked = 0;
  const short = await story.acme.run(["plan"], {
    io,
    meddle: (_sent, carryOut) => (asked++ < 2 ? throttled({ "retry-after": "1" }) : carryOut()),
  });
  expect(short?.err).not.toContain("waiting");
});
