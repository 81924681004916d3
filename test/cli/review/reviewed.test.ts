import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PEOPLE } from "../../../src/cli/demo/seed.ts";
import { type Desk, desk, type Request } from "./desk.ts";

const ISSUE = "issue/claude-sonnet-4-6/code_generations";
const FLAG = "duo_chat_sonnet_4_6";

describe("a migration, merge request by merge request", () => {
  let acme: Desk;
  let first: { readonly request: Request; readonly sha: string };
  beforeAll(async () => {
    acme = await desk();
  });
  afterAll(() => acme.close());

  const flag = () => acme.bo.flag("acme/monolith", FLAG);

  it("applies what the plan note shows, and tells so beside it", async () => {
    const { request, sha, ran } = await acme.through("sonnet");
    first = { request, sha };
    expect(ran).toMatchObject({ code: 0, err: "" });
    const [plan, result, ...more] = await acme.notes(request.iid);
    expect(more).toEqual([]);
    expect(plan?.body).toMatch(/^<!-- cutover:1 review\/plan acme\/ai \S+ -->\n\n### Plan: 11 to create, /);
    expect(result?.body.split("\n").slice(2)).toEqual([
      "### Applied: 18 changes",
      "",
      `Of commit \`${sha.slice(0, 8)}\` by [the job](https://gitlab.example.com/acme/ai/-/jobs/7).`,
    ]);
  });

  it("does nothing when the job is retried", async () => {
    expect(await acme.applyJob(first.sha)).toMatchObject({ code: 0, err: "" });
    expect(await acme.notes(first.request.iid)).toHaveLength(2);
  });

  it("does not make once more what somebody deleted, until a person has read that", async () => {
    const { iid } = await acme.bo.issue("acme/ai", ISSUE);
    await acme.call("DELETE", `/projects/acme%2Fai/issues/${iid}`, undefined, PEOPLE.ana.token);
    const stopped = await acme.applyJob(first.sha);
    expect(stopped.code).toBe(1);
    expect(stopped.err).toMatch(
      /^cutover: \d of \d+ changes (?:is|are) not what was reviewed, and nothing was changed\n/,
    );
    expect(stopped.err).toContain(
      `what the plan note on acme/ai!${first.request.iid} shows was all applied before; this is more`,
    );
    expect(stopped.err).toContain(
      `  not reviewed: create confidential issue "Roll out Claude Sonnet 4.6 for Code Generation" [${ISSUE}]\n`,
    );
    await expect(acme.bo.issue("acme/ai", ISSUE)).rejects.toThrow("is marked as");
    const [, digest = ""] =
      /run a new pipeline of main with the variable CUTOVER_REVIEWED=(\w+)/.exec(stopped.err) ?? [];
    const other = await acme.applyJob(first.sha, { CUTOVER_REVIEWED: "0000000000000000" });
    expect(other.code).toBe(1);
    expect(other.err).toContain("CUTOVER_REVIEWED is set, and names another plan than this one");
    const agreed = await acme.applyJob(first.sha, { CUTOVER_REVIEWED: digest });
    expect(agreed).toMatchObject({ code: 0, err: "reviewed: CUTOVER_REVIEWED names this very plan\n" });
    expect((await acme.bo.issue("acme/ai", ISSUE)).iid).not.toBe(iid);
  });

  it("raises a flag that was merged while it had to wait, once its files are merged", async () => {
    await acme.migrate((text) => text.replace("ramp: standard\n", "ramp: standard\n    step: 1\n"));
    const { request, sha, ran } = await acme.through("step-1");
    expect(ran.code, ran.err).toBe(0);
    expect((await flag()).active).toBe(false);
    for (const project of ["acme/ai-gateway", "acme/monolith"])
      for (const { iid } of await acme.bo.mergeRequests(project, "opened")) await acme.bo.merge(project, iid);
    const retried = await acme.applyJob(sha);
    expect(retried).toMatchObject({ code: 0, err: "" });
    expect((await flag()).active).toBe(true);
    expect((await acme.notes(request.iid)).map(({ body }) => body.split("\n")[2])).toEqual([
      expect.stringMatching(/^### Plan: /),
      "### Applied: 3 changes",
    ]);
  });

  it("leaves down what a person lowered, with a merge request about something else", async () => {
    await acme.call("PUT", `/projects/acme%2Fmonolith/feature_flags/${FLAG}`, { active: false });
    const { ran, request } = await acme.through("docs-only");
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect((await flag()).active).toBe(false);
    expect(await acme.notes(request.iid)).toEqual([]);
  });

  it("covers two merge requests with the one job that comes after both", async () => {
    const step = (text: string) => text.replace("ramp: standard\n", "ramp: standard\n    step: 1\n");
    await acme.migrate((text) => step(text).replace("at the same price", "at a lower price"));
    const one = await acme.open("cheaper");
    await acme.planJob(one);
    await acme.merge(one);
    // Of the second nobody was told anything: it changes nothing.
    const other = await acme.open("squashed");
    const sha = await acme.merge(other, { squash: true });
    const ran = await acme.applyJob(sha);
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(ran.out).toContain('section "overview"');
    expect((await acme.notes(other.iid)).map(({ body }) => body.split("\n")[2])).toEqual(["### Applied: 4 changes"]);
  });

  it("stops for a commit that came by no merge request", async () => {
    await acme.migrate((text) => text.replace("at the same price", "for nothing"));
    const sha = await acme.commit("main");
    const ran = await acme.applyJob(sha);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain(`commit ${sha.slice(0, 8)} came into main of acme/ai by no merge request`);
    expect(ran.err).toMatch(/ {2}not reviewed: update acme\/ai#\d+: section "overview" \[issue\/claude-sonnet-4-6\]\n/);
  });

  it("has nothing to say to a job of an older commit", async () => {
    const ran = await acme.applyJob(first.sha);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain("that commit's pipeline applies");
  });
});
