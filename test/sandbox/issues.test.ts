import { describe, expect, test } from "vitest";
import { AI, type Answer, type Client, SEED, start } from "./client.ts";

const ISSUES = `${AI}/issues`;

async function make(client: Client, fields: object = {}): Promise<Answer> {
  return client.call("pia", "POST", ISSUES, { title: "T", ...fields });
}

describe("making issues", () => {
  test("answers 201 with the issue, its title stripped and its text normalised", async () => {
    const client = await start();
    const made = await make(client, { title: "  A title ", description: "one\r\ntwo  \n\n" });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      id: 1001,
      iid: 1,
      project_id: 201,
      title: "A title",
      description: "one\ntwo",
      state: "opened",
      author: { username: "pia" },
      created_at: "2026-06-01T09:00:01.000Z",
      web_url: `${client.sandbox.url}/acme/ai/-/issues/1`,
      references: { full: "acme/ai#1" },
    });
    expect((await make(client, { title: "T2" })).body).toMatchObject({ id: 1002, iid: 2 });
  });

  test.each([
    ["no title", {}, { error: "title is missing" }],
    ["a blank title", { title: " " }, { message: { title: ["can't be blank"] } }],
    ["a title of 256", { title: "x".repeat(256) }, { message: { title: ["is too long (maximum is 255 characters)"] } }],
    [
      "a text over 1 MiB in bytes",
      { title: "T", description: "é".repeat(524_289) },
      { message: { description: ["is too long (1.00 MiB). The maximum size is 1 MiB."] } },
    ],
    ["a date that is none", { title: "T", due_date: "soon" }, { error: "due_date is invalid" }],
    ["a type that is none", { title: "T", issue_type: "wish" }, { error: "issue_type does not have a valid value" }],
  ])("refuses %s with 400 and keeps nothing", async (_, body, answer) => {
    const client = await start();
    expect(await client.call("pia", "POST", ISSUES, body)).toMatchObject({ status: 400, body: answer });
    expect((await client.call("pia", "GET", ISSUES)).body).toEqual([]);
  });

  test("255 characters and 1 MiB are still fine", async () => {
    const client = await start();
    expect((await make(client, { title: "x".repeat(255), description: "x".repeat(1024 * 1024) })).status).toBe(201);
  });

  test("an empty text becomes the Default template, whose commands run", async () => {
    const seed = {
      ...SEED,
      projects: [{ path: "acme/ai", labels: ["bug"], issue_templates: { Default: "## Why\n\n/label ~bug\n" } }],
    };
    const client = await start({ seed });
    expect((await make(client)).body).toMatchObject({ description: "## Why", labels: ["bug"] });
    expect((await make(client, { description: "own" })).body).toMatchObject({ description: "own", labels: [] });
  });

  test("only owners choose iid and creation time", async () => {
    const client = await start();
    const fields = { title: "T", iid: 7, created_at: "2020-01-01T00:00:00Z" };
    expect((await client.call("pia", "POST", ISSUES, fields)).body).toMatchObject({ iid: 1 });
    expect((await client.call("olga", "POST", ISSUES, fields)).body).toMatchObject({
      iid: 7,
      created_at: "2020-01-01T00:00:00.000Z",
    });
    expect(await client.call("olga", "POST", ISSUES, fields)).toMatchObject({
      status: 409,
      body: { message: "Duplicated issue" },
    });
    expect((await make(client)).body.iid).toBe(8);
  });
});

