import { expect, test } from "vitest";
import { AI, type Client, start } from "./client.ts";

const NOTES = `${AI}/issues/1/notes`;

async function withIssue(): Promise<Client> {
  const client = await start();
  await client.call("pia", "POST", `${AI}/issues`, { title: "T" });
  return client;
}

test("a note is made, listed newest first, changed by its author and deleted", async () => {
  const { call } = await withIssue();
  const made = await call("gus", "POST", NOTES, { body: "hello\r\n" });
  expect(made).toMatchObject({
    status: 201,
    body: {
      body: "hello",
      author: { username: "gus" },
      system: false,
      noteable_type: "Issue",
      noteable_iid: 1,
      noteable_id: 1001,
      internal: false,
    },
  });
  await call("ana", "POST", NOTES, { body: "second", internal: true });
  expect((await call("ana", "GET", NOTES)).body.map((note: { body: string }) => note.body)).toEqual([
    "second",
    "hello",
  ]);
  expect((await call("gus", "GET", NOTES)).body).toHaveLength(1);
  const one = `${NOTES}/${made.body.id}`;
  expect((await call("ana", "PUT", one, { body: "x" })).status).toBe(403);
  expect(await call("gus", "PUT", one, { body: "changed" })).toMatchObject({ status: 200, body: { body: "changed" } });
  expect((await call("gus", "DELETE", one)).status).toBe(204);
  expect((await call("gus", "GET", one)).status).toBe(404);
  expect((await call("ana", "GET", `${AI}/issues/1`)).body.user_notes_count).toBe(1);
});

test("commands in a note run and are cut out", async () => {
  const { call } = await withIssue();
  const made = await call("pia", "POST", NOTES, { body: "done\n/close\n/label ~bug" });
  expect(made).toMatchObject({ status: 201, body: { body: "done" } });
  expect((await call("pia", "GET", `${AI}/issues/1`)).body).toMatchObject({ state: "closed", labels: ["bug"] });
});

test("a note of commands alone is none: 202 with what they did", async () => {
  const { call } = await withIssue();
  const made = await call("pia", "POST", NOTES, { body: "/close" });
  expect(made).toMatchObject({
    status: 202,
    body: { commands_changes: { state: "close" }, summary: ["Closed this issue."] },
  });
  expect((await call("pia", "GET", `${NOTES}?activity_filter=only_comments`)).body).toEqual([]);
});

test("changing a note to commands alone runs them and deletes it", async () => {
  const { call } = await withIssue();
  const { body } = await call("pia", "POST", NOTES, { body: "text" });
  expect((await call("pia", "PUT", `${NOTES}/${body.id}`, { body: "/close" })).status).toBe(202);
  expect((await call("pia", "GET", `${AI}/issues/1`)).body.state).toBe("closed");
  expect((await call("pia", "GET", `${NOTES}/${body.id}`)).status).toBe(404);
});

test("filters tell comments from what GitLab wrote, and nobody edits the latter", async () => {
  const { call } = await withIssue();
  await call("pia", "POST", NOTES, { body: "comment" });
  await call("pia", "PUT", `${AI}/issues/1`, { title: "U" });
  const list = async (filter: string) => (await call("pia", "GET", `${NOTES}?sort=asc&activity_filter=${filter}`)).body;
  expect(await list("all_notes")).toHaveLength(2);
  expect(await list("only_comments")).toMatchObject([{ body: "comment" }]);
  const [written] = await list("only_activity");
  expect(written).toMatchObject({ system: true, body: "changed title from **{-T-}** to **{+U+}**" });
  expect((await call("root", "DELETE", `${NOTES}/${written.id}`)).status).toBe(403);
});

test("refusals: missing, empty, too long, hidden", async () => {
  const { call } = await withIssue();
  expect((await call("pia", "POST", NOTES, {})).body).toEqual({ error: "body is missing" });
  expect((await call("pia", "POST", NOTES, { body: " " })).status).toBe(400);
  expect((await call("pia", "POST", NOTES, { body: "x".repeat(1_000_001) })).status).toBe(400);
  expect((await call("stranger", "POST", NOTES, { body: "x" })).status).toBe(404);
  expect((await call("pia", "POST", `${AI}/issues/9/notes`, { body: "x" })).status).toBe(404);
});

test("epics take notes by their epic id, and an iid meets another epic or none", async () => {
  const { call } = await start({
    seed: {
      users: [{ username: "pia", name: "Pia", token: "pia" }],
      groups: [{ path: "acme", members: { pia: "planner" }, epics: [{ title: "One" }, { title: "Two" }] }],
    },
  });
  const { body: epic } = await call("pia", "GET", "/groups/acme/epics/2");
  expect(epic.id).not.toBe(epic.iid);
  expect((await call("pia", "POST", `/groups/acme/epics/${epic.iid}/notes`, { body: "x" })).status).toBe(404);
  expect((await call("pia", "POST", `/groups/acme/epics/${epic.id}/notes`, { body: "x\n/close" })).body).toMatchObject({
    noteable_iid: 2,
    body: "x",
  });
  expect((await call("pia", "GET", "/groups/acme/epics/2")).body.state).toBe("closed");
});
