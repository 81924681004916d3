import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { executePlan } from "../../src/apply/execute.ts";
import { parseMarker } from "../../src/model/marker.ts";
import type { Observation } from "../../src/model/observed.ts";
import type { Resource } from "../../src/model/resource.ts";
import { scopeOf } from "../../src/plan/scope.ts";
import { apply, CONFIG, converge, files, flag, lines, mainIssue, NOW, planOf, rollout } from "../plan/build.ts";
import { MODELS, type Stand, startStand } from "./stand.ts";

const EDITED = "models:\n  - id: old\n  - id: new # cutover:issue/sonnet\n  - id: other\n";
const FLAG = "projects/acme%2Fmonolith/feature_flags/duo_chat_sonnet";
const ROLLOUT = "projects/acme%2Fai/issues/1";

let stand: Stand;
beforeEach(async () => {
  stand = await startStand();
});
afterEach(() => stand.stop());

/** What the compiler would give at the target's head, with the flag at a step. */
async function wanted(step: number, own: { readonly edited?: string } = {}): Promise<Resource[]> {
  const head = await stand.forge.files("gateway", "acme/gateway", "main", ["models.yml"]);
  const edits = [{ path: "models.yml", before: head.files.get("models.yml"), after: own.edited ?? EDITED }];
  return [
    mainIssue({ parent: { existing: "&1" } }),
    rollout({ flag: "flag/sonnet/duo_chat", parent: { existing: "&1" } }),
    flag(step, { after: ["file/sonnet/gateway"] }),
    files(edits, { commit: head.commit }),
  ];
}

const plan = async (resources: Resource[]) => planOf(stand.forge, resources, { url: stand.url });
const settle = async (resources: Resource[]) => converge(stand.forge, resources, { url: stand.url });

/** All there is, also the texts that no look has to read. */
async function look(resources: Resource[]): Promise<Observation> {
  const observation = await stand.forge.observe(scopeOf({ resources, config: CONFIG, targets: new Map() }));
  const read = observation.proposals.map(async (shown) => {
    const whole = await stand.forge.read(shown.locator, ["models.yml"]);
    return whole?.kind === "proposal" ? whole : shown;
  });
  return { ...observation, proposals: await Promise.all(read) };
}

async function bodyOf(path: string): Promise<string> {
  return ((await stand.person("GET", path)) as { description: string }).description;
}

describe("on a GitLab", () => {
  it("goes from nothing over a merge to a raised flag and back, and keeps what people wrote", async () => {
    await settle(await wanted(1));
    expect(lines(await plan(await wanted(1)))).toEqual([
      "waiting: step 1 of flag duo_chat_sonnet waits for !1 in acme/gateway",
      "waiting: waiting for !1 in acme/gateway",
    ]);

    const ticked = (await bodyOf(ROLLOUT))
      .replace("- [ ] Evaluate", "- [x] Evaluate")
      .concat("\n\nBo: looks good so far.");
    await stand.person("PUT", ROLLOUT, { description: ticked, add_labels: "priority::1" });
    await stand.person("PUT", "projects/acme%2Fgateway/merge_requests/1/merge");
    expect(lines(await settle(await wanted(1)))).toEqual([
      "renew: note that flag duo_chat_sonnet is about to be raised to step 1",
      'raise: raise flag duo_chat_sonnet to step 1: list "team" in production',
      "renew: note step 1 of flag duo_chat_sonnet",
    ]);
    expect(lines(await plan(await wanted(1)))).toEqual([]);
    expect(await bodyOf(ROLLOUT)).toContain("- [x] Evaluate");
    expect(await bodyOf(ROLLOUT)).toMatch(/Bo: looks good so far\.$/);

    await settle(await wanted(2));
    expect(parseMarker(await bodyOf(ROLLOUT))?.applied.flag).toEqual({
      at: "2026-05-18T09:00:00.000Z",
      name: "duo_chat_sonnet",
      step: 2,
      exposure: 10,
      ids: expect.stringMatching(/^\d+,\d+$|^\d+$/),
    });
    await stand.person("PUT", FLAG, { active: false });
    expect(lines(await plan(await wanted(2)))).toEqual([
      "held: flag duo_chat_sonnet was lowered by a person, from 10 % to off; it is raised again when its step goes up",
    ]);
    expect(lines(await settle(await wanted(0)))).toEqual(["renew: note the flag in acme/ai#1"]);
    expect(lines(await plan(await wanted(0)))).toEqual([]);
  });

  it("takes a flag that a person switched off from there on when another step is merged, whether or not a run saw it off", async () => {
    await settle(await wanted(1));
    await stand.person("PUT", "projects/acme%2Fgateway/merge_requests/1/merge");
    await settle(await wanted(1));
    await settle(await wanted(2));
    await stand.person("PUT", FLAG, { active: false });
    expect(lines(await settle(await wanted(3)))).toContain(
      'raise: raise flag duo_chat_sonnet to step 1: list "team" in production',
    );
    expect(lines(await plan(await wanted(3)))).toEqual([expect.stringMatching(/^held: .* stands at step 1/)]);
  });

  it("does not raise it because of an older text of its issue that somebody's browser sent back", async () => {
    await settle(await wanted(1));
    await stand.person("PUT", "projects/acme%2Fgateway/merge_requests/1/merge");
    await settle(await wanted(1));
    const old = await bodyOf(ROLLOUT);
    await settle(await wanted(2));
    await stand.person("PUT", FLAG, { active: false });
    await stand.person("PUT", ROLLOUT, { description: old });
    await settle(await wanted(2));
    expect(await stand.forge.read({ kind: "flag", home: "acme/monolith", id: "duo_chat_sonnet" })).toMatchObject({
      active: false,
    });
    expect(lines(await plan(await wanted(2)))).toEqual([expect.stringMatching(/^held: flag duo_chat_sonnet /)]);
  });

  it("rebuilds its branch when the target moved under it, and not when the branch still merges", async () => {
    await settle(await wanted(0));
    const commit = (content: string) =>
      stand.person("POST", "projects/acme%2Fgateway/repository/commits", {
        branch: "main",
        commit_message: "by hand",
        actions: [{ action: "update", file_path: "models.yml", content }],
      });
    await commit(`# a comment far above\n\n\n\n${MODELS}`);
    const further = EDITED.replace("models:", "# a comment far above\n\n\n\nmodels:");
    expect(lines(await plan(await wanted(0, { edited: further })))).toEqual([
      "waiting: waiting for !1 in acme/gateway",
    ]);
    await commit("models:\n  - id: other\n");
    const again = "models:\n  - id: new # cutover:issue/sonnet\n  - id: other\n";
    expect(lines(await settle(await wanted(0, { edited: again })))).toEqual([
      "update: rebuild !1 in acme/gateway: its branch does not give what is wanted at the head",
    ]);
    expect(lines(await plan(await wanted(0, { edited: again })))).toEqual(["waiting: waiting for !1 in acme/gateway"]);
  });

  it("does not propose again what a person declined, until it is something else", async () => {
    await settle(await wanted(0));
    await stand.person("PUT", "projects/acme%2Fgateway/merge_requests/1", { state_event: "close" });
    expect(lines(await plan(await wanted(0)))).toEqual([
      "declined: !1 in acme/gateway was declined by @ana; it is proposed again when its edits change",
    ]);
    const other = EDITED.replace("new", "newer");
    expect(lines(await settle(await wanted(0, { edited: other })))).toEqual([
      "create: open a merge request in acme/gateway: 1 file",
    ]);
    expect(lines(await plan(await wanted(0, { edited: other })))).toEqual(["waiting: waiting for !2 in acme/gateway"]);
  });

  it("takes up an issue whose answer was lost instead of making it twice", async () => {
    await stand.fault({
      kind: "drop",
      match: { method: "POST", path: "^/api/v4/projects/acme%2Fai/issues$" },
      times: 1,
    } as never);
    const resources = await wanted(0);
    const outcomes = await apply(stand.forge, await plan(resources), { url: stand.url });
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => "applied"));
    expect(outcomes[0]?.message).toContain("the answer was lost; it was found by its marker");
    expect((await look(resources)).items.map(({ title }) => title)).toHaveLength(2);
  });
});

