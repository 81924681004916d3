import { describe, expect, test } from "vitest";
import { AI, type Client, start } from "./client.ts";

const FLAGS = `${AI}/feature_flags`;
const LISTS = `${AI}/feature_flags_user_lists`;
const rollout = (percent: unknown) => ({ groupId: "default", rollout: percent, stickiness: "userId" });
const everywhere = [{ environment_scope: "*" }];
const strategy = (percent: unknown) => ({ name: "flexibleRollout", parameters: rollout(percent), scopes: everywhere });

async function withFlag(strategies: unknown[] = [strategy("10")]): Promise<Client> {
  const client = await start();
  const made = await client.call("ana", "POST", FLAGS, { name: "chat", strategies });
  expect(made.status).toBe(201);
  return client;
}

describe("project feature flags", () => {
  test("are made, listed by name and read", async () => {
    const { call } = await withFlag();
    await call("ana", "POST", FLAGS, { name: "apple", active: false, description: "d", version: "new_version_flag" });
    expect((await call("ana", "GET", FLAGS)).body).toMatchObject([
      { name: "apple", active: false, description: "d", strategies: [] },
      { name: "chat", active: true, version: "new_version_flag", scopes: [] },
    ]);
    expect((await call("ana", "GET", `${FLAGS}?scope=enabled`)).body).toHaveLength(1);
    expect((await call("ana", "GET", `${FLAGS}/chat`)).body.strategies).toEqual([
      {
        id: 601,
        name: "flexibleRollout",
        parameters: rollout("10"),
        scopes: [{ id: 701, environment_scope: "*" }],
        user_list: null,
      },
    ]);
    expect(await call("ana", "GET", `${FLAGS}/gone`)).toMatchObject({
      status: 404,
      body: { message: "404 Not found" },
    });
  });

  test.each([
    [{}, { error: "name is missing" }],
    [{ name: "chat" }, { message: ["Name has already been taken"] }],
    [{ name: "x" }, { message: ["Name is too short (minimum is 2 characters)"] }],
    [{ name: "abc", version: "legacy_flag" }, { message: ["Version is invalid"] }],
    [
      { name: "abc", description: "x".repeat(256) },
      { message: ["Description is too long (maximum is 255 characters)"] },
    ],
    [
      { name: "abc", strategies: [{ name: "odd", parameters: {} }] },
      { message: ["Strategies name strategy name is invalid"] },
    ],
    [{ name: "abc", strategies: [{ parameters: {} }] }, { error: "strategies[0][name] is missing" }],
    [
      { name: "abc", strategies: [strategy(25)] },
      { message: ["Strategies parameters rollout must be a string between 0 and 100 inclusive"] },
    ],
    [
      { name: "abc", strategies: [strategy("101")] },
      { message: ["Strategies parameters rollout must be a string between 0 and 100 inclusive"] },
    ],
    [
      { name: "abc", strategies: [strategy("5%")] },
      { message: ["Strategies parameters rollout must be a string between 0 and 100 inclusive"] },
    ],
    [
      {
        name: "abc",
        strategies: [
          { name: "flexibleRollout", parameters: { group_id: "default", rollout: "5", stickiness: "userId" } },
        ],
      },
      { message: ["Strategies parameters parameters are invalid"] },
    ],
    [
      { name: "abc", strategies: [{ name: "flexibleRollout", parameters: { ...rollout("5"), groupId: "Group 1" } }] },
      { message: ["Strategies parameters groupId parameter is invalid"] },
    ],
    [
      { name: "abc", strategies: [{ name: "flexibleRollout", parameters: { ...rollout("5"), stickiness: "cookie" } }] },
      { message: ["Strategies parameters stickiness parameter must be default, userId, sessionId, or random"] },
    ],
    [
      { name: "abc", strategies: [{ name: "default", parameters: { a: "b" } }] },
      { message: ["Strategies parameters parameters are invalid"] },
    ],
    [
      { name: "abc", strategies: [{ name: "userWithId", parameters: { userIds: "a, b" } }] },
      {
        message: [
          "Strategies parameters userIds must be a string of unique comma separated values each 256 characters or less",
        ],
      },
    ],
    [
      { name: "abc", strategies: [{ name: "gitlabUserList", parameters: {} }] },
      { message: ["Strategies user list can't be blank"] },
    ],
    [
      { name: "abc", strategies: [{ name: "default", parameters: {}, scopes: [...everywhere, ...everywhere] }] },
      { message: ["Strategies scopes environment scope has already been taken"] },
    ],
  ])("refuses %j with 400 and makes nothing", async (body, answer) => {
    const { call } = await withFlag();
    expect(await call("ana", "POST", FLAGS, body)).toMatchObject({ status: 400, body: answer });
    expect((await call("ana", "GET", FLAGS)).body).toHaveLength(1);
  });

  test("names are lower case, as long as 63 and end in no dash", async () => {
    const { call } = await start();
    const status = async (name: string) => (await call("ana", "POST", FLAGS, { name })).status;
    expect([await status("a1"), await status("a-b_c"), await status(`a${"x".repeat(62)}`)]).toEqual([201, 201, 201]);
    expect([await status("Abc"), await status("1a"), await status("a-"), await status(`a${"x".repeat(63)}`)]).toEqual([
      400, 400, 400, 400,
    ]);
  });

  test("PUT appends what has no id: the old strategy stays beside the new one", async () => {
    const { call } = await withFlag([strategy("100")]);
    const { body } = await call("ana", "PUT", `${FLAGS}/chat`, { strategies: [strategy("5")] });
    expect(body.strategies.map((item: { parameters: { rollout: string } }) => item.parameters.rollout)).toEqual([
      "100",
      "5",
    ]);
  });

  test("PUT changes by id, destroys by _destroy, scopes likewise", async () => {
    const { call } = await withFlag([strategy("10"), { name: "default", parameters: {}, scopes: everywhere }]);
    const put = async (body: object) => (await call("ana", "PUT", `${FLAGS}/chat`, body)).body.strategies;
    const [kept] = await put({
      strategies: [
        { id: 601, parameters: rollout("25") },
        { id: 602, _destroy: true },
      ],
    });
    expect(kept).toMatchObject({
      id: 601,
      name: "flexibleRollout",
      parameters: { rollout: "25" },
      scopes: [{ id: 701 }],
    });
    const scopes = [{ id: 701, _destroy: true }, { environment_scope: " production " }];
    expect(await put({ strategies: [{ id: 601, scopes }] })).toMatchObject([
      { scopes: [{ environment_scope: "production" }] },
    ]);
    expect(await put({ active: false })).toHaveLength(1);
    expect((await call("ana", "PUT", `${FLAGS}/chat`, { strategies: [{ id: 999 }] })).status).toBe(404);
  });

  test("the order of parameters does not matter", async () => {
    const parameters = { stickiness: "userId", rollout: "10", groupId: "default" };
    await withFlag([{ name: "flexibleRollout", parameters }]);
  });

  test("parameters may come as JSON text", async () => {
    const { call } = await withFlag([{ ...strategy("10"), parameters: JSON.stringify(rollout("10")) }]);
    expect((await call("ana", "GET", `${FLAGS}/chat`)).body.strategies[0].parameters).toEqual(rollout("10"));
  });

  test("the flag's time does not move with its strategies", async () => {
    const { call } = await withFlag();
    const before = (await call("ana", "GET", `${FLAGS}/chat`)).body.updated_at;
    const time = async (body: object) => (await call("ana", "PUT", `${FLAGS}/chat`, body)).body.updated_at;
    expect(await time({ strategies: [{ id: 601, parameters: rollout("25") }] })).toBe(before);
    expect(await time({ description: "d" })).not.toBe(before);
  });

  test("a refused PUT changes nothing at all", async () => {
    const { call } = await withFlag();
    const put = await call("ana", "PUT", `${FLAGS}/chat`, { active: false, strategies: [strategy("5"), strategy(5)] });
    expect(put.status).toBe(400);
    expect((await call("ana", "GET", `${FLAGS}/chat`)).body).toMatchObject({ active: true, strategies: [{ id: 601 }] });
  });

  test("a rename moves it, DELETE answers 200 with the flag", async () => {
    const { call } = await withFlag();
    expect((await call("ana", "PUT", `${FLAGS}/chat`, { name: "talk" })).body.name).toBe("talk");
    expect((await call("ana", "GET", `${FLAGS}/chat`)).status).toBe(404);
    expect(await call("ana", "DELETE", `${FLAGS}/talk`)).toMatchObject({ status: 200, body: { name: "talk" } });
    expect((await call("ana", "DELETE", `${FLAGS}/talk`)).status).toBe(404);
  });

  test("developers only", async () => {
    const { call } = await withFlag();
    expect((await call("pia", "GET", FLAGS)).status).toBe(403);
    expect((await call("pia", "DELETE", `${FLAGS}/chat`)).status).toBe(403);
  });
});

