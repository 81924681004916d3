import { beforeEach, describe, expect, it } from "vitest";
import { parseMarker } from "../../src/model/marker.ts";
import { INSTANCE } from "../../src/model/observed.ts";
import type { FlagResource, Resource, Strategy } from "../../src/model/resource.ts";
import type { PlanInput } from "../../src/plan/world.ts";
import { apply, converge, facts, flag, lines, mainIssue, planOf, rollout, TEN } from "./build.ts";
import { type MemoryForge, memoryForge } from "./memory-forge.ts";

const MAIN = mainIssue({ blocks: [], related: [] });
const ISSUE = rollout({ flag: "flag/sonnet/duo_chat" });
const at = (step: number, own: Partial<FlagResource> = {}): Resource[] => [MAIN, ISSUE, flag(step, own)];

let forge: MemoryForge;
beforeEach(() => {
  forge = memoryForge();
});

const live = () => forge.flags[0] ?? expect.fail("no flag");
const rolloutIssue = () => forge.items.find(({ title }) => title.startsWith("Duo")) ?? expect.fail("no issue");
const main = () => forge.items.find(({ title }) => title.startsWith("Upgrade")) ?? expect.fail("no issue");
const record = () => parseMarker(rolloutIssue().body)?.applied.flag;
const label = (item: { labels: readonly string[] }) =>
  Object.assign(item, { labels: [...item.labels, "cutover::hold"].sort() });
const run = async (resources: Resource[], own: Partial<PlanInput> = {}) => {
  const plan = await planOf(forge, resources, own);
  await apply(forge, plan);
  return plan;
};

interface Hold {
  readonly name: string;
  readonly reason: string;
  readonly own?: Partial<PlanInput>;
  readonly set?: () => unknown;
}

const HOLDS: readonly Hold[] = [
  { name: "CUTOVER_HOLD", own: { hold: "fire" }, reason: "CUTOVER_HOLD: fire" },
  {
    name: "policy.hold",
    own: { policy: { hold: { reason: "incident 4711", until: "2026-06-02" } } },
    reason: "policy.hold: incident 4711 (until 2026-06-02)",
  },
  {
    name: "a freeze",
    own: { policy: { freezes: [{ from: "2026-05-18", to: "2026-05-20", reason: "holidays" }] } },
    reason: "policy.freezes: holidays (until 2026-05-20)",
  },
  { name: "paused", own: { migrations: [facts({ status: "paused" })] }, reason: "migration sonnet is paused" },
  {
    name: "the label on the rollout issue",
    set: () => label(rolloutIssue()),
    reason: "label cutover::hold on acme/ai#1",
  },
  { name: "the label on the main issue", set: () => label(main()), reason: "label cutover::hold on acme/ai#2" },
];

describe.each(HOLDS)("while a hold stands: $name", ({ own = {}, set, reason }) => {
  beforeEach(async () => {
    for (const step of [1, 2]) await converge(forge, at(step));
    set?.();
  });

  it("a ramp does not go up, and the plan shows what waits", async () => {
    const { changes, held } = await run(at(3), own);
    expect(changes).toEqual([]);
    expect(held.filter(({ kind }) => kind === "flag").map(({ action, held: why }) => [action, why])).toEqual([
      ["raise", reason],
    ]);
    expect([live().strategies, record()?.step]).toEqual([TEN, 2]);
  });

  it("it goes down and off, and that is noted as ours", async () => {
    await run(at(1), own);
    expect([live().strategies[0]?.kind, record()?.step]).toEqual(["user_list", 1]);
    await run(at(0), own);
    expect([live().active, record()?.step]).toEqual([false, 0]);
  });

  it("nothing is left to do once nothing is asked for", async () => {
    const plan = await run(at(2), own);
    expect([...plan.changes, ...plan.held]).toEqual([]);
  });
});

describe("a hold ends", () => {
  it("on its day, and what waited is done", async () => {
    for (const step of [1, 2]) await converge(forge, at(step));
    const policy = { hold: { reason: "incident 4711", until: "2026-05-18" } };
    await run(at(3), { policy });
    expect(record()?.step).toBe(3);
  });

  it.each([
    ["issues are neither closed nor written", { hold: "fire" }],
    ["of a paused migration either", { migrations: [facts({ status: "paused" as const })] }],
  ])("until then %s", async (_name, own) => {
    await converge(forge, at(1));
    const before = structuredClone(forge.items);
    const writes = forge.writes.length;
    await run([{ ...MAIN, title: "Another" }, { ...ISSUE, dueDate: "2026-07-01" }, flag(1)], own);
    expect([forge.items, forge.writes.length]).toEqual([before, writes]);
  });
});

