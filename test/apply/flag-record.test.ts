import { beforeEach, describe, expect, it } from "vitest";
import { ForgeError } from "../../src/forge/port.ts";
import { parseMarker } from "../../src/model/marker.ts";
import type { Resource } from "../../src/model/resource.ts";
import type { PlanInput } from "../../src/plan/world.ts";
import { apply, converge, facts, flag, LABEL, lines, mainIssue, planOf, rollout } from "../plan/build.ts";
import { type MemoryForge, memoryForge } from "../plan/memory-forge.ts";

const ISSUE = rollout({ flag: "flag/sonnet/duo_chat" });
const at = (step: number, own = {}): Resource[] => [ISSUE, flag(step, own)];

let forge: MemoryForge;
beforeEach(() => {
  forge = memoryForge();
});

const live = () => forge.flags[0] ?? expect.fail("no flag");
const item = () => forge.items[0] ?? expect.fail("no issue");
const record = () => parseMarker(item().body)?.applied.flag;
const bo = (change: Partial<MemoryForge["flags"][number]>) => void Object.assign(live(), change);
const again = async (resources: Resource[], own: Partial<PlanInput> = {}) => {
  const plan = await planOf(forge, resources, own);
  await apply(forge, plan);
  return lines(plan);
};

describe("what a person switched off stays off", () => {
  it("when the plan that raised it is applied a second time", async () => {
    await converge(forge, at(0));
    const plan = await planOf(forge, at(1));
    await apply(forge, plan);
    bo({ active: false });
    expect((await apply(forge, plan)).map(({ status }) => status)).toEqual(["unchanged", "stopped", "skipped"]);
    expect(live().active).toBe(false);
  });

  it.each(["unauthenticated", "ambiguous"] as const)(
    "when the note behind the raise could not be written: %s",
    async (kind) => {
      await converge(forge, at(0));
      const plan = await planOf(forge, at(1));
      forge.before = (write) => {
        if (write === "update issue" && live().active) throw new ForgeError(kind, "no answer");
      };
      await apply(forge, plan);
      forge.before = () => {};
      expect([live().active, record()?.step, record()?.intent?.step]).toEqual([true, 0, 1]);
      bo({ active: false });
      for (const _run of [1, 2]) await again(at(1));
      expect([live().active, record()]).toEqual([
        false,
        {
          name: "duo_chat_sonnet",
          step: 1,
          exposure: 0.5,
          at: "2026-05-18T09:00:00.000Z",
          seen: expect.any(String),
        },
      ]);
    },
  );

  it("when it was off with people on it before, and nobody can tell the raise from none", async () => {
    await converge(forge, at(1));
    bo({ active: false });
    await converge(forge, at(0));
    const plan = await planOf(forge, at(1));
    forge.before = (write) => {
      if (write === "update issue" && live().active) throw new ForgeError("unauthenticated", "no answer");
    };
    await apply(forge, plan);
    forge.before = () => {};
    bo({ active: false });
    await again(at(1));
    expect(live().active).toBe(false);
  });

  it("when the step is lowered above it, and goes up with the step after that", async () => {
    for (const step of [1, 2, 3]) await converge(forge, at(step));
    bo({ active: false });
    await again(at(2));
    await again(at(2));
    expect(live().active).toBe(false);
    await again(at(3));
    expect(live()).toMatchObject({ active: true, strategies: [{ kind: "user_list" }] });
  });
});

describe("a raise", () => {
  it("is announced first, and finished by the next run when it never was made", async () => {
    await converge(forge, at(0));
    const plan = await planOf(forge, at(1));
    forge.before = (write) => {
      if (write === "update flag") throw new ForgeError("unreachable", "gone");
    };
    await apply(forge, plan);
    forge.before = () => {};
    expect([live().active, record()?.intent?.step]).toEqual([false, 1]);
    await again(at(1));
    expect([live().active, record()]).toEqual([
      true,
      { name: "duo_chat_sonnet", step: 1, exposure: 0.5, at: "2026-05-18T09:00:00.000Z" },
    ]);
  });

  it("is noted although a person ticks a box meanwhile", async () => {
    await converge(forge, at(0));
    const plan = await planOf(forge, at(1));
    forge.after = (write) => {
      if (write === "update flag") item().body = item().body.replace("- [ ] Evaluate", "- [x] Evaluate");
    };
    expect((await apply(forge, plan)).map(({ status }) => status)).toEqual(["applied", "applied", "applied"]);
    expect(item().body).toContain("- [x] Evaluate");
  });

  it("is not made where it cannot be noted: two holders, or an issue that should be confidential", async () => {
    await converge(forge, at(0));
    const secret = [{ ...ISSUE, confidential: true }, flag(1)];
    const left =
      "waiting: left until acme/ai#1 can be written, where it is noted: raise flag duo_chat_sonnet to step 1";
    expect(await again(secret)).toContain(left);
    forge.items.push({ ...structuredClone(item()), locator: { ...item().locator, id: "2" } });
    const second = forge.items[1];
    if (second !== undefined) second.body = second.body.replace("acme/ai#1 ", "acme/ai ");
    item().body = item().body.replace("acme/ai#1 ", "acme/ai ");
    expect(await again(at(1))).toContain(left);
    expect(live().active).toBe(false);
  });

  it("is not made inside of a freeze that began after the plan", async () => {
    await converge(forge, at(0));
    const outcomes = await apply(forge, await planOf(forge, at(1)), { freeze: "policy.freezes: holidays" });
    expect(outcomes.map(({ status }) => status)).toEqual(["skipped", "skipped", "skipped"]);
    expect(record()?.intent).toBeUndefined();
  });
});

