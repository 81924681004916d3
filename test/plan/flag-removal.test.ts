import { beforeEach, describe, expect, it } from "vitest";
import type { FlagResource, ItemResource, Resource } from "../../src/model/resource.ts";
import type { PlanInput } from "../../src/plan/world.ts";
import { ALL, apply, converge, facts, flag, lines, mainIssue, planOf, rollout, TEN } from "./build.ts";
import { type MemoryForge, memoryForge } from "./memory-forge.ts";

const TASKS = { name: "cleanup", text: "## Clean-up\n\n- [ ] The flag can go <!-- t:delete-flag -->" };
const issue = (own: Partial<ItemResource> = {}) =>
  rollout({ flag: "flag/sonnet/duo_chat", blocks: [TASKS], related: [], ...own });
const main = (own: Partial<ItemResource> = {}) => mainIssue({ blocks: [], related: [], ...own });
const removed = (definedIn: readonly string[] = [], own: Partial<FlagResource> = {}) =>
  flag(3, { remove: { task: "delete-flag", definedIn }, ...own });
const done = (one: FlagResource = removed()): Resource[] => [
  main({ state: "closed" }),
  issue({ state: "closed" }),
  one,
];
const COMPLETE: Partial<PlanInput> = { migrations: [facts({ status: "complete" })] };

let forge: MemoryForge;
beforeEach(async () => {
  forge = memoryForge();
  for (const step of [1, 2, 3]) await converge(forge, [main(), issue(), flag(step)]);
});

const live = () => forge.flags[0] ?? expect.fail("no flag");
const item = () => forge.items.find(({ title }) => title.startsWith("Duo Chat")) ?? expect.fail("no issue");
const tick = (box = "x") =>
  Object.assign(item(), { body: item().body.replace("- [ ] The flag", `- [${box}] The flag`) });
const plan = async (resources: readonly Resource[] = done(), own: Partial<PlanInput> = {}) =>
  planOf(forge, resources, { ...COMPLETE, ...own });

