import { expect, test } from "vitest";
import { AI, type Client, SEED, start } from "./client.ts";

const BODY = "- [x] done\n\n<!-- cutover: claude/issue 1a2b -->\n\nends";

/** An issue of Ana's with everything on it, and a second project that knows some of its labels. */
async function furnished(): Promise<Client> {
  const client = await start();
  client.sandbox.seed({
    groups: [{ path: "acme", epics: [{ title: "Epic" }] }],
    projects: [{ path: "acme/other", labels: ["bug"] }],
  });
  const fields = {
    labels: "bug,group-label,stage::beta",
    milestone_id: 401,
    assignee_ids: [15],
    due_date: "2026-07-01",
  };
  await client.call("ana", "POST", `${AI}/issues`, { title: "Old", description: BODY, confidential: true, ...fields });
  await client.call("pia", "POST", `${AI}/issues`, { title: "Neighbour" });
  await client.call("pia", "POST", `${AI}/issues/1/links`, { target_project_id: 201, target_issue_iid: 2 });
  await client.call("pia", "POST", `${AI}/issues/1/notes`, { body: "said" });
  await client.call("pia", "POST", `/groups/acme/epics/1/issues/${await issueId(client, 1)}`);
  return client;
}

async function issueId({ call }: Client, iid: number): Promise<string> {
  return String((await call("pia", "GET", `${AI}/issues/${iid}`)).body.id);
}

async function projectId({ call }: Client): Promise<number> {
  return (await call("pia", "GET", "/projects/acme%2Fother")).body.id;
}

const OTHER = "/projects/acme%2Fother/issues";

test("a moved issue is closed here with its text and goes on there under another number", async () => {
  const client = await furnished();
  const { call } = client;
  const moved = await call("pia", "POST", `${AI}/issues/1/move`, { to_project_id: await projectId(client) });
  expect(moved).toMatchObject({
    status: 201,
    body: {
      iid: 1,
      title: "Old",
      description: BODY,
      state: "opened",
      author: { username: "ana" },
      assignees: [{ username: "pia" }],
      labels: ["bug", "group-label"],
      milestone: { title: "18.9" },
      due_date: "2026-07-01",
      confidential: true,
      epic: { title: "Epic" },
      moved_to_id: null,
    },
  });
  expect((await call("pia", "GET", `${AI}/issues/1`)).body).toMatchObject({
    state: "closed",
    description: BODY,
    moved_to_id: moved.body.id,
    epic: null,
  });
  expect((await call("pia", "GET", `${OTHER}/1/links`)).body).toMatchObject([{ title: "Neighbour" }]);
  expect((await call("pia", "GET", `${AI}/issues/1/links`)).body).toEqual([]);
  const bodies = (notes: { body: string }[]) => notes.map((note) => note.body);
  expect(bodies((await call("pia", "GET", `${OTHER}/1/notes?sort=asc`)).body)).toEqual([
    "said",
    "moved from acme/ai#1",
  ]);
  expect(bodies((await call("pia", "GET", `${AI}/issues/1/notes?sort=asc`)).body)).toContain("moved to acme/other#1");
});

test("GraphQL tells where it went", async () => {
  const client = await furnished();
  await client.call("pia", "POST", `${AI}/issues/1/move`, { to_project_id: await projectId(client) });
  const query = '{ namespace(fullPath: "acme/ai") { workItem(iid: "1") { movedToWorkItemUrl } } }';
  const { body } = await client.graphql("pia", query);
  expect(body.data.namespace.workItem.movedToWorkItemUrl).toBe(`${client.sandbox.url}/acme/other/-/issues/1`);
});

test("moving is refused: twice, to where it is, to nowhere, and to whom is no planner of both", async () => {
  const client = await furnished();
  const { call } = client;
  const to = { to_project_id: await projectId(client) };
  expect((await call("pia", "POST", `${AI}/issues/1/move`, {})).body).toEqual({ error: "to_project_id is missing" });
  expect((await call("pia", "POST", `${AI}/issues/1/move`, { to_project_id: 9999 })).status).toBe(404);
  expect(await call("pia", "POST", `${AI}/issues/1/move`, { to_project_id: 201 })).toMatchObject({
    status: 400,
    body: { message: "Cannot move issue to project it originates from!" },
  });
  expect(await call("gus", "POST", `${AI}/issues/2/move`, to)).toMatchObject({
    status: 400,
    body: { message: "Cannot move issue due to insufficient permissions!" },
  });
  expect((await call("pia", "POST", `${AI}/issues/1/move`, to)).status).toBe(201);
  expect((await call("pia", "POST", `${AI}/issues/1/move`, to)).status).toBe(400);
});