describe("strategies that our words cannot say", () => {
  it("let no raise through", async () => {
    await converge(forge, at(0));
    bo({ foreign: 1 });
    expect((await again(at(1)))[0]).toMatch(/^conflict: flag duo_chat_sonnet carries strategies that the ramp cannot/);
    expect(live().active).toBe(false);
  });

  it("are on while the flag is, and go off with it", async () => {
    await converge(forge, at(0));
    bo({ active: true, foreign: 1 });
    expect((await again(at(0)))[0]).toMatch(/^conflict: .* was raised by a person to whom 1 strategy of others reach/);
    await again(at(0), { migrations: [facts({ status: "rolled_back" })] });
    expect(live().active).toBe(false);
  });
});

describe("what is to be off", () => {
  it.each(["rolled_back", "cancelled"] as const)("is turned off although a person raised it: %s", async (status) => {
    await converge(forge, at(0));
    bo({ active: true, strategies: flag(3).strategies });
    await again(at(0), { migrations: [facts({ status })] });
    expect(live().active).toBe(false);
  });

  it("is turned off below the stage internal, where it has no rollout issue any more, and is raised again later", async () => {
    await converge(forge, at(1));
    expect(await again([flag(0)])).toEqual([
      "lower: turn flag duo_chat_sonnet off",
      "renew: note step 0 of flag duo_chat_sonnet",
      "unmanaged: acme/ai#1 (issue/sonnet/duo_chat) is unmanaged: migrations/sonnet.yaml (active) does not ask for it; it is left as it is",
    ]);
    expect(live().active).toBe(false);
    await again(at(1));
    expect(live().active).toBe(true);
  });

  it("is not made: below internal, rolled back, cancelled", async () => {
    expect(await again([flag(0)])).toEqual([]);
    for (const status of ["rolled_back", "cancelled"] as const)
      expect(await again([flag(0), mainIssue({ state: "closed" })], { migrations: [facts({ status })] })).toEqual([]);
    expect(forge.flags).toEqual([]);
  });

  it("is lowered and noted under a hold, so that it is not taken for a person's doing", async () => {
    for (const step of [1, 2]) await converge(forge, at(step));
    const plan = await planOf(forge, at(1), { hold: "fire" });
    await apply(forge, plan, { hold: "fire" });
    expect(record()?.step).toBe(1);
    await again(at(2));
    expect(record()?.step).toBe(2);
  });
});

describe("a flag that nothing asks for", () => {
  it("is named while it is or may be on", async () => {
    await converge(forge, at(1));
    expect(lines(await planOf(forge, [ISSUE]))).toEqual([
      "unmanaged: flag duo_chat_sonnet, named in acme/ai#1, is unmanaged and was taken to step 1; look at it",
    ]);
  });

  it("is not forgotten when the migration names another", async () => {
    await converge(forge, at(1));
    const renamed = await again(at(1, { name: "other" }));
    expect(renamed[0]).toBe(
      "conflict: the marker of acme/ai#1 names flag duo_chat_sonnet, taken to step 1, and the migration names other",
    );
    expect([record()?.name, forge.flags.length]).toEqual(["duo_chat_sonnet", 1]);
  });
});

describe("a migration that is said to be complete", () => {
  const closed = [{ ...ISSUE, state: "closed" as const }];
  const complete = [facts({ status: "complete" })];

  it("keeps its issues open while its flag is on", async () => {
    await converge(forge, at(1));
    const { scope } = await planOf(forge, at(1));
    const observation = await forge.observe(scope);
    const left = await planOf(forge, closed, { migrations: complete, observation, scope });
    expect(left.changes).toEqual([]);
    expect(lines(left)[0]).toBe(
      'conflict: migration sonnet is not complete, and its issues stay open: flag duo_chat_sonnet is there (list "team" in production)',
    );
    const gone = { ...observation, flags: [] };
    expect((await planOf(forge, closed, { migrations: complete, observation: gone, scope })).changes).toHaveLength(1);
  });
});

describe("a saved plan", () => {
  it("makes nothing while the main issue carries the label of a hold", async () => {
    await converge(forge, [mainIssue({ blocks: [], related: [] })]);
    const plan = await planOf(forge, [mainIssue({ blocks: [], related: [] }), ISSUE]);
    Object.assign(item(), { labels: [LABEL, "cutover::hold"] });
    expect((await apply(forge, plan)).map(({ status, message }) => `${status}: ${message}`)).toEqual([
      "stopped: acme/ai#1 carries the label cutover::hold",
    ]);
    expect(forge.items).toHaveLength(1);
  });

  it("is refused when the workspace is another by now", async () => {
    const plan = await planOf(forge, at(1));
    await expect(apply(forge, plan, { workspace: "other" })).rejects.toThrow("was changed since the plan was made");
    expect(forge.writes).toEqual([]);
  });
});
