import { describe, expect, test } from "vitest";
import { AI, type Client, SEED, start } from "./client.ts";

const EPICS = "/groups/acme/epics";

async function withEpics(options: { tier?: "premium" | "ultimate"; version?: string } = {}): Promise<Client> {
  const client = await start({ seed: SEED, ...options });
  client.sandbox.seed({ groups: [{ path: "acme", epics: [{ title: "One" }, { title: "Two" }, { title: "Three" }] }] });
  return client;
}

describe("issues of an epic", () => {
  test("are taken out by the id of their membership, which is no other id", async () => {
    const { call } = await withEpics();
    const issue = (await call("pia", "POST", `${AI}/issues`, { title: "T" })).body;
    const added = await call("pia", "POST", `${EPICS}/1/issues/${issue.id}`);
    const [row] = (await call("pia", "GET", `${EPICS}/1/issues`)).body;
    expect(row).toMatchObject({ iid: issue.iid, epic_issue_id: added.body.id });
    expect([issue.id, issue.iid]).not.toContain(row.epic_issue_id);
    expect((await call("pia", "DELETE", `${EPICS}/1/issues/${issue.id}`)).status).toBe(404);
    expect((await call("gus", "DELETE", `${EPICS}/1/issues/${row.epic_issue_id}`)).status).toBe(403);
    expect(await call("pia", "DELETE", `${EPICS}/1/issues/${row.epic_issue_id}`)).toMatchObject({
      status: 200,
      body: { id: row.epic_issue_id, issue: { iid: issue.iid }, epic: { title: "One" } },
    });
    expect((await call("pia", "GET", `${EPICS}/1/issues`)).body).toEqual([]);
  });

  test("are told to have a parent where that is hidden, but not which", async () => {
    const client = await withEpics();
    const { call } = client;
    await call("pia", "POST", EPICS, { title: "Secret", confidential: true });
    const issue = (await call("gus", "POST", `${AI}/issues`, { title: "T", confidential: true })).body;
    expect((await call("pia", "POST", `${EPICS}/4/issues/${issue.id}`)).status).toBe(201);
    const query = `{ namespace(fullPath: "acme/ai") { workItem(iid: "1") { widgets(onlyTypes: [HIERARCHY]) {
      ... on WorkItemWidgetHierarchy { hasParent parent { iid } } } } } }`;
    const seenBy = async (user: string) =>
      (await client.graphql(user, query)).body.data.namespace.workItem.widgets[0] as unknown;
    expect(await seenBy("pia")).toEqual({ hasParent: true, parent: { iid: "4" } });
    expect(await seenBy("gus")).toEqual({ hasParent: true, parent: null });
  });
});

describe("epics of an epic", () => {
  test("are made or added by their epic id, listed, and freed, on the highest tier", async () => {
    const { call } = await withEpics({ tier: "ultimate" });
    const two = (await call("pia", "GET", `${EPICS}/2`)).body;
    expect(await call("pia", "POST", `${EPICS}/1/epics/${two.id}`)).toMatchObject({
      status: 201,
      body: { parent_iid: 1 },
    });
    expect((await call("pia", "POST", `${EPICS}/1/epics/${two.id}`)).status).toBe(409);
    expect((await call("pia", "POST", `${EPICS}/1/epics/${two.iid}`)).status).toBe(404);
    expect((await call("pia", "POST", `${EPICS}/1/epics`, { title: "Made" })).body).toMatchObject({ parent_iid: 1 });
    const titles = async () =>
      (await call("pia", "GET", `${EPICS}/1/epics`)).body.map((epic: { title: string }) => epic.title);
    expect(await titles()).toEqual(["Two", "Made"]);
    const one = (await call("pia", "GET", `${EPICS}/1`)).body;
    expect((await call("pia", "POST", `${EPICS}/2/epics/${one.id}`)).status).toBe(422);
    expect((await call("pia", "DELETE", `${EPICS}/1/epics/${two.id}`)).status).toBe(200);
    expect(await titles()).toEqual(["Made"]);
  });

  test("are not for premium, through this address", async () => {
    const { call } = await withEpics();
    expect((await call("pia", "GET", `${EPICS}/1/epics`)).status).toBe(403);
  });

  test("are set and freed by parent_id too, where the licence has them", async () => {
    const premium = await withEpics();
    const { id } = (await premium.call("pia", "GET", `${EPICS}/1`)).body;
    await premium.call("pia", "PUT", `${EPICS}/2`, { parent_id: id });
    expect((await premium.call("pia", "GET", `${EPICS}/2`)).body).toMatchObject({ parent_id: null });
    const { call } = await withEpics({ tier: "ultimate" });
    const one = (await call("pia", "GET", `${EPICS}/1`)).body;
    expect((await call("pia", "PUT", `${EPICS}/2`, { parent_id: one.id })).body).toMatchObject({ parent_id: one.id });
    expect((await call("pia", "PUT", `${EPICS}/2`, { parent_id: 0 })).body).toMatchObject({ parent_id: null });
  });
});

