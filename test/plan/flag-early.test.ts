import { beforeEach, describe, expect, it } from "vitest";
import { parseMarker } from "../../src/model/marker.ts";
import type { FlagResource, Resource } from "../../src/model/resource.ts";
import { apply, flag, lines, NOW, planOf, rollout, STEPS } from "./build.ts";
import { type MemoryForge, memoryForge } from "./memory-forge.ts";

const HOUR = 3_600_000;
const soaks = [48 * HOUR, 24 * HOUR, 24 * HOUR];
const gates = [[], ["latency"], ["latency", "support"]];
const steps = STEPS.map((step, index) => ({ ...step, soak: soaks[index], gates: gates[index] }));
const at = (step: number, own: Partial<FlagResource> = {}): Resource[] => [
  rollout({ flag: "flag/sonnet/duo_chat" }),
  flag(step, { steps, ...own }),
];

let forge: MemoryForge;
beforeEach(() => {
  forge = memoryForge();
});

const record = () => parseMarker(forge.items[0]?.body ?? "")?.applied.flag;
const later = (hours: number) => ({ instant: NOW + hours * HOUR });
const early = async (step: number, hours: number) =>
  lines(await planOf(forge, at(step), later(hours))).filter((line) => line.startsWith("early"));
const merge = async (step: number, hours: number) => {
  const plan = await planOf(forge, at(step), later(hours));
  await apply(forge, plan, { now: NOW + hours * HOUR });
  return plan;
};

describe("since when a step has stood", () => {
  it("is when it was taken, however often it is looked at, and begins anew with the next", async () => {
    await merge(1, 0);
    expect(record()?.at).toBe("2026-05-18T09:00:00.000Z");
    await merge(1, 5);
    expect((await merge(1, 6)).changes).toEqual([]);
    expect(record()?.at).toBe("2026-05-18T09:00:00.000Z");
    await merge(2, 7);
    expect(record()).toMatchObject({ step: 2, at: "2026-05-18T16:00:00.000Z" });
    await merge(1, 8);
    expect(record()).toMatchObject({ step: 1, at: "2026-05-18T17:00:00.000Z" });
    await merge(0, 9);
    expect(record()).toEqual({ name: "duo_chat_sonnet", step: 0, exposure: 0, at: "2026-05-18T18:00:00.000Z" });
  });

  it("is when the raise was announced, also where its note was lost", async () => {
    await merge(0, 0);
    const plan = await planOf(forge, at(1), later(1));
    forge.before = (write) => {
      if (write === "update issue" && forge.flags[0]?.active) throw new Error("killed");
    };
    await expect(apply(forge, plan, { now: NOW + HOUR })).rejects.toThrow("killed");
    forge.before = () => {};
    await merge(1, 30);
    expect(record()).toEqual({
      name: "duo_chat_sonnet",
      step: 1,
      exposure: 0.5,
      at: "2026-05-18T10:00:00.000Z",
    });
  });

  it("is when a plan first found what a person had done in the meantime", async () => {
    await merge(1, 0);
    Object.assign(forge.flags[0] ?? {}, { strategies: STEPS[1]?.strategies });
    await merge(2, 4);
    expect(record()).toMatchObject({ step: 2, at: "2026-05-18T13:00:00.000Z" });
  });
});

describe("a step before its time", () => {
  it("is raised all the same, and the plan says what is not over", async () => {
    await merge(1, 0);
    expect(lines(await planOf(forge, at(2), later(3)))).toEqual([
      "renew: note that flag duo_chat_sonnet is about to be raised to step 2",
      "raise: raise flag duo_chat_sonnet to step 2: 10 % in production",
      "renew: note step 2 of flag duo_chat_sonnet",
      "early: flag duo_chat_sonnet: step 1 has stood 3h of 2d (until 2026-05-20T09:00Z)",
    ]);
  });

  it("is no news once its soak is over, nor while nobody asks for the next", async () => {
    await merge(1, 0);
    expect(await early(1, 1)).toEqual([]);
    expect(lines(await planOf(forge, at(1), later(1)))).toEqual([]);
    expect(await early(2, 48)).toEqual([]);
    expect(await early(2, 47)).toEqual([
      "early: flag duo_chat_sonnet: step 1 has stood 1d 23h of 2d (until 2026-05-20T09:00Z)",
    ]);
  });

  it("names the gates that nobody has checked, whatever time has passed", async () => {
    await merge(1, 0);
    await merge(2, 48);
    expect(await early(3, 49)).toEqual([
      "early: flag duo_chat_sonnet: step 2 has stood 1h of 1d (until 2026-05-21T09:00Z); gate latency of step 2 is not checked here",
    ]);
    expect(await early(3, 500)).toEqual(["early: flag duo_chat_sonnet: gate latency of step 2 is not checked here"]);
  });

  it("says when it is not known, as markers of before did not tell", async () => {
    await merge(1, 0);
    const [item] = forge.items;
    if (item === undefined) throw new Error("no issue");
    const { name = "", step = 0, exposure = 0 } = record() ?? {};
    const marker = parseMarker(item.body);
    const old = { ...marker?.applied, flag: { name, step, exposure } };
    item.body = item.body.replace(
      /[A-Za-z0-9_-]+ -->/,
      `${Buffer.from(JSON.stringify(old)).toString("base64url")} -->`,
    );
    expect(lines(await planOf(forge, at(1), later(3)))).toEqual([]);
    expect(await early(2, 3)).toEqual([
      "early: flag duo_chat_sonnet: since when step 1 has stood is not known, and its soak is 2d",
    ]);
  });

  it("is not known either where a person brought the flag down to it", async () => {
    await merge(1, 0);
    await merge(2, 48);
    Object.assign(forge.flags[0] ?? {}, { strategies: STEPS[0]?.strategies });
    await merge(2, 49);
    expect(await early(3, 49)).toEqual([
      "early: flag duo_chat_sonnet: since when step 1 has stood is not known, and its soak is 2d",
    ]);
  });
});
