import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, desk, type Request } from "./desk.ts";

describe("what a run leaves behind", () => {
  let acme: Desk;
  let first: Request;
  let second: Request;
  let sha: string;
  beforeAll(async () => {
    acme = await desk();
    first = await acme.open("first");
    await acme.planJob(first);
    // Made before the first is merged: what the first asks for stands in its own note alone.
    second = await acme.open("second");
  });
  afterAll(() => acme.close());

  const result = async ({ iid }: Request) =>
    (await acme.notes(iid)).map(({ body }) => body).find((body) => body.includes(" review/applied "));
  const fault = (path: string) =>
    fetch(`${acme.server.url}/_sandbox/faults`, {
      method: "POST",
      body: JSON.stringify({
        kind: "status",
        status: 403,
        body: { message: "403 Forbidden" },
        before: true,
        times: 20,
        match: { method: "POST", path },
      }),
    });

  it("is told on the merge request, with how to go on", async () => {
    await fault("/projects/acme%2Fmonolith/merge_requests$|/projects/acme/monolith/merge_requests$");
    sha = await acme.merge(first);
    const ran = await acme.applyJob(sha);
    expect(ran.code, ran.err).toBe(3);
    const note = await result(first);
    expect(note).toContain("### Not all applied: 17 changes applied, 1 failed\n");
    expect(note).toContain("What was not done is done by the next run of apply");
  });

  it("is covered by the note of the first when the second is applied", async () => {
    await fetch(`${acme.server.url}/_sandbox/faults`, { method: "DELETE" });
    sha = await acme.merge(second);
    const ran = await acme.applyJob(sha);
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(ran.out).toContain("✓ applied   open a merge request in acme/monolith: 1 file");
    expect(await result(second)).toMatch(/### Applied: \d+ changes?\n/);
    expect(await result(first)).toContain("### Not all applied");
  });

  it("is closed with the second: nothing of the first is made once more", async () => {
    const { iid } = await acme.bo.issue("acme/ai", "issue/claude-sonnet-4-6/code_generations");
    await acme.call("DELETE", `/projects/acme%2Fai/issues/${iid}`, undefined, "acme-ana");
    const ran = await acme.applyJob(sha);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain(`acme/ai!${second.iid} has no plan note of @cutover-bot`);
    expect(ran.err).toContain("[issue/claude-sonnet-4-6/code_generations]");
  });

  it("may be held back, in the review and after it, and be done when the hold is over", async () => {
    const held = { CUTOVER_HOLD: "incident 4711" };
    const third = await acme.open("third");
    expect((await acme.planJob(third, held)).err).toMatch(/^the plan stands in a note/);
    sha = await acme.merge(third);
    const nothing = await acme.applyJob(sha, held);
    expect(nothing).toMatchObject({ code: 0, err: "" });
    expect(nothing.out).toMatch(/; 4 held\n$/);
    const done = await acme.applyJob(sha);
    expect(done).toMatchObject({ code: 0, err: "" });
    expect(done.out).toContain("✓ applied   create confidential issue");
  });

  it("was read and is not needed any more, which is said", async () => {
    await acme.migrate((text) => text.replace("at the same price", "for nothing"));
    const fourth = await acme.open("fourth");
    await acme.planJob(fourth);
    expect((await acme.run("apply", "--yes", "--only", "issue/claude-sonnet-4-6")).code).toBe(0);
    expect(await acme.applyJob(await acme.merge(fourth))).toMatchObject({
      code: 0,
      err: `reviewed in acme/ai!${fourth.iid} and not needed any more: issue/claude-sonnet-4-6:update\n`,
    });
  });
});

describe("a commit that was fast-forwarded", () => {
  it("belongs to the merge request whose head it is", async () => {
    const acme = await desk();
    const request = await acme.open("sonnet");
    await acme.planJob(request);
    await acme.merge(request);
    // The server's own branch is another commit: that a job is outdated is looked for on the pipeline's server alone.
    const ran = await acme.applyJob(request.sha, { CI_SERVER_URL: undefined });
    expect(ran).toMatchObject({ code: 0, err: "" });
    await acme.close();
  });
});

describe("while something of a merge request is left", () => {
  let acme: Desk;
  beforeAll(async () => {
    acme = await desk();
  });
  afterAll(() => acme.close());

  it("what it made is not made again after somebody deleted it", async () => {
    const flag = { name: "duo_chat_sonnet_4_6", version: "new_version_flag", active: true };
    await acme.call("POST", "/projects/acme%2Fmonolith/feature_flags", flag);
    const { sha, ran } = await acme.through("first");
    expect(ran.code, "a flag of somebody else stays a conflict").toBe(1);
    const { iid } = await acme.bo.issue("acme/ai", "issue/claude-sonnet-4-6/code_generations");
    expect(await acme.applyJob(sha)).toMatchObject({ code: 1, err: "" });
    await acme.call("DELETE", `/projects/acme%2Fai/issues/${iid}`, undefined, "acme-ana");
    const stopped = await acme.applyJob(sha);
    expect(stopped.code).toBe(1);
    expect(stopped.err).toContain(
      '  not reviewed: create confidential issue "Roll out Claude Sonnet 4.6 for Code Generation"',
    );
    expect(stopped.err).toContain("nothing was changed");
    await expect(acme.bo.issue("acme/ai", "issue/claude-sonnet-4-6/code_generations")).rejects.toThrow("is marked as");
    await acme.through("second");
    // The plan note of the second showed it.
    expect((await acme.bo.issue("acme/ai", "issue/claude-sonnet-4-6/code_generations")).iid).not.toBe(iid);
  });
});