test("related epics answer with both ends and are taken apart by the link's id", async () => {
  const { call } = await withEpics();
  const link = await call("pia", "POST", `${EPICS}/1/related_epics`, {
    target_group_id: "acme",
    target_epic_iid: 2,
    link_type: "is_blocked_by",
  });
  expect(link).toMatchObject({
    status: 201,
    body: { source_epic: { iid: 2 }, target_epic: { iid: 1 }, link_type: "blocks" },
  });
  const [row] = (await call("pia", "GET", `${EPICS}/1/related_epics`)).body;
  expect(row).toMatchObject({ iid: 2, link_type: "is_blocked_by", related_epic_link_id: link.body.id });
  const again = { target_group_id: "acme", target_epic_iid: 2 };
  expect((await call("pia", "POST", `${EPICS}/1/related_epics`, again)).status).toBe(409);
  expect((await call("pia", "DELETE", `${EPICS}/2/related_epics/${link.body.id}`)).status).toBe(200);
  expect((await call("pia", "GET", `${EPICS}/1/related_epics`)).body).toEqual([]);
});

describe("an epic's fields", () => {
  test("dates roll up from its children once they are no longer fixed; one flag that says so is enough to fix", async () => {
    const { call } = await withEpics();
    const issue = { title: "T", due_date: "2026-09-01", epic_id: (await call("pia", "GET", `${EPICS}/1`)).body.id };
    await call("pia", "POST", `${AI}/issues`, issue);
    await call("pia", "PUT", `${EPICS}/1`, { due_date_fixed: "2026-07-01" });
    const rolled = await call("pia", "PUT", `${EPICS}/1`, { due_date_is_fixed: false, due_date_fixed: "2026-08-01" });
    expect(rolled.body).toMatchObject({ due_date: "2026-09-01", due_date_is_fixed: false, start_date_is_fixed: false });
    const fixed = { due_date_is_fixed: false, start_date_is_fixed: true, due_date_fixed: "2026-08-01" };
    expect((await call("pia", "PUT", `${EPICS}/1`, fixed)).body).toMatchObject({
      due_date: "2026-08-01",
      due_date_is_fixed: true,
    });
  });

  test("labels are added, removed and wiped by null; colour and state are kept", async () => {
    const { call } = await withEpics();
    const put = async (fields: object) => (await call("pia", "PUT", `${EPICS}/1`, fields)).body;
    expect(await put({ labels: "group-label,new" })).toMatchObject({ labels: ["group-label", "new"] });
    expect(await put({ add_labels: "more", remove_labels: "new" })).toMatchObject({ labels: ["group-label", "more"] });
    expect(await put({ title: "Still" })).toMatchObject({ labels: ["group-label", "more"] });
    expect(await put({ labels: null })).toMatchObject({ labels: [] });
    expect(await put({ color: "#ff0000", state_event: "close" })).toMatchObject({ color: "#ff0000", state: "closed" });
    expect(await put({ state_event: "reopen" })).toMatchObject({ color: "#ff0000", state: "opened", closed_at: null });
  });

  test("PUT answers 200 and has changed nothing where a value does not fit", async () => {
    const { call } = await withEpics();
    const answer = await call("pia", "PUT", `${EPICS}/1`, { title: "x".repeat(256), state_event: "close" });
    expect(answer).toMatchObject({ status: 200, body: { title: "One", state: "opened" } });
    expect((await call("pia", "GET", `${EPICS}/1`)).body).toMatchObject({ title: "One", state: "opened" });
  });

  test("the newer address is the same", async () => {
    const { call } = await withEpics();
    expect((await call("pia", "GET", "/groups/acme/-/epics/1")).body).toMatchObject({ title: "One" });
    const { id } = (await call("pia", "POST", "/groups/acme/-/epics", { title: "Four" })).body;
    expect((await call("pia", "POST", `/groups/acme/-/epics/${id}/notes`, { body: "x" })).status).toBe(201);
  });

  test("notes on it are changed and deleted by their author, and are refused by its iid", async () => {
    const { call } = await withEpics();
    const { id } = (await call("pia", "GET", `${EPICS}/1`)).body;
    const note = (await call("pia", "POST", `${EPICS}/${id}/notes`, { body: "x" })).body;
    expect(note.noteable_type).toBe("Epic");
    expect((await call("gus", "PUT", `${EPICS}/${id}/notes/${note.id}`, { body: "y" })).status).toBe(403);
    expect((await call("pia", "PUT", `${EPICS}/${id}/notes/${note.id}`, { body: "y" })).body.body).toBe("y");
    expect((await call("pia", "POST", `${EPICS}/${id}/notes`, { body: "/close" })).status).toBe(202);
    expect((await call("pia", "DELETE", `${EPICS}/${id}/notes/${note.id}`)).status).toBe(204);
    expect((await call("pia", "GET", `${EPICS}/${id}/notes?activity_filter=only_comments`)).body).toEqual([]);
    expect((await call("pia", "GET", `${EPICS}/1`)).body.state).toBe("closed");
  });
});

