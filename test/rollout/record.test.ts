import { beforeEach, describe, expect, it } from "vitest";
import { parseMarker } from "../../src/model/marker.ts";
import { INSTANCE } from "../../src/model/observed.ts";
import type { FlagResource, Resource } from "../../src/model/resource.ts";
import { abortedRecord } from "../../src/plan/flag-record.ts";
import { HOLD_LABEL } from "../../src/plan/hold.ts";
import { turnOff } from "../../src/rollout/flag-off.ts";
import { mark } from "../../src/rollout/mark.ts";
import { resumedRecord } from "../../src/rollout/record.ts";
import { ALL, apply, converge, flag, LIST, lines, planOf, rollout, TEN } from "../plan/build.ts";
import { type MemoryForge, memoryForge } from "../plan/memory-forge.ts";

const NAME = "duo_chat_sonnet";
const ISSUE = rollout({ flag: "flag/sonnet/duo_chat" });
const STEPS = [LIST, TEN, ALL];

let forge: MemoryForge;
beforeEach(() => {
  forge = memoryForge();
});

const live = () => forge.flags[0] ?? expect.fail("no flag");
const item = () => forge.items[0] ?? expect.fail("no issue");
const reached = () => (live().active ? JSON.stringify(live().strategies) : "off");
const at = (step: number) => (step === 0 ? "off" : JSON.stringify(STEPS[step - 1]));

async function abort(): Promise<void> {
  const { found } = await turnOff(forge, live().locator);
  const before = found ?? expect.fail("no flag");
  const next = (record: Parameters<typeof abortedRecord>[0]) => abortedRecord(record, before);
  await mark(forge, item().locator, "abort", { label: "on", record: { name: NAME, next } });
}

async function resume(desired: FlagResource): Promise<void> {
  const next = (record: Parameters<typeof abortedRecord>[0]) => resumedRecord(desired, record, live());
  await mark(forge, item().locator, "resume", { label: "off", record: { name: NAME, next } });
}

/** By hand: nothing else of the issue changes. */
function unlabel(): void {
  Object.assign(item(), { labels: item().labels.filter((label) => label !== HOLD_LABEL) });
}

async function run(resources: Resource[], times = 1): Promise<string[]> {
  let told: string[] = [];
  for (let left = times; left > 0; left -= 1) {
    const plan = await planOf(forge, resources);
    told = lines(plan);
    await apply(forge, plan);
  }
  return told;
}

describe.each([
  ["of a project", {}],
  ["of the whole server", { home: INSTANCE }],
])("a flag %s", (_where, own) => {
  beforeEach(() => {
    if (!("home" in own)) return;
    const locator = { kind: "flag", home: INSTANCE, id: NAME } as const;
    forge.flags.push({
      kind: "flag",
      locator,
      url: "",
      name: NAME,
      description: "",
      active: false,
      strategies: [],
      foreign: 0,
    });
  });
  const asked = (step: number): FlagResource => flag(step, own);
  const want = (step: number): Resource[] => [ISSUE, asked(step)];
  const raise = async (step: number) => {
    for (let each = 0; each <= step; each += 1) await converge(forge, want(each));
    expect(reached()).toBe(at(step));
  };

  it.each([0, 1, 2, 3])("that was aborted at step %d stays off, held and without the label", async (step) => {
    await raise(step);
    await abort();
    await run(want(step), 2);
    unlabel();
    await run(want(step), 3);
    expect(reached()).toBe("off");
  });

  it.each([
    [0, 1],
    [1, 2],
    [1, 3],
    [2, 3],
    [3, 2],
    [3, 1],
  ])("aborted at step %d stays off although step %d was merged before anybody looked", async (step, merged) => {
    await raise(step);
    await abort();
    unlabel();
    const told = await run(want(merged), 3);
    expect(reached()).toBe("off");
    expect(told.join()).toMatch(/turned off by rollout abort; .*cutover rollout resume sonnet\/duo_chat/);
  });

  it("goes on with a higher step that is merged after a run has looked", async () => {
    await raise(1);
    await abort();
    unlabel();
    await run(want(1), 2);
    await run(want(2));
    expect(reached()).toBe(at(1));
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [3, 1],
    [3, 2],
    [0, 1],
  ])("aborted at step %d goes on after resume under step %d, by one step", async (step, now) => {
    await raise(step);
    await abort();
    await run(want(now));
    await resume(asked(now));
    expect(item().labels).not.toContain(HOLD_LABEL);
    expect((await run(want(now))).join()).toContain("to step 1");
    expect(reached()).toBe(at(1));
    await run(want(now), 2);
    expect(reached()).toBe(at(1));
  });

  it("needs a merge for each step after the first that a resume gave", async () => {
    await raise(3);
    await abort();
    await resume(asked(3));
    await run(want(3), 2);
    await run(want(2), 2);
    expect(reached()).toBe(at(2));
    await run(want(3), 2);
    expect(reached()).toBe(at(3));
  });

  it("goes on from where a person lowered it, and a resume of what nothing holds gives no step", async () => {
    await raise(3);
    Object.assign(live(), { strategies: TEN });
    await run(want(3));
    await resume(asked(3));
    await run(want(3));
    expect(reached()).toBe(at(3));
    await raise(0).then(() => raise(1));
    await run(want(3));
    await run(want(3));
    const before = reached();
    await resume(asked(3));
    await run(want(3));
    expect(reached()).toBe(before);
  });

  it("stays as a person leaves it between a resume and the next apply", async () => {
    await raise(2);
    Object.assign(live(), { strategies: LIST });
    await run(want(2));
    await resume(asked(2));
    await forge.updateFlag(live().locator, { active: false, strategies: LIST });
    await run(want(2), 2);
    expect(live().active).toBe(false);
  });

  it("is off once and for all although a raise was announced when it was aborted", async () => {
    await raise(1);
    const plan = await planOf(forge, want(2));
    forge.before = (write) => {
      if (write === "update flag") throw new Error("killed");
    };
    await apply(forge, plan).catch(() => undefined);
    forge.before = () => {};
    expect(parseMarker(item().body)?.applied.flag?.intent?.step).toBe(2);
    await abort();
    unlabel();
    await apply(forge, plan);
    await run(want(2), 3);
    expect(reached()).toBe("off");
  });

  it("ends its abort where its step goes back to nobody", async () => {
    await raise(2);
    await abort();
    unlabel();
    await run(want(0), 2);
    await run(want(1));
    expect(reached()).toBe(at(1));
  });
});
