import { afterEach, describe, expect, test } from "vitest";
import type { Sent } from "../../src/forge/gitlab/http.ts";
import { createGitLabForge } from "../../src/forge/gitlab/index.ts";
import type { Forge } from "../../src/forge/port.ts";
import type { FlagPatch } from "../../src/model/effect.ts";
import { INSTANCE, type Locator, type ObservedFlag } from "../../src/model/observed.ts";
import type { Strategy } from "../../src/model/resource.ts";
import { type Sandbox, type Seed, startSandbox } from "../../src/sandbox/server.ts";
import { emptyScope, WORLD } from "./world.ts";

const NAME = "duo_chat_new_model";
const AT: Locator = { kind: "flag", home: INSTANCE, id: NAME };
const EVERYWHERE = { environments: ["*"] };
const everyone: Strategy = { kind: "everyone", ...EVERYWHERE };
const group = (name: string): Strategy => ({ kind: "group", group: name, ...EVERYWHERE });
const percent = (percentage: number): Strategy => ({ kind: "percentage", percentage, ...EVERYWHERE });
const on = (...strategies: Strategy[]): FlagPatch => ({ active: true, strategies });
const OFF: FlagPatch = { active: false, strategies: [] };

let sandbox: Sandbox | undefined;
let sent: Sent[] = [];

afterEach(() => sandbox?.close());

async function start(seed: Partial<Seed> = {}, token = "token-of-root"): Promise<Forge> {
  sandbox = await startSandbox({
    seed: {
      users: [
        { username: WORLD.bot, name: "Cutover", token: "token-of-bot", role: "maintainer" },
        { username: "root", name: "Root", token: "token-of-root", admin: true },
      ],
      groups: [{ path: "acme", labels: [WORLD.labels.managed] }],
      projects: [{ path: WORLD.tracker }],
      feature_definitions: [{ name: NAME, type: "gitlab_com_derisk", default_enabled: false }],
      ...seed,
    },
  });
  sent = [];
  return createGitLabForge({ url: sandbox.url, token, fetch, onRequest: (request) => void sent.push(request) });
}