describe("a flag that is to be made", () => {
  it("is not, while its rollout issue is held", async () => {
    await converge(forge, [MAIN, rollout()]);
    label(rolloutIssue());
    const { changes, held } = await run(at(0));
    expect(changes).toEqual([]);
    expect(held.map(({ id }) => id)).toContain("flag/sonnet/duo_chat:create");
  });
});

describe("a flag of the whole server", () => {
  const own = {
    home: INSTANCE,
    steps: [
      { strategies: [{ kind: "group" as const, group: "team", environments: ["*"] }] },
      { strategies: [{ kind: "everyone" as const, environments: ["*"] }] },
    ],
  };
  const [first, second] = own.steps;
  const step = (number: number, more: Partial<FlagResource> = {}) =>
    at(number, { ...own, strategies: own.steps[number - 1]?.strategies ?? [], ...more });

  beforeEach(() => {
    // It comes with the code that defines it: nobody makes it.
    forge.flags.push({
      kind: "flag",
      name: "duo_chat_sonnet",
      locator: { kind: "flag", home: INSTANCE, id: "duo_chat_sonnet" },
      url: "",
      description: "",
      active: false,
      strategies: [],
      foreign: 0,
    });
  });

  it("goes up by feature group and to everybody, and off again", async () => {
    await converge(forge, step(1));
    expect(live()).toMatchObject({ locator: { home: INSTANCE }, strategies: first?.strategies });
    expect(lines(await run(step(2)))[1]).toBe("raise: raise flag duo_chat_sonnet to step 2: everyone in *");
    expect(live().strategies).toEqual(second?.strategies);
    await run(step(0));
    expect(live().active).toBe(false);
  });

  it("takes the gates of others along when it is turned off, and says so", async () => {
    await converge(forge, step(1));
    const gates = ["actors Project:7", "percentage_of_time 5"];
    Object.assign(live(), { foreign: 2, foreignGates: gates });
    for (const wanted of [step(0), step(0, { off: true })]) {
      const { changes, conflicts } = await planOf(forge, wanted);
      expect(conflicts).toEqual([]);
      expect(changes[0]?.fields).toContainEqual({ path: "gates of others", before: gates });
    }
    expect((await planOf(forge, step(2))).conflicts[0]?.message).toMatch(/carries strategies that the ramp cannot say/);
  });

  it("says so too where a smaller step can be reached by way of off alone", async () => {
    await converge(forge, step(1));
    const gates = ["actors Project:7"];
    const quarter: Strategy = { kind: "percentage", percentage: 25, environments: ["*"] };
    Object.assign(live(), { strategies: [quarter], foreign: 1, foreignGates: gates });
    const take = new Map([["flag/sonnet/duo_chat", "ours" as const]]);
    const { changes } = await planOf(forge, step(1), { take });
    expect(changes.find(({ action }) => action === "lower")?.fields).toContainEqual({
      path: "gates of others",
      before: gates,
    });
  });

  it("is as gone as it can be once nothing is set on it, although the server still knows its name", async () => {
    const remove = { task: "delete-flag", definedIn: [] };
    const complete = { migrations: [facts({ status: "complete" })] };
    await converge(forge, step(1));
    const done = [
      { ...MAIN, state: "closed" as const },
      { ...ISSUE, state: "closed" as const },
    ];
    const wanted = [...done, ...step(1, { remove }).slice(2)];
    expect((await planOf(forge, wanted, complete)).changes).toEqual([]);
    Object.assign(live(), { active: false, strategies: [] });
    expect(lines(await planOf(forge, wanted, complete))).toEqual(["close: close acme/ai#1", "close: close acme/ai#2"]);
  });

  it("says nothing of the kind for a project's flag, where they stay", async () => {
    forge.flags.length = 0;
    await converge(forge, at(1));
    Object.assign(live(), { foreign: 2 });
    expect((await planOf(forge, at(0))).changes[0]?.fields.map(({ path }) => path)).toEqual(["exposure"]);
  });
});
