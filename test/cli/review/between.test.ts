import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PEOPLE } from "../../../src/cli/demo/seed.ts";
import { MIGRATION, MIGRATION_FILE } from "../../../src/cli/demo/workspace.ts";
import { cutover } from "../harness.ts";
import { type Desk, desk } from "./desk.ts";

const FLAG = "duo_chat_sonnet_4_6";
const released = (text: string) => text.replace("ramp: standard\n", "ramp: standard\n    step: 1\n");

/** What others do between the review and the apply: it is no reason to stop, and no way around the review. */
describe("between the review and the apply", () => {
  let acme: Desk;
  beforeAll(async () => {
    acme = await desk();
  });
  afterAll(() => acme.close());

  const rollout = (...argv: string[]) =>
    cutover(acme.folder, ["rollout", ...argv], { env: { CUTOVER_TOKEN: PEOPLE.bot.token } });

  it("somebody changes in the gateway what a page tells of", async () => {
    const { sha, ran } = await acme.through("sonnet");
    expect(ran).toMatchObject({ code: 0, err: "" });
    const path = "ai_gateway/model_selection/models.yml";
    const text = await acme.bo.file("acme/ai-gateway", path, "main");
    await acme.bo.write(
      "acme/ai-gateway",
      path,
      "main",
      text.replace(/name: "?Claude Sonnet 4\.5[^\n]*/, "name: Sonnet"),
    );
    const again = await acme.applyJob(sha);
    expect(again).toMatchObject({ code: 0, err: "" });
    expect(again.out).toMatch(/✓ applied {3}rebuild !1 in acme\/docs/);
  });

  it("another merge request about another part of the same objects comes first", async () => {
    const cheaper = (text: string) => text.replace("at the same price", "for nothing");
    const wider = (text: string) => text.replace("stage: internal", "stage: beta");
    await acme.migrate(cheaper);
    const planned = await acme.open("cheaper");
    await acme.planJob(planned);
    await acme.migrate(wider);
    expect((await acme.through("wider")).ran).toMatchObject({ code: 0, err: "" });
    await acme.migrate((text) => cheaper(wider(text)));
    const ran = await acme.applyJob(await acme.merge(planned));
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(ran.out).toContain('✓ applied   update acme/ai#4: section "overview"');
  });

  it("more is merged than one page lists, and a commit comes by no merge request", async () => {
    await acme.migrate(released);
    await acme.through("step-1");
    for (const project of ["acme/ai-gateway", "acme/monolith"])
      for (const { iid } of await acme.bo.mergeRequests(project, "opened")) await acme.bo.merge(project, iid);
    for (let merged = 0; merged < 101; merged += 1) await acme.merge(await acme.open(`other-${merged}`));
    const ran = await acme.applyJob(await acme.commit("main"));
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect((await acme.bo.flag("acme/monolith", FLAG)).active).toBe(true);
  });

  it("the migration is given another name, and its rollout is stopped and resumed", async () => {
    await rm(`${acme.folder}/${MIGRATION_FILE}`);
    await acme.write(
      "migrations/sonnet.yaml",
      released(MIGRATION).replace("name: claude-sonnet-4-6", "name: sonnet\nformerly: claude-sonnet-4-6"),
    );
    const { sha, ran } = await acme.through("rename");
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect((await rollout("abort", "sonnet/duo_chat", "--reason", "latency")).code).toBe(0);
    expect((await acme.bo.flag("acme/monolith", FLAG)).active).toBe(false);
    expect((await rollout("resume", "sonnet/duo_chat")).code).toBe(0);
    expect(await acme.applyJob(sha)).toMatchObject({ code: 0, err: "" });
    expect((await acme.bo.flag("acme/monolith", FLAG)).active).toBe(true);
  });
});

describe("a note", () => {
  it("is one where jobs run at once, and stays what readers saw until the merge", async () => {
    const acme = await desk();
    const request = await acme.open("sonnet");
    await Promise.all([acme.planJob(request), acme.planJob(request), acme.planJob(request)]);
    const [note, ...more] = await acme.notes(request.iid);
    expect(more).toEqual([]);
    await acme.merge(request);
    await acme.migrate((text) => text.replace("at the same price", "for nothing"));
    expect((await acme.planJob(request)).err).toBe(
      "no note: acme/ai!1 is merged by now, and its note says what its readers saw until then\n",
    );
    expect(await acme.notes(request.iid)).toEqual([note]);
    await acme.close();
  });
});
