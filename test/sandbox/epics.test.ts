import { describe, expect, test } from "vitest";
import { AI, type Client, SEED, start } from "./client.ts";

const EPICS = "/groups/acme/epics";

async function make(client: Client, fields: object = {}) {
  const made = await client.call("pia", "POST", EPICS, { title: "Epic", ...fields });
  expect(made.status).toBe(201);
  return made.body;
}

describe("the older epics resource", () => {
  test("has three ids, and group labels", async () => {
    const client = await start();
    const epic = await make(client, { description: "d\n/label ~group-label", labels: "made-here" });
    expect(epic).toMatchObject({
      id: 5001,
      iid: 1,
      work_item_id: 1001,
      description: "d",
      labels: ["group-label", "made-here"],
    });
    expect(epic.web_url).toBe(`${client.sandbox.url}/groups/acme/-/epics/1`);
    const { body } = await client.call("pia", "GET", "/groups/acme/labels?search=made");
    expect(body).toMatchObject([{ name: "made-here" }]);
    expect((await client.call("gus", "POST", EPICS, { title: "T" })).status).toBe(403);
    expect((await client.call("pia", "POST", EPICS, {})).body).toEqual({ error: "title is missing" });
  });

  test("start and due date share one switch", async () => {
    const client = await start();
    const dates = { start_date_fixed: "2026-06-01", due_date_fixed: "2026-07-01" };
    expect(await make(client, dates)).toMatchObject({
      start_date: "2026-06-01",
      due_date: "2026-07-01",
      start_date_is_fixed: true,
      due_date_is_fixed: true,
    });
    expect(await make(client, { ...dates, due_date_is_fixed: false })).toMatchObject({
      start_date: null,
      due_date: null,
    });
    const { body } = await client.call("pia", "PUT", `${EPICS}/2`, { due_date_fixed: "2026-08-01" });
    expect(body).toMatchObject({ due_date: "2026-08-01", start_date: null, start_date_is_fixed: true });
  });

  test("PUT closes and renames, and changes nothing at all when the new parent is out of reach", async () => {
    const client = await start();
    await make(client);
    expect((await client.call("pia", "PUT", `${EPICS}/1`, { title: "New", state_event: "close" })).body).toMatchObject({
      title: "New",
      state: "closed",
    });
    const unreachable = await client.call("pia", "PUT", `${EPICS}/1`, { title: "Newer", parent_id: 9999 });
    expect(unreachable).toMatchObject({ status: 200, body: { title: "New", parent_id: null } });
    expect((await client.call("pia", "PUT", `${EPICS}/1`, {})).status).toBe(400);
    expect((await client.call("pia", "GET", `${EPICS}/9`)).body).toEqual({ message: "404 Not found" });
  });

  test("lists take in the groups below unless they are declined", async () => {
    const client = await start();
    await make(client);
    client.sandbox.seed({ groups: [{ path: "acme/sub", epics: [{ title: "Below", labels: ["x"] }] }] });
    const titles = async (query: string) =>
      (await client.call("pia", "GET", `${EPICS}?${query}`)).body.map((epic: { title: string }) => epic.title);
    expect((await titles("")).sort()).toEqual(["Below", "Epic"]);
    expect(await titles("include_descendant_groups=false")).toEqual(["Epic"]);
    expect(await titles("state=closed")).toEqual([]);
  });

  test("an issue is added by its global id, once, and taken from where it was", async () => {
    const client = await start();
    const [one, two] = [await make(client, { title: "One" }), await make(client, { title: "Two" })];
    const { body: issue } = await client.call("pia", "POST", `${AI}/issues`, { title: "T" });
    const add = (iid: number) => client.call("pia", "POST", `${EPICS}/${iid}/issues/${issue.id}`);
    expect(await add(one.iid)).toMatchObject({ status: 201, body: { epic: { iid: 1 }, issue: { iid: 1 } } });
    expect((await add(one.iid)).status).toBe(409);
    expect((await add(two.iid)).status).toBe(201);
    expect((await client.call("pia", "GET", `${EPICS}/1/issues`)).body).toEqual([]);
    expect((await client.call("pia", "GET", `${EPICS}/2/issues`)).body).toMatchObject([
      { iid: 1, epic: { title: "Two" } },
    ]);
    expect((await client.call("pia", "POST", `${EPICS}/1/issues/9999`)).status).toBe(404);
  });

  test("an issue made with an epic that refuses it stands, although the answer is 500", async () => {
    const client = await start();
    const secret = await make(client, { confidential: true });
    const fine = await make(client);
    expect(
      (await client.call("pia", "POST", `${AI}/issues`, { title: "A", epic_id: fine.id })).body.epic,
    ).toMatchObject({ iid: fine.iid });
    expect((await client.call("pia", "POST", `${AI}/issues`, { title: "B", epic_id: secret.id })).status).toBe(500);
    expect((await client.call("pia", "GET", `${AI}/issues`)).body).toMatchObject([
      { title: "B", epic: null },
      { title: "A" },
    ]);
    expect((await client.call("pia", "PUT", `${AI}/issues/1`, { epic_id: 0 })).body.epic).toBeNull();
  });

  test("children survive their epic", async () => {
    const client = await start();
    const epic = await make(client);
    await client.call("pia", "POST", `${AI}/issues`, { title: "T", epic_id: epic.id });
    expect((await client.call("pia", "DELETE", `${EPICS}/1`)).status).toBe(403);
    expect((await client.call("olga", "DELETE", `${EPICS}/1`)).status).toBe(204);
    expect((await client.call("pia", "GET", `${AI}/issues/1`)).body).toMatchObject({ title: "T", epic: null });
  });

  test("the free tier has none", async () => {
    const { call } = await start({ seed: SEED, tier: "free" });
    expect(await call("pia", "GET", EPICS)).toMatchObject({ status: 403, body: { message: "403 Forbidden" } });
    await expect(
      start({ tier: "free", seed: { groups: [{ path: "acme", epics: [{ title: "E" }] }] } }),
    ).rejects.toThrow("free tier");
  });
});

test("issues of all projects of a group, and markdown as HTML", async () => {
  const { call } = await start();
  await call("pia", "POST", `${AI}/issues`, { title: "One", assignee_ids: [14], labels: "bug" });
  await call("ana", "POST", "/projects/acme%2Fopen/issues", { title: "Two" });
  const titles = async (query: string) =>
    (await call("pia", "GET", `/groups/acme/issues?${query}`)).body.map((issue: { title: string }) => issue.title);
  expect(await titles("")).toEqual(["Two", "One"]);
  expect(await titles("author_username=ana")).toEqual(["Two"]);
  // A label of one of its projects is enough.
  expect(await titles("labels=bug")).toEqual(["One"]);
  expect(await titles("assignee_username=ana")).toEqual(["One"]);
  expect((await call(null, "GET", "/groups/acme/issues")).status).toBe(404);
  expect((await call("pia", "POST", "/markdown", { text: "*a* <b>" })).body.html).toBe(
    "<p><em>a</em> <!-- raw HTML omitted --></p>\n",
  );
});
