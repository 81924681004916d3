import { describe, expect, test } from "vitest";
import type { SandboxOptions } from "../../src/sandbox/server.ts";
import { AI, type Client, SEED, start } from "./client.ts";

const names = (rows: { name: string }[]) => rows.map((row) => row.name);

describe("labels", () => {
  test("a project lists its groups' labels too, unless it is told not to", async () => {
    const { call } = await start();
    const { body } = await call("ana", "GET", `${AI}/labels`);
    expect(names(body)).toEqual(["bug", "group-label", "stage::beta", "stage::default"]);
    expect(body[1]).toMatchObject({ is_project_label: false });
    expect(names((await call("ana", "GET", `${AI}/labels?include_ancestor_groups=false`)).body)).not.toContain(
      "group-label",
    );
    expect(names((await call("ana", "GET", "/groups/acme/labels")).body)).toEqual(["group-label"]);
    expect(names((await call("ana", "GET", `${AI}/labels?search=STAGE`)).body)).toHaveLength(2);
  });

  test("POST makes one, once: a second is 409, also when a group above has it", async () => {
    const { call } = await start();
    const made = await call("pia", "POST", `${AI}/labels`, {
      name: " new ",
      color: "#0F0",
      description: "d",
      priority: 2,
    });
    expect(made).toMatchObject({ status: 201, body: { name: "new", color: "#0F0", description: "d", priority: 2 } });
    const conflict = { status: 409, body: { message: "Label already exists" } };
    expect(await call("pia", "POST", `${AI}/labels`, { name: "new", color: "#000000" })).toMatchObject(conflict);
    expect(await call("pia", "POST", `${AI}/labels`, { name: "group-label", color: "red" })).toMatchObject(conflict);
    // The other way round two labels of one title come to be.
    expect((await call("pia", "POST", "/groups/acme/labels", { name: "new", color: "red" })).status).toBe(201);
    expect(names((await call("pia", "GET", `${AI}/labels?search=new`)).body)).toEqual(["new", "new"]);
  });

  test.each([
    [{ color: "#fff" }, { error: "name is missing" }],
    [{ name: "x" }, { error: "color is missing" }],
    [{ name: "a,b", color: "#fff" }, { message: { title: ["is invalid"] } }],
    [{ name: "x", color: "greenish" }, { message: { color: ["must be a valid color code"] } }],
    [{ name: "x".repeat(256), color: "#fff" }, { message: { title: ["is too long (maximum is 255 characters)"] } }],
  ])("refuses %j", async (body, answer) => {
    const { call } = await start();
    expect(await call("pia", "POST", `${AI}/labels`, body)).toMatchObject({ status: 400, body: answer });
  });

  test("a path tries the number first, so a title that starts with one meets another label", async () => {
    const { call } = await start();
    const { body: bug } = await call("ana", "GET", `${AI}/labels/bug`);
    await call("pia", "POST", `${AI}/labels`, { name: `${bug.id}-Q1`, color: "#fff" });
    expect((await call("ana", "GET", `${AI}/labels/${bug.id}-Q1`)).body.name).toBe("bug");
    expect((await call("ana", "GET", `${AI}/labels/stage%3A%3Abeta`)).body.name).toBe("stage::beta");
    expect(await call("ana", "GET", `${AI}/labels/gone`)).toMatchObject({
      status: 404,
      body: { message: "404 Label Not Found" },
    });
  });

  test("PUT renames and repaints, on its own level alone; DELETE takes it off everything", async () => {
    const { call } = await start();
    await call("pia", "POST", `${AI}/issues`, { title: "T", labels: "bug,stage::beta" });
    expect((await call("pia", "PUT", `${AI}/labels/bug`, { new_name: "defect", color: "#123456" })).body).toMatchObject(
      { name: "defect", color: "#123456" },
    );
    expect((await call("pia", "PUT", `${AI}/labels/defect`, { new_name: "stage::beta" })).body).toEqual({
      message: { title: ["has already been taken"] },
    });
    expect((await call("pia", "PUT", `${AI}/labels/group-label`, { color: "#123456" })).status).toBe(404);
    expect((await call("pia", "DELETE", `${AI}/labels/defect`)).status).toBe(204);
    expect((await call("pia", "GET", `${AI}/issues/1`)).body.labels).toEqual(["stage::beta"]);
  });

  test("of a project may have the name of one of a group above, and both are listed", async () => {
    const { call, sandbox } = await start();
    sandbox.seed({ projects: [{ path: "acme/ai", labels: ["group-label"] }] });
    const named = async (path: string) =>
      (await call("pia", "GET", path)).body.filter(({ name }: { name: string }) => name === "group-label");
    const both = await named(`${AI}/labels`);
    expect(both.map((label: { is_project_label: boolean }) => label.is_project_label).sort()).toEqual([false, true]);
    expect(await named(`${AI}/labels?include_ancestor_groups=false`)).toMatchObject([{ is_project_label: true }]);
    expect(await named("/groups/acme/labels")).toHaveLength(1);
    // An item gets the project's own.
    const { body } = await call("pia", "POST", `${AI}/issues?with_labels_details=true`, {
      title: "T",
      labels: "group-label",
    });
    const [issue] = (await call("pia", "GET", `${AI}/issues?with_labels_details=true&iids[]=${body.iid}`)).body;
    expect(issue.labels).toMatchObject([
      { id: both.find((label: { is_project_label: boolean }) => label.is_project_label).id },
    ]);
  });
});