describe("labels of issues", () => {
  test("unknown ones are made in silence, with exact spelling, by those who may", async () => {
    const client = await start();
    expect((await make(client, { labels: "bug,Bug, new one ,group-label" })).body.labels).toEqual([
      "Bug",
      "bug",
      "group-label",
      "new one",
    ]);
    const { body } = await client.call("pia", "GET", `${AI}/labels?include_ancestor_groups=false`);
    expect(body.map((label: { name: string }) => label.name)).toContain("new one");
    const guest = await client.call("gus", "POST", ISSUES, { title: "T", labels: ["bug", "unheard-of"] });
    expect(guest).toMatchObject({ status: 201, body: { labels: ["bug"] } });
  });

  test("labels replaces, add and remove touch their own, null and empty text clear", async () => {
    const client = await start();
    await make(client, { labels: ["bug", "a"] });
    const put = async (body: object) => (await client.call("pia", "PUT", `${ISSUES}/1`, body)).body.labels;
    expect(await put({ add_labels: "b", remove_labels: "a" })).toEqual(["b", "bug"]);
    expect(await put({ title: "U" })).toEqual(["b", "bug"]);
    expect(await put({ labels: "c" })).toEqual(["c"]);
    expect(await put({ labels: null })).toEqual([]);
    await put({ labels: "c" });
    expect(await put({ labels: "" })).toEqual([]);
  });

  test("a scope holds one label on paid tiers, several on free", async () => {
    const paid = await start();
    await make(paid, { labels: "stage::beta,bug" });
    expect((await paid.call("pia", "PUT", `${ISSUES}/1`, { add_labels: "stage::default" })).body.labels).toEqual([
      "bug",
      "stage::default",
    ]);
    expect((await make(paid, { labels: "stage::default,stage::beta" })).body.labels).toEqual(["stage::beta"]);
    const free = await start({ seed: SEED, tier: "free" });
    expect((await make(free, { labels: "stage::default,stage::beta" })).body.labels).toEqual([
      "stage::beta",
      "stage::default",
    ]);
  });
});

describe("changing issues", () => {
  test("PUT answers 200, wants a parameter, closes and reopens", async () => {
    const client = await start();
    await make(client);
    expect((await client.call("pia", "PUT", `${ISSUES}/1`, {})).body.error).toMatch(
      /at least one parameter must be provided$/,
    );
    const closed = await client.call("pia", "PUT", `${ISSUES}/1`, { state_event: "close" });
    expect(closed).toMatchObject({ status: 200, body: { state: "closed", closed_by: { username: "pia" } } });
    expect((await client.call("pia", "PUT", `${ISSUES}/1`, { state_event: "reopen" })).body).toMatchObject({
      state: "opened",
      closed_at: null,
    });
    expect((await client.call("pia", "PUT", `${ISSUES}/9`, { title: "U" })).body).toEqual({ message: "404 Not found" });
    expect((await client.call("pia", "PUT", `${ISSUES}/1`, { state_event: "melt" })).body.error).toBe(
      "state_event does not have a valid value",
    );
  });

  test("metadata of a token without the right is dropped, the rest is done", async () => {
    const client = await start();
    await client.call("gus", "POST", ISSUES, { title: "T" });
    const metadata = {
      labels: "bug",
      assignee_ids: [14],
      due_date: "2026-07-01",
      discussion_locked: true,
      confidential: true,
    };
    const changed = await client.call("gus", "PUT", `${ISSUES}/1`, { title: "U", ...metadata });
    expect(changed).toMatchObject({
      status: 200,
      body: { title: "U", labels: [], assignees: [], due_date: null, discussion_locked: null, confidential: false },
    });
  });

  test("fields are cleared by their own empty values", async () => {
    const client = await start();
    await make(client, { assignee_ids: [14, 15], due_date: "2026-07-01", milestone_id: 401, weight: 3 });
    const before = (await client.call("pia", "GET", `${ISSUES}/1`)).body;
    expect(before).toMatchObject({ due_date: "2026-07-01", milestone: { id: 401 }, weight: 3 });
    expect(before.assignees).toHaveLength(2);
    const cleared = { assignee_ids: [0], due_date: "", milestone_id: 0, weight: null, description: "" };
    expect((await client.call("pia", "PUT", `${ISSUES}/1`, cleared)).body).toMatchObject({
      assignees: [],
      due_date: null,
      milestone: null,
      weight: null,
      description: "",
    });
  });

  test("who cannot see the project is no assignee, and free takes one", async () => {
    const stranger = 18;
    const paid = await start();
    expect((await make(paid, { assignee_ids: [stranger, 14, 15] })).body.assignees).toHaveLength(2);
    const free = await start({ seed: SEED, tier: "free" });
    expect((await make(free, { assignee_ids: [14, 15] })).body.assignees).toMatchObject([{ username: "ana" }]);
  });

  test("the time of a change moves with changes and with other hands, not with an own repetition", async () => {
    const client = await start();
    const made = (await make(client, { description: "x" })).body.updated_at;
    const put = async (user: string) =>
      (await client.call(user, "PUT", `${ISSUES}/1`, { description: "x" })).body.updated_at;
    expect(await put("pia")).toBe(made);
    expect(await put("ana")).not.toBe(made);
  });

  test("GitLab writes notes about text, ticks and people, which are marked system", async () => {
    const client = await start();
    await make(client, { description: "intro\n- [ ] one\n- [ ] two" });
    await client.call("ana", "PUT", `${ISSUES}/1`, { description: "intro\n- [x] one\n- [ ] two" });
    await client.call("ana", "PUT", `${ISSUES}/1`, { description: "other\n- [x] one\n- [ ] two", assignee_ids: [15] });
    const { body } = await client.call("pia", "GET", `${ISSUES}/1/notes?sort=asc`);
    expect(body.map((note: { body: string; system: boolean }) => [note.system, note.body])).toEqual([
      [true, "marked the checklist item **one** as completed"],
      [true, "changed the description"],
      [true, "assigned to @pia"],
    ]);
    expect((await client.call("pia", "GET", `${ISSUES}/1`)).body).toMatchObject({
      user_notes_count: 0,
      task_completion_status: { count: 2, completed_count: 1 },
    });
  });

  test("planners and owners delete with 204, developers do not", async () => {
    const client = await start();
    await make(client);
    expect((await client.call("ana", "DELETE", `${ISSUES}/1`)).status).toBe(403);
    expect((await client.call("pia", "DELETE", `${ISSUES}/1`)).status).toBe(204);
    expect((await client.call("pia", "GET", `${ISSUES}/1`)).status).toBe(404);
    expect((await make(client)).body.iid).toBe(2);
  });
});