describe("the flag of a migration that is complete", () => {
  it("goes once everybody has it and its task is ticked, and its issues close after it", async () => {
    tick();
    const whole = await plan();
    expect(lines(whole)).toEqual([
      'remove: remove flag duo_chat_sonnet from acme/monolith: everybody has it, nothing defines it, and "delete-flag" is ticked in acme/ai#1',
      "close: close acme/ai#1",
      "close: close acme/ai#2",
    ]);
    expect(whole.changes.map(({ dependsOn }) => dependsOn)).toEqual([
      [],
      ["flag/sonnet/duo_chat:remove"],
      ["flag/sonnet/duo_chat:remove"],
    ]);
    expect(whole.changes[0]).toMatchObject({
      fields: [{ path: "exposure", before: "everyone in production" }],
      effect: { do: "remove-flag" },
    });
    expect((await apply(forge, whole)).map(({ status }) => status)).toEqual(["applied", "applied", "applied"]);
    expect([forge.flags, forge.items.map(({ state }) => state)]).toEqual([[], ["closed", "closed"]]);
    expect(lines(await plan())).toEqual([]);
  });

  it("keeps its issues open when it could not be removed", async () => {
    tick();
    const whole = await plan();
    forge.before = (write) => {
      if (write === "remove flag") throw new Error("killed");
    };
    await expect(apply(forge, whole)).rejects.toThrow("killed");
    expect([forge.flags.length, forge.items.map(({ state }) => state)]).toEqual([1, ["open", "open"]]);
  });

  it("is as wanted when a person deleted it", async () => {
    forge.flags.length = 0;
    expect(lines(await plan())).toEqual(["close: close acme/ai#1", "close: close acme/ai#2"]);
  });

  it.each<[string, (() => unknown) | undefined, FlagResource, string]>([
    ["while its task is not ticked", undefined, removed(), 'task "delete-flag" is not ticked in acme/ai#1'],
    ["with a task that will not be done", () => tick("~"), removed(), 'task "delete-flag" is not ticked in acme/ai#1'],
    [
      "without its task",
      () => Object.assign(item(), { body: item().body.replace("<!-- t:delete-flag -->", "") }),
      removed(),
      'task "delete-flag" is gone from acme/ai#1',
    ],
    [
      "while something defines it",
      tick,
      removed(["monolith:config/feature_flags/beta/duo_chat_sonnet.yml"]),
      "monolith:config/feature_flags/beta/duo_chat_sonnet.yml still defines it",
    ],
    [
      "while not everybody has it",
      () => [tick(), Object.assign(live(), { strategies: TEN })],
      removed(),
      "not everybody has it (10 % in production)",
    ],
    [
      "while it is off",
      () => [tick(), Object.assign(live(), { active: false })],
      removed(),
      "not everybody has it (off)",
    ],
    [
      "while one of its environments lacks it",
      tick,
      removed([], {
        steps: [{ strategies: [{ kind: "everyone", environments: ["production", "staging"] }] }],
      }),
      "not everybody has it (everyone in production)",
    ],
    [
      "while others may have set it up for more environments",
      () => [tick(), Object.assign(live(), { foreign: 1 })],
      removed(),
      "not everybody has it (everyone in production and whom 1 strategy of others reach)",
    ],
  ])("stays %s", async (_name, prepare, one, reason) => {
    prepare?.();
    const text = await plan(done(one));
    expect(text.changes.filter(({ action }) => action !== "update")).toEqual([]);
    expect(lines(text)).toContain(`waiting: flag duo_chat_sonnet is not removed yet: ${reason}`);
    expect(lines(text).join("\n")).toMatch(
      /^conflict: migration sonnet is not complete, and its issues stay open: flag duo_chat_sonnet is there \(/m,
    );
  });

  it("names all that is missing in one line", async () => {
    Object.assign(live(), { strategies: TEN });
    expect(lines(await plan(done(removed(["monolith:a.yml"]))))).toContain(
      'waiting: flag duo_chat_sonnet is not removed yet: not everybody has it (10 % in production); monolith:a.yml still defines it; task "delete-flag" is not ticked in acme/ai#1',
    );
  });

  it("stays while a merge request of the migration is open, also on a branch that nothing asks for any more", async () => {
    tick();
    const { scope } = await plan();
    const observation = await forge.observe(scope);
    const locator = { kind: "proposal", home: "acme/gateway", id: "7" } as const;
    const strays = [
      { locator, url: "", branch: "cutover/gateway/sonnet" },
      { locator: { ...locator, id: "8" }, url: "", branch: "cutover/gateway/opus" },
    ];
    const open = await plan(done(), { observation: { ...observation, strays }, scope });
    expect(lines(open).slice(0, 2)).toEqual([
      "conflict: migration sonnet is not complete, and its issues stay open: !7 in acme/gateway is open, flag duo_chat_sonnet is there (everyone in production)",
      "waiting: flag duo_chat_sonnet is not removed yet: !7 in acme/gateway is open",
    ]);
  });

  it("stays with a live migration that claims it, and holds nobody up", async () => {
    tick();
    const other = flag(3, { key: "flag/opus/duo_chat", migration: "opus", issue: "issue/opus/duo_chat" });
    const migrations = [facts({ status: "complete" }), facts({ name: "opus", status: "paused" })];
    const both = await plan([...done(), other], { migrations });
    expect(lines(both)).toContain(
      "kept: flag duo_chat_sonnet stays although sonnet is complete: migration opus claims it",
    );
    expect(both.changes.map(({ id }) => id)).toEqual(["issue/sonnet/duo_chat:close", "issue/sonnet:close"]);
  });

  it("is left to people when the marker does not name it", async () => {
    tick();
    const text = await plan(done(removed([], { name: "another" })));
    forge.flags.push({ ...structuredClone(live()), name: "another", locator: { ...live().locator, id: "another" } });
    const strange = await plan(done(removed([], { name: "another" })));
    expect(lines(text).join("\n")).not.toContain("another");
    expect(lines(strange)).toContain(
      "conflict: flag another in acme/monolith is not removed: the marker of issue/sonnet/duo_chat does not name it, so it is not ours",
    );
    expect(strange.changes).toEqual([]);
  });

  it("stays under every hold, and its issues with it", async () => {
    tick();
    expect((await plan(done(), { hold: "fire" })).changes).toEqual([]);
    Object.assign(item(), { labels: [...item().labels, "cutover::hold"] });
    const labelled = await plan();
    expect(labelled.changes).toEqual([]);
    expect(labelled.held.map(({ id }) => id)).toEqual([
      "flag/sonnet/duo_chat:remove",
      "issue/sonnet/duo_chat:close",
      "issue/sonnet:close",
    ]);
  });

  it("counts as a closing", async () => {
    const many = (own: Partial<ItemResource>, one: (part: string) => FlagResource) =>
      ["a", "b", "c", "d"].flatMap((part) => [
        issue({ ...own, key: `issue/sonnet/${part}`, title: `Duo Chat ${part}` }),
        one(part),
      ]);
    const named =
      (step: number, own = {}) =>
      (part: string) =>
        flag(step, { key: `flag/sonnet/${part}`, name: `flag_${part}`, issue: `issue/sonnet/${part}`, ...own });
    const fresh = memoryForge();
    for (const step of [1, 2, 3]) await converge(fresh, many({}, named(step)));
    for (const one of fresh.items) Object.assign(one, { body: one.body.replace("- [ ] The", "- [x] The") });
    const remove = { task: "delete-flag", definedIn: [] };
    const { guards, counts } = await planOf(fresh, many({ state: "closed" }, named(3, { remove })), COMPLETE);
    expect(guards.map(({ message }) => message)).toEqual([
      "closes, removes or turns off 8 of 8 live objects, more than policy.blast_radius (0.25) allows",
    ]);
    expect(counts).toMatchObject({ close: 4, remove: 4 });
  });

  it("cannot be seen: then nothing is closed either", async () => {
    tick();
    const { scope } = await plan();
    const observation = { ...(await forge.observe(scope)), flags: [] };
    const hidden = [{ kind: "flags", home: "acme/monolith", reason: "the token needs the role Developer" }] as const;
    expect(lines(await plan(done(), { observation: { ...observation, hidden }, scope }))).toEqual([
      "conflict: migration sonnet is not complete, and its issues stay open: flag duo_chat_sonnet cannot be seen",
      "unknown: flag duo_chat_sonnet in acme/monolith cannot be seen, and so it is left as it is: the token needs the role Developer",
    ]);
  });
});

describe("the issues of a migration that was cancelled", () => {
  const CANCELLED: Partial<PlanInput> = { migrations: [facts({ status: "cancelled" })] };
  const cancelled = () => [
    main({ state: "closed" }),
    issue({ state: "closed" }),
    flag(3, { active: false, off: true }),
  ];

  it("close once its flag is off, and not where it could not be turned off", async () => {
    const whole = await plan(cancelled(), CANCELLED);
    const closings = whole.changes.filter(({ action }) => action === "close");
    expect(closings.map(({ dependsOn }) => dependsOn)).toEqual(closings.map(() => ["flag/sonnet/duo_chat:lower"]));
    expect(closings).toHaveLength(2);
  });

  it("stay open while nobody can see whether it is off", async () => {
    const { scope } = await plan();
    const observation = { ...(await forge.observe(scope)), flags: [] };
    const hidden = [{ kind: "flags", home: "acme/monolith", reason: "the token needs the role Developer" }] as const;
    const blind = await plan(cancelled(), { ...CANCELLED, observation: { ...observation, hidden }, scope });
    expect(blind.changes).toEqual([]);
    expect(blind.conflicts.map(({ message }) => message)).toEqual([
      "migration sonnet is cancelled, and its issues stay open: flag duo_chat_sonnet cannot be seen",
    ]);
  });
});

it("every strategy of a person that reaches everybody will do", async () => {
  tick();
  Object.assign(live(), { strategies: [{ kind: "everyone", environments: ["*"] }, ...ALL], foreign: 2 });
  expect((await plan()).changes[0]?.action).toBe("remove");
});