/** What an administrator does by hand. */
async function root(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${sandbox?.url}/api/v4/${path}`, {
    method,
    headers: { "private-token": "token-of-root", "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}

async function read(forge: Forge): Promise<ObservedFlag> {
  const flag = await forge.read(AT);
  if (flag?.kind !== "flag") throw new Error("no flag");
  return flag;
}

const writes = () => sent.filter(({ write }) => write);

describe("a flag of the whole server", () => {
  test("is there as soon as code defines it, and is looked at with two calls", async () => {
    const forge = await start();
    const scope = { ...emptyScope(), flags: [{ project: INSTANCE, names: [NAME, "unheard_of"], lists: [] }] };
    const { flags } = await forge.observe(scope);
    expect(flags).toEqual([
      {
        kind: "flag",
        locator: AT,
        url: `${sandbox?.url}/api/v4/features`,
        name: NAME,
        description: "",
        active: false,
        strategies: [],
        foreign: 0,
      },
    ]);
    expect(sent.filter(({ url }) => url.includes("/features"))).toHaveLength(2);
  });

  test("is on for everybody where its definition says so and nothing is stored", async () => {
    const forge = await start({ feature_definitions: [{ name: NAME, default_enabled: true }] });
    expect(await read(forge)).toMatchObject({ active: true, strategies: [everyone] });
    expect(await forge.updateFlag(AT, OFF)).toMatchObject({ active: false });
    expect(await root("GET", "features")).toMatchObject([{ name: NAME, state: "off" }]);
  });

  test("that is off and has no gate is never written to", async () => {
    const forge = await start();
    const thing = { kind: "flag", home: INSTANCE, name: NAME, description: "Chat.", ...OFF } as const;
    expect(await forge.create(thing)).toMatchObject({ active: false, strategies: [] });
    expect(await forge.updateFlag(AT, OFF)).toMatchObject({ active: false });
    expect(writes()).toEqual([]);
    expect(await root("GET", "features")).toEqual([]);
  });

  test.each<[string, FlagPatch[]]>([
    ["up step by step", [on(group("team")), on(group("team"), percent(25)), on(percent(25)), on(everyone)]],
    ["from everybody to a share, through off", [on(everyone), on(percent(25))]],
    ["from everybody to a group", [on(everyone), on(group("team"))]],
    ["from a share to a group", [on(percent(50)), on(group("team"))]],
    ["to a smaller share", [on(percent(50)), on(percent(5))]],
    ["from one group to others", [on(group("a")), on(group("b"), group("c")), on(group("c"))]],
    ["to a share that is not whole", [on(percent(0.5))]],
    ["on, off and on again", [on(everyone), OFF, on(everyone)]],
  ])("is taken %s", async (_how, patches) => {
    const forge = await start();
    for (const patch of patches) {
      const written = await forge.updateFlag(AT, patch);
      expect(written.active).toBe(patch.active);
      expect([...written.strategies].sort(byKind)).toEqual([...patch.strategies].sort(byKind));
      expect(await read(forge)).toEqual(written);
      const before = writes().length;
      await forge.updateFlag(AT, patch);
      expect(writes()).toHaveLength(before);
    }
  });

  test("keeps what others set on it, as far as that can be, and says what it is", async () => {
    const forge = await start();
    await root("POST", `features/${NAME}`, { value: true, project: WORLD.tracker });
    await root("POST", `features/${NAME}`, { value: 5, key: "percentage_of_time" });
    const found = await read(forge);
    expect(found).toMatchObject({ active: true, strategies: [], foreign: 2 });
    expect(found.foreignGates).toEqual(["5 % of the time", expect.stringMatching(/^actors Project:\d+$/)]);
    expect(await forge.updateFlag(AT, on(percent(25)))).toMatchObject({ strategies: [percent(25)], foreign: 2 });
    expect(await forge.updateFlag(AT, on(percent(10), group("team")))).toMatchObject({ foreign: 2 });
    const off = await forge.updateFlag(AT, OFF);
    expect(off).toMatchObject({ active: false, foreign: 0 });
    expect(off.foreignGates).toBeUndefined();
  });

  test("of which no code knows is not made, although the server would keep it", async () => {
    const forge = await start({ feature_definitions: [] });
    expect(await forge.read(AT)).toBeUndefined();
    const thing = { kind: "flag", home: INSTANCE, name: NAME, description: "Chat.", ...OFF } as const;
    for (const write of [() => forge.create(thing), () => forge.updateFlag(AT, on(everyone))]) {
      await expect(write()).rejects.toMatchObject({
        kind: "refused",
        message: `no code of the server defines flag "${NAME}", and it would be kept under that name all the same`,
      });
    }
    expect(writes()).toEqual([]);
  });

  test("reaches no user list", async () => {
    const forge = await start();
    const list: Strategy = { kind: "user_list", list: "team", ...EVERYWHERE };
    await expect(forge.updateFlag(AT, on(list))).rejects.toMatchObject({
      kind: "refused",
      message: 'a flag of the server cannot reach the user list "team"',
    });
    expect(writes()).toEqual([]);
  });

  test("is forgotten when it is removed, twice if need be", async () => {
    const forge = await start();
    await forge.updateFlag(AT, on(everyone));
    await forge.removeFlag(AT);
    await forge.removeFlag(AT);
    expect(await root("GET", "features")).toEqual([]);
    expect(await read(forge)).toMatchObject({ active: false });
  });

  test("that somebody changes in the same moment is no success", async () => {
    await start();
    const racing = createGitLabForge({
      url: sandbox?.url ?? "",
      token: "token-of-root",
      fetch: async (url, init) => {
        const answer = await fetch(url, init);
        if (init?.method === "POST") await root("POST", `features/${NAME}`, { value: 75, key: "percentage_of_actors" });
        return answer;
      },
    });
    await expect(racing.updateFlag(AT, on(percent(10)))).rejects.toMatchObject({
      kind: "conflict",
      message: `flag "${NAME}" of the server is not as it was written`,
    });
  });

  test("is for administrators, and hidden from everybody else", async () => {
    const forge = await start({}, "token-of-bot");
    const forbidden = { kind: "forbidden", message: "the flags of the server are for its administrators alone" };
    await expect(forge.read(AT)).rejects.toMatchObject(forbidden);
    await expect(forge.updateFlag(AT, on(everyone))).rejects.toMatchObject(forbidden);
    expect(writes()).toEqual([]);
    const scope = { ...emptyScope(), flags: [{ project: INSTANCE, names: [NAME], lists: [] }] };
    const { flags, hidden } = await forge.observe(scope);
    expect(flags).toEqual([]);
    expect(hidden).toEqual([{ kind: "flags", home: INSTANCE, reason: forbidden.message }]);
  });
});

function byKind(a: Strategy, b: Strategy): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
