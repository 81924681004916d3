import { chmod, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plan as isPlan } from "../../src/load/validators/plan.gen.mjs";
import { type AcmeLive, acmeLive } from "./acme-live.ts";

describe("plan over a real server", () => {
  let acme: AcmeLive;
  beforeAll(async () => {
    acme = await acmeLive();
  });
  afterAll(() => acme.close());

  const text = (file: string) => readFile(join(acme.folder, file), "utf8");
  const modeOf = async (file: string) => (await stat(join(acme.folder, file))).mode & 0o777;

  it("shows one plan in all formats at once, and writes nothing else", async () => {
    const ran = await acme.run(
      "plan",
      ...["--output", "markdown=out/plan.md", "--output", "terraform=out/tf.json", "--output", "json=out/plan.json"],
      ...["--out", "saved.json", "--detailed-exitcode"],
    );
    expect(ran).toMatchObject({
      code: 4,
      err: "saved to saved.json; carry it out with: cutover apply saved.json\n",
    });
    expect(ran.out).toMatch(
      /\nPlan: 11 to create, 7 to update, 0 to close; 4 issues will be made, \d people notified\n$/,
    );
    expect(JSON.parse(await text("out/tf.json"))).toEqual({ create: 11, update: 7, delete: 0 });
    const [shown, saved] = [await text("out/plan.json"), await text("saved.json")].map(
      (json) => JSON.parse(json).changes,
    );
    expect(shown.map(({ id }: { id: string }) => id)).toEqual(saved.map(({ id }: { id: string }) => id));
    expect(isPlan(JSON.parse(await text("saved.json")))).toBe(true);
    const note = (await text("out/plan.md")).replaceAll(acme.server.url, "http://gitlab");
    await expect(note).toMatchFileSnapshot("plan/acme.md");
    const printed = await acme.run("plan", "--format", "markdown");
    expect(printed.out).toBe(note);
  });

  it("prints the numbers that GitLab's widget takes", async () => {
    expect((await acme.run("plan", "--format", "terraform")).out).toBe('{"create":11,"update":7,"delete":0}\n');
  });

  it.each([
    [["--output", "yaml=x"], "formats: pretty, json, markdown, terraform"],
    [["--output", "markdown=-"], "--format markdown prints to stdout"],
    [["--output", "json=a", "--output", "markdown=a"], "is written to the same file"],
    [["--out", "a", "--output", "json=./a"], "--out a is written to the same file"],
  ])("refuses %j before it asks the server anything", async (options, message) => {
    const ran = await acme.run("plan", ...options);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toContain(message);
  });

  it("is one line once everything stands, and the same note again and again", async () => {
    await acme.run("apply", "--yes");
    const ran = await acme.run("plan", "--detailed-exitcode", "--format", "markdown");
    expect(ran.code).toBe(0);
    expect(ran.out.split("\n")[0]).toMatch(
      /^### No changes now: waiting for `acme\/ai!1`|^### No changes now: waiting for `/,
    );
    expect((await acme.runAt("2026-11-24T12:00:00Z", "plan", "--format", "markdown")).out).toBe(ran.out);
    expect((await acme.run("plan", "--format", "terraform")).out).toBe('{"create":0,"update":0,"delete":0}\n');
  });

  it("exits 0 with conflicts: they block their own object alone", async () => {
    const issue = await acme.bo.issue("acme/ai", "issue/claude-sonnet-4-6");
    await acme.bo.describe("acme/ai", issue.iid, issue.description.replace("## Overview", "## Overview of @ana, #1"));
    await acme.migrate((migration) => migration.replace(/^summary: \|\n/m, "summary: |\n  Another summary.\n"));
    const ran = await acme.run("plan");
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/; 1 conflict\n$/);
    expect(ran.out).toContain("+## Overview of @ana, #1");
  });

  it("keeps what is confidential to the file that apply takes, and that file to its owner", async () => {
    // Issues of rollouts are confidential: figures of a provider's model stand there.
    await acme.migrate((migration) => migration.replace("    ramp: standard\n", "    ramp: standard\n    step: 1\n"));
    const word = "Step asked for";
    const ran = await acme.run(
      "plan",
      "--out",
      "secret.json",
      "--output",
      "json=shown.json",
      "--output",
      "markdown=m.md",
    );
    expect(ran.code, ran.err).toBe(0);
    expect(await text("secret.json")).toContain(word);
    for (const shown of [ran.out, await text("shown.json"), await text("m.md")]) expect(shown).not.toContain(word);
    expect(await modeOf("secret.json")).toBe(0o600);
    expect(await modeOf("shown.json")).not.toBe(0o600);
    expect(await text("m.md")).toMatch(/body: confidential: \d+ lines change/);
    await chmod(join(acme.folder, "secret.json"), 0o644);
    await acme.run("plan", "--out", "secret.json");
    expect(await modeOf("secret.json")).toBe(0o600);
  });
});