describe("user lists", () => {
  test("are addressed by iid and used by id", async () => {
    const { call } = await start();
    const made = await call("ana", "POST", LISTS, { name: "team", user_xids: "1,2" });
    expect(made).toMatchObject({ status: 201, body: { iid: 1, name: "team", user_xids: "1,2", project_id: 201 } });
    expect(made.body.id).not.toBe(1);
    const used = { name: "gitlabUserList", parameters: {}, scopes: everywhere };
    const byIid = await call("ana", "POST", FLAGS, { name: "chat", strategies: [{ ...used, user_list_id: 1 }] });
    expect(byIid.status).toBe(400);
    const byId = await call("ana", "POST", FLAGS, {
      name: "chat",
      strategies: [{ ...used, user_list_id: made.body.id }],
    });
    expect(byId.body.strategies[0].user_list).toEqual({ id: made.body.id, iid: 1, name: "team", user_xids: "1,2" });
    expect((await call("ana", "PUT", `${FLAGS}/chat`, { strategies: [{ ...used, user_list_id: 1 }] })).status).toBe(
      404,
    );
    expect(await call("ana", "DELETE", `${LISTS}/1`)).toMatchObject({
      status: 409,
      body: { message: ["User list is associated with a strategy"] },
    });
    await call("ana", "DELETE", `${FLAGS}/chat`);
    expect((await call("ana", "DELETE", `${LISTS}/1`)).status).toBe(204);
  });

  test("leaving the strategy's kind drops its list", async () => {
    const { call } = await start();
    const { body } = await call("ana", "POST", LISTS, { name: "team", user_xids: "1" });
    const used = { name: "gitlabUserList", parameters: {}, user_list_id: body.id, scopes: everywhere };
    await call("ana", "POST", FLAGS, { name: "chat", strategies: [used] });
    const changed = await call("ana", "PUT", `${FLAGS}/chat`, { strategies: [{ id: 601, name: "default" }] });
    expect(changed.body.strategies).toMatchObject([{ name: "default", user_list: null }]);
  });

  test("refusals, in this endpoint's own shape", async () => {
    const { call } = await start();
    await call("ana", "POST", LISTS, { name: "team", user_xids: "1" });
    const post = async (body: object) => (await call("ana", "POST", LISTS, body)).body.message;
    expect(await post({})).toBe("name is missing, user_xids is missing");
    expect(await post({ name: "team", user_xids: "1" })).toEqual(["Name has already been taken"]);
    expect(await post({ name: "x", user_xids: "1,1" })).toEqual([
      expect.stringMatching(/^User xids user_xids must be/),
    ]);
    expect((await call("ana", "PUT", `${LISTS}/1`, { user_xids: "1,2" })).body).toMatchObject({
      name: "team",
      user_xids: "1,2",
    });
    expect((await call("ana", "GET", `${LISTS}?search=tea`)).body).toHaveLength(1);
  });
});

