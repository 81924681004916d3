import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AcmeLive, acmeLive } from "../acme-live.ts";

const OLD = "claude_sonnet_4_5_20250929_vertex";
const END = { host: "vertex", model: "claude-sonnet-4-5-20250929", cutoff: "2027-03-31", precision: "exact" };

/** A lock file that knows the end of the old model, and something of one that nobody uses. */
function lockWith(end: Readonly<Record<string, unknown>>, ...facts: readonly object[]): string {
  const said = { ...END, source: "model-eol", url: "https://example.com/vertex", ...end };
  const lines = facts.map((fact) => `    ${JSON.stringify(fact)}`).join(",\n");
  const offerings = `  "offerings": {\n    "${OLD}": ${JSON.stringify(said)}\n  },\n`;
  return `{\n  "version": 1,\n${offerings}  "policies": [],\n  "facts": [\n${lines}\n  ]\n}\n`;
}

describe("a plan of a migration that leaves a cutoff to the lock file", () => {
  let acme: AcmeLive;
  beforeAll(async () => {
    acme = await acmeLive();
    await acme.write("deadlines.lock.json", lockWith({}));
    await acme.run("apply", "--yes");
  }, 60_000);
  afterAll(() => acme.close());
  const lock = (...args: Parameters<typeof lockWith>) => acme.write("deadlines.lock.json", lockWith(...args));

  it("has nothing to do because of what the lock file learns of others, and stays what it was", async () => {
    await acme.run("plan", "--out", "saved.json");
    const known = { cutoff: "2026-12-01", precision: "exact", url: "https://example.com/o1", seen: "2026-11-23" };
    await lock({}, { host: "openai", model: "o1", source: "openai-sdk", ...known });
    expect((await acme.run("plan")).out).toMatch(/^No changes now: waiting for /m);
    expect(await acme.run("apply", "saved.json", "--yes")).toMatchObject({ code: 0, err: "" });
  });

  it("says where the day stands that changes texts", async () => {
    await lock({ cutoff: "2027-02-28" });
    const { out } = await acme.run("plan");
    expect(out).toContain(
      "[issue/claude-sonnet-4-6]  (cutover.yaml, deadlines.lock.json:4 or the text of this version)",
    );
    expect(out).toContain("due date  2027-03-03 -> 2027-01-31");
    expect(out).toMatch(/^Plan: 0 to create, 1 to update, 0 to close$/m);
  });

  it.each([
    ["another day", { cutoff: "2027-01-31" }],
    ["a day that is less sure", { cutoff: "2027-02-28", precision: "earliest" }],
    ["another source", { cutoff: "2027-02-28", source: "deprecations-rss" }],
  ])("is not carried out once the lock file has %s", async (_, end) => {
    await lock({ cutoff: "2027-02-28" });
    await acme.run("plan", "--out", "saved.json");
    await lock(end);
    const ran = await acme.run("apply", "saved.json", "--yes");
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain("cutover.yaml, a migration or deadlines.lock.json was changed since the plan was made");
  });
});