describe("finding issues", () => {
  async function many(): Promise<Client> {
    const client = await start();
    await make(client, { title: "Upgrade chat", labels: "bug", description: "model claude-sonnet" });
    await make(client, { title: "Upgrade code", labels: "bug,stage::beta" });
    await make(client, { title: "Other", labels: "stage::beta" });
    await client.call("pia", "PUT", `${ISSUES}/3`, { state_event: "close" });
    return client;
  }
  const iids = async (client: Client, query: string) =>
    (await client.call("pia", "GET", `${ISSUES}?${query}`)).body.map((issue: { iid: number }) => issue.iid);

  test("by labels, state, iids and time, the newest first", async () => {
    const client = await many();
    expect(await iids(client, "")).toEqual([3, 2, 1]);
    expect(await iids(client, "labels=bug")).toEqual([2, 1]);
    expect(await iids(client, "labels=bug,stage::beta")).toEqual([2]);
    expect(await iids(client, "labels=Any")).toEqual([3, 2, 1]);
    expect(await iids(client, "labels=none")).toEqual([]);
    expect(await iids(client, "not[labels]=bug")).toEqual([3]);
    expect(await iids(client, "state=opened&sort=asc&order_by=created_at")).toEqual([1, 2]);
    expect(await iids(client, "iids[]=1&iids[]=3")).toEqual([3, 1]);
    expect(await iids(client, "updated_after=2026-06-01T09:00:03Z")).toEqual([3]);
    expect(await iids(client, "created_after=2026-06-01T09:00:02Z")).toEqual([3, 2]);
  });

  test("a label that does not exist empties the list", async () => {
    const client = await many();
    expect(await iids(client, "labels=bug,gone")).toEqual([]);
    expect(await iids(client, "labels=Bug")).toEqual([]);
  });

  test("search finds words by their beginning and nothing inside them", async () => {
    const client = await many();
    expect(await iids(client, "search=upg")).toEqual([2, 1]);
    expect(await iids(client, "search=sonnet")).toEqual([1]);
    expect(await iids(client, "search=sonnet&in=title")).toEqual([]);
    expect(await iids(client, "search=grade")).toEqual([]);
  });

  test("labels in detail", async () => {
    const client = await many();
    const { body } = await client.call("pia", "GET", `${ISSUES}?with_labels_details=true&iids[]=1`);
    expect(body[0].labels).toMatchObject([{ name: "bug", color: "#6699cc", text_color: expect.stringMatching(/^#/) }]);
  });
});
