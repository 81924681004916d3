import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { status as isStatus } from "../../src/load/validators/status.gen.mjs";
import { type AcmeLive, acmeLive } from "./acme-live.ts";

/** A migration at the stage rollout with a step released. */
const released = (step: number) => (text: string) =>
  text.replace("    ramp: standard\n", `    ramp: standard\n    step: ${step}\n`);

describe("status over a real server, from nothing to a declined merge request", () => {
  let acme: AcmeLive;
  beforeAll(async () => {
    acme = await acmeLive();
  });
  afterAll(() => acme.close());

  async function expectStatus(file: string): Promise<void> {
    const ran = await acme.run("status");
    expect(ran).toMatchObject({ code: 0, err: "" });
    await expect(ran.out).toMatchFileSnapshot(`status/${file}`);
    const json = await acme.run("status", "--format", "json");
    const value: unknown = JSON.parse(json.out);
    expect(isStatus(value) ? [] : isStatus.errors).toEqual([]);
  }

  it("before anything was applied", () => expectStatus("before.txt"));

  it("while merge requests wait for people", async () => {
    expect(await acme.run("apply", "--yes")).toMatchObject({ code: 0 });
    await expectStatus("open.txt");
  });

  it("once they are merged and a step is live", async () => {
    for (const project of ["acme/ai-gateway", "acme/monolith", "acme/docs", "acme/ai"])
      for (const { iid } of await acme.cleo.mergeRequests(project, "opened")) await acme.cleo.merge(project, iid);
    await acme.migrate(released(1));
    const applied = await acme.run("apply", "--yes");
    expect(applied.code, applied.out + applied.err).toBe(0);
    await expectStatus("released.txt");
  });

  it("with a change of a person in a section of ours, and a migration that is not begun", async () => {
    const issue = await acme.bo.issue("acme/ai", "issue/claude-sonnet-4-6/duo_chat");
    await acme.bo.describe(
      "acme/ai",
      issue.iid,
      issue.description.replace("| Step asked for |", "| What was asked for |"),
    );
    await acme.migrate((text) => released(2)(text).replace("stage: selectable", "stage: default"));
    await acme.write(
      "migrations/later.yaml",
      'apiVersion: cutover/v1\nkind: Upgrade\nname: later\nstatus: draft\nowner: "@bo"\nsummary: Later.\nmodel: { provider: anthropic, family: Claude Opus, version: "5" }\nfeatures:\n  duo_chat_write_tests: { stage: planned, from: claude_sonnet_4_5_20250929_vertex, to: claude_sonnet_4_6_vertex }\n',
    );
    await expectStatus("conflict.txt");
  });

  it("with what ends soon without a migration in time, by the lock file; a confidential migration keeps its day", async () => {
    const end = { host: "vertex", source: "model-eol", url: "https://example.com/ends" };
    const offerings = {
      claude_haiku_4_5_20251001_vertex: {
        ...end,
        model: "claude-haiku-4-5-20251001",
        cutoff: "2027-01-15",
        precision: "earliest",
      },
      claude_sonnet_4_5_20250929_vertex: {
        ...end,
        model: "claude-sonnet-4-5-20250929",
        cutoff: "2027-06-30",
        precision: "exact",
      },
    };
    const lock = { version: 1, offerings, policies: [], facts: [] };
    await acme.write("deadlines.lock.json", JSON.stringify(lock));
    const later = (visibility: string) =>
      `apiVersion: cutover/v1\nkind: Upgrade\nname: later\nstatus: draft\nowner: "@bo"\nvisibility: ${visibility}\nsummary: Later.\nreplaces: { claude_haiku_4_5_20251001_vertex: {} }\nfeatures:\n  duo_chat_write_tests: { stage: planned, from: claude_sonnet_4_5_20250929_vertex, to: claude_sonnet_4_6_vertex }\n`;
    await acme.write("migrations/later.yaml", later("public"));
    const shown = await acme.run("status");
    expect(shown.out).toContain(
      "later  draft  @bo  claude_haiku_4_5_20251001_vertex ends not before 2027-01-15, in 53 days",
    );
    expect(shown.out).toMatch(
      /\nEnds without a migration in time\n {2}claude_haiku_4_5_20251001_vertex ends not before 2027-01-15, in 53 days: \S.* https:\/\/example.com\/ends\n/,
    );
    expect(shown.out).not.toContain("2027-06-30, in 219 days: ");
    const json = JSON.parse((await acme.run("status", "--format", "json")).out);
    expect(isStatus(json) ? [] : isStatus.errors).toEqual([]);
    expect(json.uncovered).toMatchObject([{ offering: "claude_haiku_4_5_20251001_vertex", precision: "earliest" }]);
    await acme.write("migrations/later.yaml", later("confidential"));
    expect((await acme.run("status")).out).toContain("later  draft  confidential  @bo\n");
    expect((await acme.run("status", "--only", "later")).out).not.toContain("Ends without");
    await acme.write(
      "migrations/later.yaml",
      later("public").replace("replaces: { claude_haiku_4_5_20251001_vertex: {} }\n", ""),
    );
    await rm(join(acme.folder, "deadlines.lock.json"));
  });

  it("of one migration alone, and of a name that nothing has", async () => {
    const { out } = await acme.run("status", "--only", "later");
    expect(out).toBe("later  draft  @bo\n\n1 migration: 1 draft\n");
    expect(await acme.run("status", "--only", "latr")).toMatchObject({ code: 2, out: "" });
  });

  it("of a workspace whose last migration is gone: what stays is named, and nothing fails", async () => {
    await rm(join(acme.folder, "migrations"), { recursive: true });
    await expectStatus("gone.txt");
    const plan = await acme.run("plan", "--detailed-exitcode");
    expect(plan.code, plan.err).toBe(0);
    expect(plan.out).toContain("unmanaged");
  });
});