describe("an older server", () => {
  const OLD = { tier: "ultimate", version: "16.11.0-ee" } as const;
  const ask = async (client: Client, inner: string, path = "acme") =>
    (await client.graphql("pia", `{ namespace(fullPath: "${path}") { ${inner} } }`)).body;

  test("says so, and has epics through REST alone", async () => {
    const client = await withEpics(OLD);
    expect((await client.call("pia", "GET", "/metadata")).body.version).toBe("16.11.0-ee");
    expect((await client.call("pia", "GET", EPICS)).body).toHaveLength(3);
    expect((await ask(client, "workItems(types: [EPIC]) { nodes { iid } }")).errors).toMatchObject([
      { message: "Field 'workItems' doesn't exist on type 'Namespace'" },
    ]);
    expect(
      (await ask(client, "workItemTypes(name: EPIC) { nodes { id } }")).data.namespace.workItemTypes.nodes,
    ).toEqual([]);
    const input = { namespacePath: "acme", workItemTypeId: "gid://gitlab/WorkItems::Type/8", title: "T" };
    const create = "mutation($input: WorkItemCreateInput!) { workItemCreate(input: $input) { errors } }";
    expect((await client.graphql("pia", create, { input })).body.errors).toHaveLength(1);
  });

  test("tells the epic of an issue through REST alone", async () => {
    const client = await withEpics(OLD);
    const { id } = (await client.call("pia", "GET", `${EPICS}/1`)).body;
    await client.call("pia", "POST", `${AI}/issues`, { title: "T", epic_id: id });
    expect((await client.call("pia", "GET", `${AI}/issues/1`)).body.epic).toMatchObject({ iid: 1 });
    const query = `{ project(fullPath: "acme/ai") { workItems { nodes { widgets(onlyTypes: [HIERARCHY]) {
      ... on WorkItemWidgetHierarchy { hasParent parent { iid } } } } } } }`;
    const { nodes } = (await client.graphql("pia", query)).body.data.project.workItems;
    expect(nodes).toEqual([{ widgets: [{ hasParent: false, parent: null }] }]);
  });
});

test("tier and version may stand in a seed", async () => {
  const { call, sandbox } = await start({ seed: { ...SEED, tier: "free", version: "15.0.0-ee" } });
  expect((await call("pia", "GET", "/metadata")).body.version).toBe("15.0.0-ee");
  expect((await call("pia", "GET", EPICS)).status).toBe(403);
  await fetch(`${sandbox.url}/_sandbox/reset`, { method: "POST" });
  expect((await call("pia", "GET", EPICS)).status).toBe(403);
});

test("the free tier has no epics, one assignee, no scopes and nothing that blocks", async () => {
  const client = await start({ seed: SEED, tier: "free" });
  const { call } = client;
  for (const path of [EPICS, `${EPICS}/1`, `${EPICS}/1/issues`])
    expect((await call("pia", "GET", path)).status).toBe(403);
  expect((await call("pia", "POST", EPICS, { title: "T" })).status).toBe(403);
  const types = '{ namespace(fullPath: "acme") { workItemTypes(name: EPIC) { nodes { id } } } }';
  expect((await client.graphql("pia", types)).body.data.namespace.workItemTypes.nodes).toEqual([]);
  const fields = { title: "T", labels: "stage::beta,stage::default", assignee_ids: [14, 15] };
  const { body } = await call("pia", "POST", `${AI}/issues`, fields);
  expect(body).toMatchObject({ labels: ["stage::beta", "stage::default"], assignees: [{ username: "ana" }] });
  expect(body).not.toHaveProperty("epic");
  await call("pia", "POST", `${AI}/issues`, { title: "U" });
  const link = { target_project_id: 201, target_issue_iid: 2, link_type: "blocks" };
  expect((await call("pia", "POST", `${AI}/issues/1/links`, link)).status).toBe(403);
});
