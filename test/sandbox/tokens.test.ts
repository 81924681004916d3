import { describe, expect, test } from "vitest";
import type { Seed } from "../../src/sandbox/server.ts";
import { AI, type Answer, SEED, start } from "./client.ts";

const SELF = "/personal_access_tokens/self";

/** Ana has her own token `ana`, and these. The clock stands at noon of 1 June 2026. */
const TOKENS: Seed = {
  ...SEED,
  users: [
    ...(SEED.users ?? []).filter(({ username }) => username !== "ana"),
    {
      username: "ana",
      name: "Ana",
      token: "ana",
      tokens: [
        { token: "reads", scopes: ["read_api"], name: "plan", description: "reads", expires_at: "2026-06-02" },
        { token: "expired", expires_at: "2026-06-01" },
        { token: "revoked", revoked: true },
        { token: "job", job: true },
      ],
    },
  ],
};

const started = () => start({ seed: TOKENS, now: "2026-06-01T12:00:00Z" });

describe("tokens of a user", () => {
  test("are of the same user and have scopes, name and end of their own", async () => {
    const { call } = await started();
    const { id } = (await call("ana", "GET", "/user")).body;
    expect((await call("reads", "GET", "/user")).body).toMatchObject({ id, username: "ana" });
    expect((await call("reads", "GET", SELF)).body).toEqual({
      id: expect.any(Number),
      name: "plan",
      revoked: false,
      created_at: "2026-06-01T12:00:00.000Z",
      description: "reads",
      scopes: ["read_api"],
      user_id: id,
      last_used_at: null,
      active: true,
      expires_at: "2026-06-02",
    });
    expect((await call("ana", "GET", SELF)).body).toMatchObject({ scopes: ["api"], expires_at: null });
    expect((await call("reads", "POST", `${AI}/issues`, { title: "T" })).status).toBe(403);
    expect((await call("ana", "POST", `${AI}/issues`, { title: "T" })).status).toBe(201);
  });

  test("that are expired or revoked say so with 401, in GraphQL as any other", async () => {
    const { call, graphql, sandbox } = await started();
    const refused = (description: string) => ({
      status: 401,
      body: { error: "invalid_token", error_description: description },
    });
    const expired = refused("Token is expired. You can either do re-authorization or token refresh.");
    expect(await call("expired", "GET", SELF)).toMatchObject(expired);
    expect(await call("revoked", "GET", "/user")).toMatchObject(
      refused("Token was revoked. You have to re-authorize from the user."),
    );
    expect(await graphql("expired", "{ currentUser { username } }")).toMatchObject({
      status: 401,
      body: { errors: [{ message: "Invalid token" }] },
    });
    expect((await call("reads", "GET", "/user")).status).toBe(200);
    await fetch(`${sandbox.url}/_sandbox/clock`, { method: "POST", body: JSON.stringify({ now: "2026-06-02" }) });
    expect(await call("reads", "GET", "/user")).toMatchObject(expired);
  });

  test("whatever they may, tell what they are", async () => {
    const { call, sandbox } = await started();
    sandbox.seed({ users: [{ username: "ana", name: "Ana", tokens: [{ token: "reads", scopes: ["read_user"] }] }] });
    expect((await call("reads", "GET", SELF)).body).toMatchObject({ name: "plan", scopes: ["read_user"] });
    expect((await call("reads", "GET", "/user")).status).toBe(200);
    expect((await call("reads", "GET", AI)).status).toBe(403);
  });

  test("cannot be of two users", async () => {
    const { sandbox } = await started();
    const seed = { users: [{ username: "bo", name: "Bo", tokens: [{ token: "reads" }] }] };
    expect(() => sandbox.seed(seed)).toThrow('the seed gives one token to two users, one is "bo"');
  });
});

describe("the token of a CI job", () => {
  const asJob = async (url: string, method: string, path: string): Promise<Pick<Answer, "status">> =>
    fetch(`${url}/api/v4${path}`, { method, headers: { "job-token": "job" } });

  test("comes in a header of its own", async () => {
    const { call, sandbox } = await started();
    expect((await call("job", "GET", AI)).status).toBe(401);
    const wrong = await fetch(`${sandbox.url}/api/v4${AI}/issues`, { headers: { "job-token": "ana" } });
    expect(wrong.status).toBe(401);
  });

  test("reads issues, merge requests, their notes and files, and writes none of them", async () => {
    const { call, sandbox } = await started();
    await call("ana", "POST", `${AI}/issues`, { title: "T" });
    const status = async (method: string, path: string) => (await asJob(sandbox.url, method, `${AI}${path}`)).status;
    expect(await status("GET", "/issues?state=opened")).toBe(200);
    expect(await status("GET", "/issues/1")).toBe(200);
    expect(await status("GET", "/merge_requests")).toBe(200);
    expect(await status("GET", "/repository/files/models.yml/raw?ref=main")).toBe(200);
    expect(await status("GET", "/issues/1/notes")).toBe(404);
    expect(await status("GET", "/repository/branches")).toBe(404);
    expect(await status("GET", "")).toBe(404);
    for (const path of ["/issues", "/issues/1/notes", "/merge_requests/1/notes"]) {
      expect([401, 404], path).toContain(await status("POST", path));
    }
    expect((await call("ana", "GET", `${AI}/issues`)).body).toHaveLength(1);
  });
});
