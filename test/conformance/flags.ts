import { expect } from "vitest";
import { INSTANCE } from "../../src/model/observed.ts";
import type { FlagResource, Resource } from "../../src/model/resource.ts";
import type { Seed } from "../../src/sandbox/server.ts";
import { ALL, flag, LABEL, LIST, lines, rollout, TEN } from "../plan/build.ts";
import type { Lab } from "./lab.ts";
import type { Operation } from "./table.ts";

type Scenarios = Partial<Record<Operation, (lab: Lab) => Promise<void>>>;

const KEY = "flag/sonnet/duo_chat";
const TASK = "- [ ] Remove the flag <!-- t:cleanup -->";

function wanted(step: number, own: Partial<FlagResource> = {}): Resource[] {
  const blocks = [{ name: "tasks", text: TASK }];
  return [rollout({ flag: KEY, labels: [LABEL], blocks }), flag(step, own)];
}

/** Our user may set flags of the whole server, and one is defined there. */
export const ADMINISTERED: Seed = {
  users: [
    { username: "cutover", name: "Cutover", token: "token-of-cutover", role: "maintainer", bot: true, admin: true },
    { username: "ana", name: "Ana", token: "token-of-ana", role: "maintainer", admin: true },
    { username: "bo", name: "Bo", role: "developer" },
  ],
  feature_definitions: [{ name: "duo_chat_sonnet", type: "gitlab_com_derisk", default_enabled: false }],
};

async function live(lab: Lab, name = "duo_chat_sonnet", home = "acme/monolith") {
  return lab.stand.forge.read({ kind: "flag", home, id: name });
}

/** One merge raises by one step. */
async function raise(lab: Lab, to: number): Promise<void> {
  for (let step = 1; step <= to; step += 1) await lab.settle(wanted(step));
}

export const FLAGS: Scenarios = {
  create: async (lab) => {
    await lab.settle(wanted(0));
    expect(await live(lab)).toMatchObject({ active: false, description: "Duo Chat on Claude Sonnet 4.6" });
  },
  change: async (lab) => {
    await raise(lab, 2);
    expect(await live(lab)).toMatchObject({ active: true, strategies: TEN });
    await lab.settle(wanted(1));
    expect(await live(lab)).toMatchObject({ active: true, strategies: LIST });
  },
  close: async (lab) => {
    await raise(lab, 2);
    await lab.settle(wanted(0, { off: true }), { status: "rolled_back" });
    expect(await live(lab)).toMatchObject({ active: false });
  },
  reopen: async (lab) => {
    await raise(lab, 2);
    await lab.settle(wanted(0, { off: true }), { status: "rolled_back" });
    await lab.settle(wanted(1));
    expect(await live(lab)).toMatchObject({ active: true, strategies: LIST });
  },
  remove: async (lab) => {
    await raise(lab, 3);
    expect(await live(lab)).toMatchObject({ strategies: ALL });
    const gone = { remove: { task: "cleanup", definedIn: [] } };
    await lab.settle(wanted(3, gone), { status: "complete" });
    expect(await live(lab)).toBeDefined();
    const { body } = await lab.issue(1);
    await lab.person("PUT", "projects/acme%2Fai/issues/1", {
      description: body.replace("- [ ] Remove", "- [x] Remove"),
    });
    await lab.settle(wanted(3, gone), { status: "complete" });
    expect(await live(lab)).toBeUndefined();
  },
  move: async (lab) => {
    await raise(lab, 2);
    const elsewhere = wanted(1, { home: "acme/gateway" });
    // The old one is on and nobody turns it off by the way: it is named until somebody does.
    expect(lines(await lab.plan(elsewhere)).join("\n")).toMatch(/duo_chat_sonnet/);
    await lab.person("PUT", "projects/acme%2Fmonolith/feature_flags/duo_chat_sonnet", { active: false });
    await lab.settle(elsewhere);
    expect(await live(lab)).toMatchObject({ active: false });
  },
};

const TEAM_TWO: readonly FlagResource["steps"][number][] = [
  { strategies: [{ kind: "user_list", list: "new team", environments: ["production"] }] },
];

export const LISTS: Scenarios = {
  create: async (lab) => {
    const asked = wanted(1, { steps: TEAM_TWO, strategies: TEAM_TWO[0]?.strategies ?? [] });
    expect(lines(await lab.plan(asked))).toContainEqual(expect.stringContaining('user list "new team"'));
    await lab.person("POST", "projects/acme%2Fmonolith/feature_flags_user_lists", { name: "new team", user_xids: "7" });
    await lab.settle(asked);
    expect(await live(lab)).toMatchObject({ active: true, strategies: TEAM_TWO[0]?.strategies });
  },
  remove: async (lab) => {
    await raise(lab, 1);
    await lab.settle(wanted(0));
    expect(lines(await lab.plan(wanted(0)))).toEqual([]);
  },
};

const everywhere = { environments: ["*"] };
const RAMP: FlagResource["steps"] = [
  { strategies: [{ kind: "group", group: "gitlab_team_members", ...everywhere }] },
  { strategies: [{ kind: "percentage", percentage: 10, ...everywhere }] },
  { strategies: [{ kind: "everyone", ...everywhere }] },
];

function onInstance(step: number, own: Partial<FlagResource> = {}): Resource[] {
  return wanted(step, { home: INSTANCE, steps: RAMP, strategies: RAMP[step - 1]?.strategies ?? [], ...own });
}

async function raiseInstance(lab: Lab, to: number): Promise<void> {
  for (let step = 1; step <= to; step += 1) await lab.settle(onInstance(step));
}

const there = (lab: Lab) => live(lab, "duo_chat_sonnet", INSTANCE);

export const INSTANCE_FLAGS: Scenarios = {
  create: async (lab) => {
    // It exists by its definition: nothing is stored before somebody gets it.
    await lab.settle(onInstance(0));
    expect(await lab.person("GET", "features")).toEqual([]);
    await lab.settle(onInstance(1));
    expect(await there(lab)).toMatchObject({ active: true, strategies: RAMP[0]?.strategies });
  },
  change: async (lab) => {
    await raiseInstance(lab, 2);
    expect(await there(lab)).toMatchObject({ active: true, strategies: RAMP[1]?.strategies });
    await lab.settle(onInstance(1));
    expect(await there(lab)).toMatchObject({ active: true, strategies: RAMP[0]?.strategies });
  },
  close: async (lab) => {
    await raiseInstance(lab, 2);
    await lab.settle(onInstance(0, { off: true }), { status: "rolled_back" });
    expect(await there(lab)).toMatchObject({ active: false });
  },
  reopen: async (lab) => {
    await raiseInstance(lab, 2);
    await lab.settle(onInstance(0, { off: true }), { status: "rolled_back" });
    await lab.settle(onInstance(1));
    expect(await there(lab)).toMatchObject({ active: true, strategies: RAMP[0]?.strategies });
  },
  remove: async (lab) => {
    await raiseInstance(lab, 3);
    const { body } = await lab.issue(1);
    await lab.person("PUT", "projects/acme%2Fai/issues/1", {
      description: body.replace("- [ ] Remove", "- [x] Remove"),
    });
    await lab.settle(onInstance(3, { remove: { task: "cleanup", definedIn: [] } }), { status: "complete" });
    expect(await lab.person("GET", "features")).toEqual([]);
  },
};