describe("what Unleash clients get", () => {
  const poll = async ({ sandbox }: Client, environment: string, token = "glffct-acme-ai") => {
    const headers = { "unleash-instanceid": token, "unleash-appname": environment };
    const response = await fetch(`${sandbox.url}/api/v4/feature_flags/unleash/201/client/features`, { headers });
    return { status: response.status, body: (await response.json()) as { features: unknown[] } };
  };

  test("strategies of the environment, switched-off flags too, nothing without a scope", async () => {
    const client = await withFlag([
      strategy("10"),
      { name: "default", parameters: {}, scopes: [{ environment_scope: "review/*" }] },
      { name: "userWithId", parameters: { userIds: "7" } },
    ]);
    await client.call("ana", "POST", FLAGS, { name: "scopeless", strategies: [{ name: "default", parameters: {} }] });
    await client.call("ana", "POST", FLAGS, { name: "off", active: false, strategies: [strategy("5")] });
    const everyone = { name: "flexibleRollout", parameters: rollout("10") };
    expect((await poll(client, "production")).body).toEqual({
      version: 1,
      features: [
        { name: "chat", description: null, enabled: true, strategies: [everyone] },
        {
          name: "off",
          description: null,
          enabled: false,
          strategies: [{ name: "flexibleRollout", parameters: rollout("5") }],
        },
      ],
    });
    expect((await poll(client, "review/x")).body.features[0]).toMatchObject({
      strategies: [everyone, { name: "default" }],
    });
  });

  test("lists as ids", async () => {
    const client = await start();
    const { body } = await client.call("ana", "POST", LISTS, { name: "team", user_xids: "1,2" });
    const used = { name: "gitlabUserList", parameters: {}, user_list_id: body.id, scopes: everywhere };
    await client.call("ana", "POST", FLAGS, { name: "chat", strategies: [used] });
    expect((await poll(client, "x")).body.features).toMatchObject([
      { strategies: [{ name: "userWithId", parameters: { userIds: "1,2" } }] },
    ]);
  });

  test("no other token opens it", async () => {
    expect((await poll(await withFlag(), "x", "ana")).status).toBe(401);
  });
});

test("flags are listed by pages", async () => {
  const flags = Array.from({ length: 120 }, (_, at) => ({ name: `flag_${at}`, active: at % 2 === 0 }));
  const client = await start({
    seed: {
      users: [{ username: "ana", name: "Ana", token: "ana", role: "developer" }],
      projects: [{ path: "acme/ai", flags }],
    },
  });
  const list = (query: string) => client.call("ana", "GET", `${AI}/feature_flags?${query}`);
  const [first, second] = [await list("per_page=100"), await list("per_page=100&page=2")];
  expect([first.body.length, second.body.length]).toEqual([100, 20]);
  expect(first.headers.get("link")).toContain('rel="next"');
  const names = [...first.body, ...second.body].map((flag: { name: string }) => flag.name);
  expect(new Set(names).size).toBe(120);
  expect((await list("scope=enabled&per_page=100")).body).toHaveLength(60);
});
