import { describe, expect, test } from "vitest";
import type { Seed } from "../../src/sandbox/server.ts";
import { AI, type Client, SEED, start } from "./client.ts";

type ProjectSeed = NonNullable<Seed["projects"]>[number];

/** The project of everybody with some settings. */
async function withSettings(settings: Partial<ProjectSeed>): Promise<Client> {
  const client = await start();
  client.sandbox.seed({ projects: [{ path: "acme/ai", ...settings }] });
  return client;
}

describe("permissions", () => {
  test("are those of the one who asks: in the project itself, and the highest of the groups above", async () => {
    const { call, sandbox } = await start();
    sandbox.seed({ projects: [{ path: "acme/ai", members: { ana: "maintainer" } }] });
    const permissions = async (user: string) => (await call(user, "GET", AI)).body.permissions;
    const level = (access_level: number) => ({ access_level, notification_level: 3 });
    expect(await permissions("ana")).toEqual({ project_access: level(40), group_access: level(30) });
    expect(await permissions("reader")).toEqual({ project_access: level(30), group_access: null });
    expect(await permissions("gus")).toEqual({ project_access: null, group_access: level(10) });
    // An administrator needs no membership, and has none.
    expect(await permissions("root")).toEqual({ project_access: null, group_access: null });
    expect((await call(null, "GET", "/projects/acme%2Fopen")).body).not.toHaveProperty("permissions");
  });
});

describe("a project without merge requests", () => {
  test("says so, and refuses to list, to show and to make one", async () => {
    const { call } = await withSettings({ merge_requests_access_level: "disabled" });
    expect((await call("ana", "GET", AI)).body).toMatchObject({
      merge_requests_enabled: false,
      merge_requests_access_level: "disabled",
      issues_enabled: true,
    });
    const wanted = { title: "T", source_branch: "main", target_branch: "other" };
    for (const [method, path] of [
      ["GET", "/merge_requests"],
      ["GET", "/merge_requests/1"],
      ["POST", "/merge_requests"],
    ] as const) {
      expect(await call("maja", method, `${AI}${path}`, method === "POST" ? wanted : undefined), path).toMatchObject({
        status: 403,
        body: { message: "403 Forbidden" },
      });
    }
  });
});

describe("a project without issues", () => {
  test("takes none and shows none", async () => {
    const client = await start();
    await client.call("ana", "POST", `${AI}/issues`, { title: "T" });
    client.sandbox.seed({ projects: [{ path: "acme/ai", issues_access_level: "disabled" }] });
    expect((await client.call("ana", "GET", AI)).body).toMatchObject({ issues_enabled: false });
    expect((await client.call("ana", "POST", `${AI}/issues`, { title: "T" })).status).toBe(403);
    expect((await client.call("ana", "GET", `${AI}/issues`)).body).toEqual([]);
    expect((await client.call("ana", "GET", `${AI}/issues/1`)).status).toBe(404);
  });
});

describe("an archived project", () => {
  test("is read and not written, by nobody", async () => {
    const { call } = await withSettings({ archived: true });
    expect((await call("ana", "GET", AI)).body).toMatchObject({ archived: true });
    expect((await call("ana", "GET", `${AI}/issues`)).status).toBe(200);
    for (const path of ["/issues", "/labels", "/repository/branches", "/feature_flags"]) {
      expect((await call("olga", "POST", `${AI}${path}`, { title: "T", name: "n", color: "red" })).status).toBe(403);
    }
  });
});

describe("feature flags", () => {
  test("may be switched off, for everybody, or kept to members", async () => {
    const off = await withSettings({ feature_flags_access_level: "disabled" });
    expect((await off.call("maja", "GET", `${AI}/feature_flags`)).status).toBe(403);
    const members = await withSettings({ feature_flags_access_level: "private" });
    expect((await members.call("ana", "GET", AI)).body).toMatchObject({ feature_flags_access_level: "private" });
    expect((await members.call("ana", "GET", `${AI}/feature_flags`)).status).toBe(200);
  });

  test("are shown to developers, counted, and made up to the project's limit", async () => {
    const { call } = await withSettings({ flag_limit: 2, flags: [{ name: "one" }, { name: "two" }] });
    const listed = await call("ana", "GET", `${AI}/feature_flags?per_page=1`);
    expect(listed.headers.get("x-total")).toBe("2");
    expect((await call("pia", "GET", `${AI}/feature_flags`)).status).toBe(403);
    expect(await call("ana", "POST", `${AI}/feature_flags`, { name: "three" })).toMatchObject({
      status: 400,
      body: { message: ["Maximum number of project feature flags (2) exceeded"] },
    });
  });
});

test("what is told of a project and changes nothing here", async () => {
  const { call } = await withSettings({
    settings: { marked_for_deletion_on: "2026-07-01" },
    builds_access_level: "disabled",
  });
  expect((await call("ana", "GET", AI)).body).toMatchObject({
    marked_for_deletion_on: "2026-07-01",
    ci_config_path: "",
    ci_allow_fork_pipelines_to_run_in_parent_project: true,
    jobs_enabled: false,
    builds_access_level: "disabled",
  });
});

test("a server without Enterprise features says so", async () => {
  const enterprise = async (version: string) =>
    (await (await start({ seed: SEED, version })).call("ana", "GET", "/metadata")).body.enterprise;
  expect([await enterprise("18.9.0-ee"), await enterprise("18.9.0")]).toEqual([true, false]);
});