test("a clone is another issue with the same text, whoever asks for it being its author", async () => {
  const client = await furnished();
  const { call } = client;
  await call("pia", "PUT", `${AI}/issues/1`, { state_event: "close" });
  const cloned = await call("maja", "POST", `${AI}/issues/1/clone`, { to_project_id: 201 });
  expect(cloned).toMatchObject({
    status: 201,
    body: {
      iid: 3,
      description: BODY,
      state: "opened",
      closed_at: null,
      author: { username: "maja" },
      moved_to_id: null,
    },
  });
  expect((await call("pia", "GET", `${AI}/issues/1`)).body).toMatchObject({ state: "closed", moved_to_id: null });
  expect((await call("pia", "GET", `${AI}/issues/3/notes?activity_filter=only_comments`)).body).toEqual([]);
  await call("maja", "POST", `${AI}/issues/1/clone`, { to_project_id: 201, with_notes: true });
  expect((await call("pia", "GET", `${AI}/issues/4/notes?activity_filter=only_comments`)).body).toMatchObject([
    { body: "said" },
  ]);
});

test.each([
  ["in a description", "PUT", `${AI}/issues/1`, (commands: string) => ({ description: `${BODY}\n\n${commands}` })],
  ["in a note", "POST", `${AI}/issues/1/notes`, (commands: string) => ({ body: commands })],
] as const)("/move and /clone %s do the same", async (_, method, path, fields) => {
  const { call } = await furnished();
  await call("pia", method, path, fields("/clone --with_notes"));
  expect((await call("pia", "GET", `${AI}/issues/3`)).body).toMatchObject({
    description: BODY,
    author: { username: "pia" },
  });
  await call("pia", method, path, fields("/move acme/other"));
  const [original, copy] = [await call("pia", "GET", `${AI}/issues/1`), await call("pia", "GET", `${OTHER}/1`)];
  expect(original.body).toMatchObject({ state: "closed", description: BODY, moved_to_id: copy.body.id });
  expect(copy.body).toMatchObject({ state: "opened", description: BODY, author: { username: "ana" } });
});

test("commands to nowhere, or of whom may not, are cut out and do nothing", async () => {
  const { call } = await furnished();
  const answer = await call("pia", "POST", `${AI}/issues/2/notes`, { body: "/move acme/nowhere" });
  expect(answer.body.summary).toEqual(["Failed to move this issue because target project doesn't exist."]);
  await call("gus", "POST", `${AI}/issues/2/notes`, { body: "text\n/move acme/other" });
  expect((await call("pia", "GET", OTHER)).body).toEqual([]);
  expect((await call("pia", "GET", `${AI}/issues/2`)).body).toMatchObject({ state: "opened", moved_to_id: null });
});

test("DELETE takes an issue with its notes and links, from planners and owners, and not if it has changed since", async () => {
  const client = await furnished();
  const { call } = client;
  const moved = await call("pia", "POST", `${AI}/issues/1/move`, { to_project_id: await projectId(client) });
  expect((await call("ana", "DELETE", `${OTHER}/1`)).status).toBe(403);
  const stale = await fetch(`${client.sandbox.url}/api/v4${OTHER}/1`, {
    method: "DELETE",
    headers: { "private-token": "pia", "if-unmodified-since": "Mon, 01 Jun 2020 09:00:00 GMT" },
  });
  expect([stale.status, await stale.json()]).toEqual([412, { message: "412 Precondition Failed" }]);
  expect((await call("pia", "DELETE", `${OTHER}/1`)).status).toBe(204);
  expect((await call("pia", "GET", `${OTHER}/1`)).status).toBe(404);
  expect((await call("pia", "GET", `${AI}/issues/2/links`)).body).toEqual([]);
  expect(moved.body.id).not.toBeNull();
  expect((await call("pia", "GET", `${AI}/issues/1`)).body.moved_to_id).toBeNull();
});

test("who wrote title or description last is told apart from who changed anything", async () => {
  const client = await start({ seed: SEED });
  const { call } = client;
  await call("pia", "POST", `${AI}/issues`, { title: "T", description: "d" });
  const edited = async () => {
    const query = `{ namespace(fullPath: "acme/ai") { workItem(iid: "1") { widgets {
      ... on WorkItemWidgetDescription { lastEditedAt lastEditedBy { username } } } } } }`;
    const { widgets } = (await client.graphql("pia", query)).body.data.namespace.workItem;
    return widgets.find((widget: object) => "lastEditedAt" in widget);
  };
  expect(await edited()).toEqual({ lastEditedAt: null, lastEditedBy: null });
  await call("maja", "PUT", `${AI}/issues/1`, { labels: "bug" });
  expect((await edited()).lastEditedBy).toBeNull();
  await call("ana", "PUT", `${AI}/issues/1`, { description: "e" });
  expect(await edited()).toMatchObject({ lastEditedBy: { username: "ana" } });
  await call("maja", "PUT", `${AI}/issues/1`, { description: "e", add_labels: "bug" });
  expect(await edited()).toMatchObject({ lastEditedBy: { username: "ana" } });
  await call("maja", "POST", `${AI}/issues/1/notes`, { body: "/title Better" });
  expect(await edited()).toMatchObject({ lastEditedBy: { username: "maja" } });
});
