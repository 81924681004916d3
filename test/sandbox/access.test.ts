import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Seed } from "../../src/sandbox/server.ts";
import { AI, SEED, start } from "./client.ts";

describe("who is who", () => {
  test("tokens come as PRIVATE-TOKEN, Bearer or query; a wrong one is 401 everywhere", async () => {
    const { call, sandbox } = await start();
    expect((await call("ana", "GET", "/user")).body).toMatchObject({ username: "ana", email: "ana@example.com" });
    const bearer = await fetch(`${sandbox.url}/api/v4/user`, { headers: { authorization: "Bearer ana" } });
    expect(await bearer.json()).toMatchObject({ username: "ana" });
    expect((await fetch(`${sandbox.url}/api/v4/user?private_token=ana`)).status).toBe(200);
    for (const path of ["/user", "/projects/acme%2Fopen", "/nowhere/at/all"].slice(0, 2)) {
      expect(await call("wrong", "GET", path)).toMatchObject({ status: 401, body: { message: "401 Unauthorized" } });
    }
    expect(await call(null, "GET", "/user")).toMatchObject({ status: 401 });
  });

  test("a token of scope read_api reads and does not write", async () => {
    const { call } = await start();
    expect((await call("reader", "GET", AI)).status).toBe(200);
    expect(await call("reader", "POST", `${AI}/issues`, { title: "T" })).toMatchObject({
      status: 403,
      body: { error: "insufficient_scope", scope: "api" },
    });
    expect((await call("reader", "GET", "/personal_access_tokens/self")).body).toMatchObject({ scopes: ["read_api"] });
  });

  test("a token of scope read_repository reads the repository alone", async () => {
    const { call, sandbox } = await start();
    sandbox.seed({ users: [{ username: "reader", name: "Reader", scopes: ["read_repository"] }] });
    expect((await call("reader", "GET", `${AI}/repository/branches`)).status).toBe(200);
    expect((await call("reader", "GET", `${AI}/issues`)).status).toBe(403);
  });

  test("users are found by name", async () => {
    const { call } = await start();
    expect((await call("ana", "GET", "/users?username=bot")).body).toMatchObject([
      { username: "bot", state: "active" },
    ]);
    expect((await call("ana", "GET", "/users?username=nobody")).body).toEqual([]);
    expect((await call(null, "GET", "/users")).status).toBe(403);
  });
});

describe("what is hidden is not there", () => {
  test("a private project or group, by id or path", async () => {
    const { call } = await start();
    for (const path of [AI, "/projects/201", `${AI}/issues`, `${AI}/feature_flags`, `${AI}/repository/branches`]) {
      expect(await call("stranger", "GET", path), path).toMatchObject({
        status: 404,
        body: { message: "404 Project Not Found" },
      });
    }
    expect(await call(null, "GET", AI)).toMatchObject({ status: 404 });
    expect(await call("stranger", "GET", "/groups/acme")).toMatchObject({
      status: 404,
      body: { message: "404 Group Not Found" },
    });
    expect((await call("reader", "GET", "/groups/acme")).status).toBe(200);
    expect((await call("gus", "GET", AI)).body).toMatchObject({ id: 201, path_with_namespace: "acme/ai" });
  });

  test("a public project shows itself to everybody and takes nothing from strangers", async () => {
    const { call } = await start();
    expect((await call(null, "GET", "/projects/acme%2Fopen")).status).toBe(200);
    expect((await call(null, "POST", "/projects/acme%2Fopen/issues", { title: "T" })).status).toBe(401);
    expect(await call("stranger", "GET", "/projects/acme%2Fopen/feature_flags")).toMatchObject({
      status: 403,
      body: { message: "403 Forbidden" },
    });
  });

  test("confidential issues are for planners, author and assignees", async () => {
    const { call } = await start();
    await call("pia", "POST", `${AI}/issues`, { title: "T", confidential: true });
    expect(await call("gus", "GET", `${AI}/issues/1`)).toMatchObject({
      status: 404,
      body: { message: "404 Not found" },
    });
    expect((await call("gus", "GET", `${AI}/issues`)).body).toEqual([]);
    expect((await call("ana", "GET", `${AI}/issues/1`)).status).toBe(200);
    await call("pia", "PUT", `${AI}/issues/1`, { assignee_ids: [16] });
    expect((await call("gus", "GET", `${AI}/issues/1`)).status).toBe(200);
  });
});