describe("milestones", () => {
  test("are made, listed, changed and closed", async () => {
    const { call, sandbox } = await start();
    const made = await call("pia", "POST", `${AI}/milestones`, {
      title: " 19.0 ",
      start_date: "2026-06-01",
      due_date: "2026-06-30",
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        iid: 1,
        title: "19.0",
        state: "active",
        expired: false,
        project_id: 201,
        web_url: `${sandbox.url}/acme/ai/-/milestones/1`,
      },
    });
    const titles = async (query: string) =>
      (await call("pia", "GET", `${AI}/milestones${query}`)).body.map((row: { title: string }) => row.title);
    expect(await titles("")).toEqual(["19.0"]);
    expect((await titles("?include_ancestors=true")).sort()).toEqual(["18.9", "19.0"]);
    expect(await titles("?title=19")).toEqual([]);
    const closed = await call("pia", "PUT", `${AI}/milestones/${made.body.id}`, { state_event: "close" });
    expect(closed.body.state).toBe("closed");
    expect(await titles("?state=active")).toEqual([]);
  });

  test("a title is unique over project and groups; refusals are one string", async () => {
    const { call } = await start();
    const post = (place: string, body: object) => call("pia", "POST", `${place}/milestones`, body);
    const taken = /^Failed to create milestone .*already being used for another group or project milestone/;
    expect(await post(AI, { title: "18.9" })).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(taken) },
    });
    await post(AI, { title: "own" });
    expect((await post("/groups/acme", { title: "own" })).body.message).toMatch(taken);
    const order = await post(AI, { title: "x", start_date: "2026-06-01", due_date: "2026-06-01" });
    expect(order).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining("must be greater than start date") },
    });
    expect((await post(AI, {})).body).toEqual({ error: "title is missing" });
  });

  test("one of another project is not taken up", async () => {
    const { call } = await start();
    const { body } = await call("pia", "POST", "/projects/acme%2Fopen/milestones", { title: "elsewhere" });
    expect(
      (await call("pia", "POST", `${AI}/issues`, { title: "T", milestone_id: body.id })).body.milestone,
    ).toBeNull();
    expect((await call("pia", "GET", `${AI}/milestones/${body.id}`)).status).toBe(404);
  });
});

describe("issue links", () => {
  async function pair(options: SandboxOptions = { seed: SEED }): Promise<Client> {
    const client = await start(options);
    await client.call("pia", "POST", `${AI}/issues`, { title: "One" });
    await client.call("pia", "POST", `${AI}/issues`, { title: "Two" });
    return client;
  }
  const LINKS = `${AI}/issues/1/links`;
  const target = { target_project_id: 201, target_issue_iid: 2 };

  test("are made once, whatever their type or direction", async () => {
    const { call } = await pair();
    const made = await call("pia", "POST", LINKS, target);
    expect(made).toMatchObject({
      status: 201,
      body: { link_type: "relates_to", source_issue: { iid: 1 }, target_issue: { iid: 2 } },
    });
    const again = { status: 409, body: { message: "Issue(s) already assigned" } };
    expect(await call("pia", "POST", LINKS, { ...target, link_type: "blocks" })).toMatchObject(again);
    expect(
      await call("pia", "POST", `${AI}/issues/2/links`, { target_project_id: 201, target_issue_iid: 1 }),
    ).toMatchObject(again);
    expect((await call("pia", "POST", LINKS, { target_project_id: "acme/ai", target_issue_iid: 9 })).status).toBe(404);
    expect((await call("pia", "POST", LINKS, {})).body).toEqual({
      error: "target_project_id is missing, target_issue_iid is missing",
    });
  });

  test("is_blocked_by comes back turned round, and each side sees its own word", async () => {
    const { call } = await pair();
    const made = await call("pia", "POST", LINKS, { ...target, link_type: "is_blocked_by" });
    expect(made.body).toMatchObject({ link_type: "blocks", source_issue: { iid: 2 }, target_issue: { iid: 1 } });
    expect((await call("pia", "GET", LINKS)).body).toMatchObject([{ iid: 2, link_type: "is_blocked_by" }]);
    expect((await call("pia", "GET", `${AI}/issues/2/links`)).body).toMatchObject([{ iid: 1, link_type: "blocks" }]);
  });

  test("DELETE answers 200 with the link", async () => {
    const { call } = await pair();
    const { body } = await call("pia", "POST", LINKS, target);
    expect(await call("pia", "DELETE", `${LINKS}/${body.id}`)).toMatchObject({ status: 200, body: { id: body.id } });
    expect((await call("pia", "GET", LINKS)).body).toEqual([]);
    expect((await call("pia", "DELETE", `${LINKS}/${body.id}`)).status).toBe(404);
  });

  test("blocking is not for free", async () => {
    const { call } = await pair({ seed: SEED, tier: "free" });
    expect(await call("pia", "POST", LINKS, { ...target, link_type: "blocks" })).toMatchObject({
      status: 403,
      body: { message: "403 Forbidden - Blocked issues not available for current license" },
    });
    expect((await call("pia", "POST", LINKS, target)).status).toBe(201);
  });
});
