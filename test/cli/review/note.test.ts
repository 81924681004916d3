import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PEOPLE } from "../../../src/cli/demo/seed.ts";
import { type Desk, desk, type Request } from "./desk.ts";

describe("plan --note", () => {
  let acme: Desk;
  let request: Request;
  beforeAll(async () => {
    acme = await desk();
    request = await acme.open("sonnet");
  });
  afterAll(() => acme.close());

  const body = async () => (await acme.notes(request.iid)).map((note) => note.body).join("\n");

  it.each([
    ["CUTOVER_NOTE_TOKEN is not set", { CUTOVER_NOTE_TOKEN: "" }],
    ["CI_MERGE_REQUEST_IID is not set", { CI_MERGE_REQUEST_IID: undefined }],
    ["this job is of 00000000, and acme/ai!1 is at ", { CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: "0".repeat(40) }],
  ])("writes none where %s, and says so", async (reason, env) => {
    const ran = await acme.planJob(request, env);
    expect(ran.code).toBe(0);
    expect(ran.err).toMatch(/^no note: /);
    expect(ran.err).toContain(reason);
    expect(ran.out).toContain("Plan: 11 to create");
    expect(await acme.notes(request.iid)).toEqual([]);
  });

  it("is about the whole plan alone", async () => {
    for (const argv of [
      ["--only", "claude-sonnet-4-6"],
      ["--take", "issue/x=ours"],
    ]) {
      const ran = await acme.planJob(request, {}, argv);
      expect(ran).toMatchObject({ code: 2, out: "" });
      expect(ran.err).toContain(`and ${argv[0]} is given`);
    }
  });

  it("fails where the token may not write it, after the plan was shown", async () => {
    const ran = await acme.planJob(request, { CUTOVER_NOTE_TOKEN: PEOPLE.reader.token });
    expect(ran.code).toBe(3);
    expect(ran.out).toContain("Plan: 11 to create");
    expect(ran.err).toMatch(/^cutover: the plan is not shown in acme\/ai!1: POST .* answered 403/);
    expect(ran.err).toContain("CUTOVER_NOTE_TOKEN needs the scope api");
  });

  it("shows the plan once, whoever reads it, and names its commit", async () => {
    const env = { CUTOVER_PLAN_TOKEN: PEOPLE.reader.token };
    await acme.write("cutover.yaml", await withUsers());
    expect((await acme.planJob(request, env)).err).toBe("the plan stands in a note on acme/ai!1\n");
    expect((await acme.planJob(request)).err).toBe("the note on acme/ai!1 says so already\n");
    const text = await body();
    expect(text).toContain(
      `\n\n### Plan: 11 to create, 7 to update, 0 to close; 4 issues will be made, 4 people notified\n\nPlan of commit \`${request.sha.slice(0, 8)}\`: what is merged is applied as it stands here;`,
    );
    // Issues of rollouts are confidential.
    expect(text).not.toContain("## Rollout");
    expect(text).toMatch(/body: confidential: \d+ lines change/);
    const printed = (await acme.run("plan", "--format", "markdown")).out;
    const shown = text.replaceAll(acme.server.url, "http://gitlab").replace(/^<!-- .* -->\n\n/, "");
    expect(shown.replace(/^Plan of commit .*\n\n/m, "")).toBe(printed.trimEnd());
  });

  it("is kept up to date by the newest pipeline alone, also where a person broke its first line", async () => {
    const [note] = await acme.notes(request.iid);
    const path = `/projects/acme%2Fai/merge_requests/1/notes/${note?.id}`;
    await acme.call("PUT", path, { body: note?.body.replace(/ \S+ -->/, " -->") });
    const newer = { iid: request.iid, sha: await acme.commit("sonnet") };
    expect((await acme.planJob(request)).err).toMatch(/^no note: this job is of /);
    expect((await acme.planJob(newer)).err).toBe("the note on acme/ai!1 was brought up to date\n");
    expect(await acme.notes(request.iid)).toHaveLength(1);
    expect(await body()).toContain(`Plan of commit \`${newer.sha.slice(0, 8)}\``);
    request = newer;
  });

  it("without a look at GitLab says so, and is no review", async () => {
    const env = { CUTOVER_PLAN_TOKEN: undefined };
    const ran = await acme.planJob(request, env, ["--offline"]);
    expect(ran.err).toContain("the note on acme/ai!1 was brought up to date\n");
    expect(await body()).toContain("made without a look at GitLab");
    const [, encoded = ""] = /^<!-- cutover:1 review\/plan acme\/ai (\S+) -->/.exec(await body()) ?? [];
    expect(Buffer.from(encoded, "base64url").toString()).toBe("{}");
    expect((await acme.planJob(request)).err).toBe("the note on acme/ai!1 was brought up to date\n");
  });

  it("warns where apply would not believe it", async () => {
    const ran = await acme.planJob(request, { CUTOVER_NOTE_TOKEN: PEOPLE.notes.token });
    expect(ran.err).toContain(
      "CUTOVER_NOTE_TOKEN is @cutover-notes's, and apply --reviewed believes @cutover-bot alone",
    );
    expect(ran.err).toContain('set gitlab.users.notes in cutover.yaml to "@cutover-notes"');
  });

  it("says that nothing is left, and nothing at all where nothing ever changes", async () => {
    expect((await acme.run("apply", "--yes")).code).toBe(0);
    expect((await acme.planJob(request)).err).toBe("the note on acme/ai!1 was brought up to date\n");
    expect(await body()).toMatch(/### No changes now: waiting for /);
    const next = await acme.open("readme");
    expect((await acme.planJob(next)).err).toMatch(/^no note on acme\/ai!\d+: nothing changes\n$/);
    expect(await acme.notes(next.iid)).toEqual([]);
  });

  async function withUsers(): Promise<string> {
    const { readFile } = await import("node:fs/promises");
    const catalog = await readFile(`${acme.folder}/cutover.yaml`, "utf8");
    return catalog.replace(/^gitlab:\n/m, 'gitlab:\n  users: { apply: "@cutover-bot" }\n');
  }
});