describe("roles", () => {
  test("members are listed with their levels, the inherited ones too", async () => {
    const { call } = await start();
    const { body } = await call("ana", "GET", `${AI}/members/all`);
    const levels = Object.fromEntries(
      body.map((row: { username: string; access_level: number }) => [row.username, row.access_level]),
    );
    expect(levels).toEqual({ olga: 50, maja: 40, ana: 30, pia: 15, gus: 10, bot: 40, reader: 30 });
    expect((await call("ana", "GET", "/groups/acme/members/all")).body).toHaveLength(6);
  });

  test("a general role fills places that do not name the user", async () => {
    const seed = {
      users: [
        { username: "ana", name: "Ana", token: "ana", role: "developer" as const },
        { username: "bo", name: "Bo", token: "bo", role: "guest" as const },
      ],
      projects: [{ path: "acme/ai", members: { bo: "maintainer" as const } }],
    };
    const { call } = await start({ seed });
    const { body } = await call("ana", "GET", `${AI}/members/all`);
    expect(body).toMatchObject([
      { username: "ana", access_level: 30 },
      { username: "bo", access_level: 40 },
    ]);
  });

  test("what a role may not do is 403, and what an unknown route is asked is 404", async () => {
    const { call } = await start();
    await call("pia", "POST", `${AI}/issues`, { title: "T" });
    expect(await call("gus", "PUT", `${AI}/issues/1`, { title: "U" })).toMatchObject({
      status: 403,
      body: { message: "403 Forbidden" },
    });
    expect((await call("gus", "POST", `${AI}/labels`, { name: "x", color: "#fff" })).status).toBe(403);
    expect((await call("pia", "POST", `${AI}/feature_flags`, { name: "abc" })).status).toBe(403);
    expect((await call("pia", "POST", `${AI}/repository/branches`, { branch: "x", ref: "main" })).status).toBe(403);
    expect((await call("ana", "GET", "/features")).status).toBe(403);
    expect(await call("ana", "GET", "/no/such/route")).toMatchObject({ status: 404, body: { error: "404 Not Found" } });
  });

  test("a seed that contradicts itself is refused with a reason", async () => {
    const { sandbox } = await start();
    expect(() => sandbox.seed({ projects: [{ path: "acme/x", members: { nobody: "guest" } }] })).toThrow(/"nobody"/);
    expect(() => sandbox.seed({ projects: [{ path: "lonely" }] })).toThrow(/group\/project/);
    expect(() =>
      sandbox.seed({ projects: [{ path: "acme/x", flags: [{ name: "f", strategies: [{ name: "odd" }] }] }] }),
    ).toThrow(/strategy name is invalid/);
    expect(() => sandbox.seed(JSON.parse('{"tier": "gold"}'))).toThrow(/"gold"; there are free, premium, ultimate/);
    expect(() => sandbox.seed(SEED)).not.toThrow();
  });

  test("the seed that the page shows is one", async () => {
    const page = readFileSync(new URL("../../docs/sandbox.md", import.meta.url), "utf8");
    const seed = JSON.parse(/```json\n([\s\S]+?)```/.exec(page)?.[1] ?? "") as Seed;
    const { call } = await start({ seed });
    expect((await call("reader-token", "GET", `${AI}/issues`)).body).toMatchObject([{ title: "Made by hand" }]);
    expect((await call("reader-token", "GET", "/groups/acme/epics")).body).toMatchObject([{ title: "Roll out" }]);
    expect((await call("root-token", "GET", "/features")).body).toMatchObject([{ state: "conditional" }]);
  });
});