describe("after a run was killed", () => {
  it.each([
    ["the first one", 0, 30],
    ["one that raises a flag and rebuilds a branch", 1, 10],
  ])(
    "finishes %s from every request on, and nothing exists twice",
    { timeout: 240_000 },
    async (_name, step, least) => {
      const prepare = async () => {
        await stand.stop();
        stand = await startStand();
        if (step === 0) return wanted(0);
        await settle((await wanted(0)).map((one) => (one.kind === "flag" ? { ...one, after: [] } : one)));
        const next = await wanted(1, { edited: EDITED.replace("new", "newer") });
        return next.map((one) => (one.kind === "flag" ? { ...one, after: [] } : one));
      };
      const resources = await prepare();
      const before = stand.sandbox.requests;
      await settle(resources);
      const total = stand.sandbox.requests - before;
      const whole = shape(await look(resources));
      expect(total).toBeGreaterThan(least);
      for (let n = 1; n <= total; n += 1) {
        const again = await prepare();
        const { forge, death } = stand.mortal(n);
        const run = planOf(forge, again, { url: stand.url }).then((plan) =>
          executePlan({ plan, forge, url: stand.url, now: NOW }),
        );
        await Promise.race([death, run]);
        await settle(again);
        expect(shape(await look(again)), `killed after request ${n}`).toEqual(whole);
        expect((await plan(again)).changes, `killed after request ${n}`).toEqual([]);
      }
    },
  );

  it("may carry out the same saved plan again", async () => {
    const resources = await wanted(0);
    const saved = await plan(resources);
    await apply(stand.forge, saved, { url: stand.url });
    const whole = shape(await look(resources));
    const outcomes = await apply(stand.forge, saved, { url: stand.url });
    expect(outcomes.map(({ status }) => status)).toEqual(saved.changes.map(() => "unchanged"));
    expect(shape(await look(resources))).toEqual(whole);
  });
});

/** What is there, without the numbers that depend on who came first. */
function shape({ items, flags, proposals }: Observation): unknown {
  return {
    items: items
      .map(({ title, labels, related, parent }) => ({ title, labels, related: related.length, parent }))
      .sort((a, b) => (a.title < b.title ? -1 : 1)),
    flags: flags.map(({ name, active, strategies }) => ({ name, active, strategies })),
    proposals: proposals.map(({ state, title, head }) => ({
      state,
      title,
      models: head
        .get("models.yml")
        ?.replace(/issues\/\d/, "issues/N")
        .replace(/:\d+\//, "/"),
    })),
  };
}
