import { afterEach, beforeEach, expect, it } from "vitest";
import type { FlagResource, Resource } from "../../src/model/resource.ts";
import type { PlanInput } from "../../src/plan/world.ts";
import { type Stand, startStand } from "../apply/stand.ts";
import { apply, converge, facts, flag, lines, planOf, rollout } from "./build.ts";

const TASKS = { name: "cleanup", text: "- [ ] The flag can go <!-- t:delete-flag -->" };
const FLAGS = "projects/acme%2Fmonolith/feature_flags";
const ISSUE = "projects/acme%2Fai/issues/1";
const COMPLETE: Partial<PlanInput> = { migrations: [facts({ status: "complete" })] };

interface Live {
  readonly active: boolean;
  readonly strategies: readonly {
    readonly id: number;
    readonly name: string;
    readonly parameters: object;
    readonly scopes: readonly { readonly environment_scope: string }[];
  }[];
}

let stand: Stand;
beforeEach(async () => {
  stand = await startStand();
});
afterEach(() => stand.stop());

const here = (own: Partial<PlanInput> = {}): Partial<PlanInput> => ({ url: stand.url, ...own });
const wanted = (step: number, own: Partial<FlagResource> = {}, state: "open" | "closed" = "open"): Resource[] => [
  rollout({ flag: "flag/sonnet/duo_chat", blocks: [TASKS], state }),
  flag(step, own),
];
const person = async (method: string, path: string, body?: unknown) =>
  (await stand.person(method, path, body)) as Record<string, unknown>;

it("a flag goes up, and is deleted with its task ticked once its migration is complete; then nothing is left to do", async () => {
  for (const step of [1, 2, 3]) await converge(stand.forge, wanted(step), here());
  const done = wanted(3, { remove: { task: "delete-flag", definedIn: [] } }, "closed");
  const early = await planOf(stand.forge, done, here(COMPLETE));
  expect(early.changes).toEqual([]);
  expect(lines(early)).toContain(
    'waiting: flag duo_chat_sonnet is not removed yet: task "delete-flag" is not ticked in acme/ai#1',
  );

  const { description } = await person("GET", ISSUE);
  await person("PUT", ISSUE, { description: String(description).replace("- [ ] The flag", "- [x] The flag") });
  const plan = await converge(stand.forge, done, here(COMPLETE));
  expect(plan.changes.map(({ id }) => id)).toEqual(["flag/sonnet/duo_chat:remove", "issue/sonnet/duo_chat:close"]);
  expect(await person("GET", FLAGS)).toEqual([]);
  expect((await person("GET", ISSUE))["state"]).toBe("closed");
  expect(lines(await planOf(stand.forge, done, here(COMPLETE)))).toEqual([]);
});

it("a tick that is taken back between plan and apply keeps the flag, and its issue open", async () => {
  for (const step of [1, 2, 3]) await converge(stand.forge, wanted(step), here());
  const done = wanted(3, { remove: { task: "delete-flag", definedIn: [] } }, "closed");
  const { description } = await person("GET", ISSUE);
  await person("PUT", ISSUE, { description: String(description).replace("- [ ] The flag", "- [x] The flag") });
  const plan = await planOf(stand.forge, done, here(COMPLETE));
  await person("PUT", ISSUE, { description });
  const outcomes = await apply(stand.forge, plan, { url: stand.url });
  expect(outcomes.map(({ status }) => status)).toEqual(["stopped", "skipped"]);
  expect(await person("GET", FLAGS)).toHaveLength(1);
  expect((await person("GET", ISSUE))["state"]).toBe("opened");
});

it.each([
  ["off and empty, from step 0", 0],
  ["to the percentage of before", 2],
])("a raise whose note was lost is not made again over a person who put the flag back: %s", async (_name, from) => {
  for (let step = 0; step <= from; step += 1) await converge(stand.forge, wanted(step), here());
  const before = (await person("GET", `${FLAGS}/duo_chat_sonnet`)) as unknown as Live;
  const plan = await planOf(stand.forge, wanted(from + 1), here());
  const cut = { ...plan, changes: plan.changes.filter(({ id }) => !id.endsWith(":note")) };
  await apply(stand.forge, cut, { url: stand.url });
  const raised = (await person("GET", `${FLAGS}/duo_chat_sonnet`)) as unknown as Live;
  expect(raised.strategies).not.toEqual(before.strategies);
  const back = before.strategies.map(({ name, parameters, scopes }) => ({
    name,
    parameters,
    scopes: scopes.map(({ environment_scope }) => ({ environment_scope })),
  }));
  const gone = raised.strategies.map(({ id }) => ({ id, _destroy: true }));
  await person("PUT", `${FLAGS}/duo_chat_sonnet`, { active: before.active, strategies: [...gone, ...back] });
  const next = await converge(stand.forge, wanted(from + 1), here());
  expect(lines(next)).toContainEqual(expect.stringMatching(/^held: flag duo_chat_sonnet was lowered by a person/));
  expect(next.changes.filter(({ kind }) => kind === "flag")).toEqual([]);
});

it("a flag that a person set to 25 % is taken over without a write to it, and moves with the next step", async () => {
  await person("POST", FLAGS, {
    name: "duo_chat_sonnet",
    version: "new_version_flag",
    strategies: [
      {
        name: "flexibleRollout",
        parameters: { groupId: "default", rollout: "25", stickiness: "userId" },
        scopes: [{ environment_scope: "production" }],
      },
    ],
  });
  const before = await person("GET", `${FLAGS}/duo_chat_sonnet`);
  const adopts = here({ migrations: [facts({ adopted: [{ flag: "duo_chat_sonnet" }] })] });
  const held = "held: flag duo_chat_sonnet stands at 25 % in production as adopted; it moves when its step changes";
  expect(lines(await converge(stand.forge, wanted(2), adopts))).toContain(held);
  expect(await person("GET", `${FLAGS}/duo_chat_sonnet`)).toEqual(before);
  expect(lines(await planOf(stand.forge, wanted(2), adopts))).toEqual([held]);
  await converge(stand.forge, wanted(3), adopts);
  expect(await person("GET", `${FLAGS}/duo_chat_sonnet`)).toMatchObject({ strategies: [{ name: "default" }] });
});
