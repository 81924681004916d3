import { beforeEach, describe, expect, it } from "vitest";
import { parseMarker } from "../../src/model/marker.ts";
import type { Hidden } from "../../src/model/observed.ts";
import type { FlagResource, Resource, Strategy } from "../../src/model/resource.ts";
import type { PlanInput } from "../../src/plan/world.ts";
import { apply, facts, flag, lines, planOf, rollout, STEPS, TEN } from "./build.ts";
import { type MemoryForge, memoryForge } from "./memory-forge.ts";

const ADOPTS: Partial<PlanInput> = { migrations: [facts({ adopted: [{ flag: "duo_chat_sonnet" }] })] };
const QUARTER: readonly Strategy[] = [{ kind: "percentage", percentage: 25, environments: ["production"] }];
const at = (step: number, own: Partial<FlagResource> = {}): Resource[] => [
  rollout({ flag: "flag/sonnet/duo_chat" }),
  flag(step, own),
];

let forge: MemoryForge;
beforeEach(() => {
  forge = memoryForge();
  byHand(QUARTER);
});

function byHand(strategies: readonly Strategy[], own = {}): void {
  forge.flags.splice(0, 1, {
    kind: "flag",
    name: "duo_chat_sonnet",
    locator: { kind: "flag", home: "acme/monolith", id: "duo_chat_sonnet" },
    url: "",
    description: "made by hand",
    active: true,
    strategies,
    foreign: 0,
    ...own,
  });
}

const live = () => forge.flags[0] ?? expect.fail("no flag");
const record = () => parseMarker(forge.items[0]?.body ?? "")?.applied.flag;
const run = async (resources: Resource[], own = ADOPTS) => {
  const plan = await planOf(forge, resources, own);
  await apply(forge, plan);
  return lines(plan);
};
const HELD = "held: flag duo_chat_sonnet stands at 25 % in production as adopted; it moves when its step changes";

describe("a flag that is taken over", () => {
  it("is nobody's without a word in the migration", async () => {
    expect((await run(at(2), {}))[1]).toMatch(
      /^conflict: flag duo_chat_sonnet exists in acme\/monolith and the marker of/,
    );
  });

  it.each([0, 1, 2, 3])("stays as it stands, whatever step %i says", async (step) => {
    const before = structuredClone(live());
    expect(await run(at(step))).toEqual(['create: create issue "Duo Chat: roll out Claude Sonnet 4.6"', HELD]);
    for (const _again of [1, 2]) expect(await run(at(step))).toEqual([HELD]);
    expect(live()).toEqual(before);
    expect(record()).toEqual({ name: "duo_chat_sonnet", step, exposure: 25, adopted: true });
  });

  it("is noted in an issue that is there already", async () => {
    await run([rollout()]);
    expect(await run(at(2))).toEqual(["renew: note the flag in acme/ai#1", HELD]);
    expect(await run(at(2))).toEqual([HELD]);
  });

  it("is quiet where it is what its step says", async () => {
    byHand(TEN);
    expect(await run(at(2))).toEqual(['create: create issue "Duo Chat: roll out Claude Sonnet 4.6"']);
    expect(await run(at(2))).toEqual([]);
    expect(record()).toEqual({ name: "duo_chat_sonnet", step: 2, exposure: 10 });
  });

  it("moves when its step changes: up by one step, or down", async () => {
    await run(at(2));
    await run(at(3));
    expect([live().strategies, record()?.adopted]).toEqual([STEPS[2]?.strategies, undefined]);
    byHand(QUARTER);
    forge.items.length = 0;
    await run(at(1));
    expect((await run(at(2)))[0]).toBe("lower: lower flag duo_chat_sonnet to step 2: 10 % in production");
  });

  it("goes up by one step from where it stands", async () => {
    byHand(QUARTER, { active: false });
    expect(await run(at(2))).toContain("held: flag duo_chat_sonnet is off as adopted; it moves when its step changes");
    await run(at(3));
    expect(live().strategies).toEqual(STEPS[0]?.strategies);
  });

  it("is a person's again as soon as they move it", async () => {
    await run(at(2));
    byHand([{ ...QUARTER[0], percentage: 50 } as Strategy]);
    expect(await run(at(2))).toContainEqual(
      expect.stringMatching(/^conflict: .* was raised by a person to 50 % in production, above step 2/),
    );
    byHand([{ ...QUARTER[0], percentage: 5 } as Strategy]);
    expect(await run(at(2))).toContainEqual(
      expect.stringMatching(/^held: .* was lowered by a person, from 25 % to 5 % in production/),
    );
  });

  it("may carry what our words cannot say, as long as it stays", async () => {
    byHand(QUARTER, { foreign: 2 });
    expect(await run(at(2))).toContain(
      "held: flag duo_chat_sonnet stands at 25 % in production and whom 2 strategies of others reach as adopted; it moves when its step changes",
    );
    expect((await run(at(3)))[0]).toMatch(/^conflict: .* carries strategies that the ramp cannot say \(2\)/);
  });

  it("is turned off by what turns every flag off", async () => {
    await run(at(2));
    const back = [facts({ status: "rolled_back", adopted: [{ flag: "duo_chat_sonnet" }] })];
    await run(at(2, { active: false, off: true }), { migrations: back });
    expect(live().active).toBe(false);
  });

  it("moves at once when a person takes our side", async () => {
    await run(at(2));
    const take = new Map([["flag/sonnet/duo_chat", "ours" as const]]);
    expect((await run(at(2), { ...ADOPTS, take }))[0]).toBe(
      "lower: lower flag duo_chat_sonnet to step 2: 10 % in production",
    );
  });

  it("is not made where it is not there, before it was taken over", async () => {
    forge.flags.length = 0;
    expect(await run(at(2))).toEqual([
      'create: create issue "Duo Chat: roll out Claude Sonnet 4.6"',
      "conflict: flag duo_chat_sonnet, which sonnet takes over, is not in acme/monolith",
    ]);
    expect(forge.flags).toEqual([]);
  });
});

describe("a flag that cannot be seen", () => {
  const hidden: Hidden[] = [{ kind: "flags", home: "acme/monolith", reason: "the token needs the role Developer" }];
  const blind = async (resources: Resource[], own: Partial<PlanInput> = {}) => {
    const { scope } = await planOf(forge, resources);
    const observation = { ...(await forge.observe(scope)), flags: [], hidden };
    return planOf(forge, resources, { ...own, observation, scope });
  };
  const UNSEEN =
    "unknown: flag duo_chat_sonnet in acme/monolith cannot be seen, and so it is left as it is: the token needs the role Developer";

  it("is neither made, nor moved, nor taken for deleted", async () => {
    await run(at(2));
    for (const step of [0, 1, 3]) expect(lines(await blind(at(step)))).toEqual([UNSEEN]);
    expect(lines(await blind(at(2, { active: false, off: true })))).toEqual([UNSEEN]);
    expect(record()?.exposure).toBe(25);
  });

  it("says nothing of one that was never made and is to be off", async () => {
    expect(lines(await blind([flag(0)]))).toEqual([]);
  });

  it("may be on where nothing asks for it", async () => {
    await run(at(2));
    const { scope } = await planOf(forge, at(2));
    const observation = { ...(await forge.observe(scope)), flags: [], hidden };
    expect(lines(await planOf(forge, [rollout()], { observation, scope }))).toEqual([
      "unmanaged: flag duo_chat_sonnet, named in acme/ai#1, is unmanaged and was taken to step 2; look at it",
    ]);
  });
});
