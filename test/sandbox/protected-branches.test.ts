import { describe, expect, test } from "vitest";
import { AI, type Client, start } from "./client.ts";

const RULES = `${AI}/protected_branches`;

type Rules = NonNullable<
  NonNullable<Parameters<Client["sandbox"]["seed"]>[0]["projects"]>[number]["protected_branches"]
>;

async function withRules(rules: Rules): Promise<Client> {
  const client = await start();
  client.sandbox.seed({ projects: [{ path: "acme/ai", protected_branches: rules }] });
  return client;
}

/** Whether the user may put a commit on main. */
async function pushes({ call }: Client, user: string): Promise<boolean> {
  const actions = [{ action: "create", file_path: `${user}.txt`, content: user }];
  const body = { branch: "main", commit_message: "c", actions };
  return (await call(user, "POST", `${AI}/repository/commits`, body)).status === 201;
}

describe("protected branches of a seed", () => {
  test("may leave the default branch open to developers", async () => {
    const client = await withRules([]);
    expect((await client.call("maja", "GET", RULES)).body).toEqual([]);
    expect((await client.call("maja", "GET", `${RULES}/main`)).status).toBe(404);
    expect((await client.call("ana", "GET", `${AI}/repository/branches/main`)).body).toMatchObject({
      protected: false,
      can_push: true,
      developers_can_push: false,
      developers_can_merge: false,
    });
    expect(await pushes(client, "ana")).toBe(true);
  });

  test("say by level who may push and who may merge", async () => {
    const client = await withRules([{ name: "main", push: "none", merge: "developer" }]);
    expect((await client.call("maja", "GET", `${RULES}/main`)).body).toMatchObject({
      name: "main",
      push_access_levels: [{ access_level: 0, access_level_description: "No one", user_id: null }],
      merge_access_levels: [{ access_level: 30, access_level_description: "Developers + Maintainers" }],
      allow_force_push: false,
    });
    expect((await client.call("maja", "GET", `${AI}/repository/branches/main`)).body).toMatchObject({
      protected: true,
      can_push: false,
      developers_can_push: false,
      developers_can_merge: true,
    });
    expect(await pushes(client, "olga")).toBe(false);
  });

  test("may let single users push, and are for administrators at level 60", async () => {
    const client = await withRules([{ name: "main", push: "admin", users: ["ana"] }]);
    const { id } = (await client.call("ana", "GET", "/user")).body;
    expect((await client.call("maja", "GET", `${RULES}/main`)).body.push_access_levels).toMatchObject([
      { access_level: 60, user_id: null },
      { access_level: 40, access_level_description: "Ana", user_id: id },
    ]);
    expect([await pushes(client, "ana"), await pushes(client, "olga"), await pushes(client, "root")]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test("are told to maintainers alone", async () => {
    const client = await withRules([{ name: "release-*" }]);
    expect((await client.call("maja", "GET", RULES)).body).toMatchObject([{ name: "release-*" }]);
    expect((await client.call("ana", "GET", RULES)).status).toBe(403);
  });
});
