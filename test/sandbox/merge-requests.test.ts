import { describe, expect, test } from "vitest";
import { AI, type Answer, type Client, start } from "./client.ts";

const REQUESTS = `${AI}/merge_requests`;
const MODELS = "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n";

function push(client: Client, user: string, branch: string, content: string, path = "models.yml"): Promise<Answer> {
  const start = branch === "main" ? {} : { start_branch: "main" };
  const actions = [{ action: "update", file_path: path, content }];
  return client.call(user, "POST", `${AI}/repository/commits`, {
    branch,
    ...start,
    commit_message: `${branch} edits`,
    actions,
  });
}

async function withRequest(fields: object = {}): Promise<Client> {
  const client = await start();
  await push(client, "ana", "work", MODELS.replace("f: 6", "f: 7"));
  const made = await client.call("ana", "POST", REQUESTS, {
    title: "Edit f",
    source_branch: "work",
    target_branch: "main",
    ...fields,
  });
  expect(made.status).toBe(201);
  return client;
}

const merge = (client: Client, body: object = {}, user = "maja") =>
  client.call(user, "PUT", `${REQUESTS}/1/merge`, body);
const models = async (client: Client) =>
  (await client.call("ana", "GET", `${AI}/repository/files/models.yml/raw?ref=main`)).body;

describe("making merge requests", () => {
  test("answers 201 with heads, labels and state", async () => {
    const client = await withRequest({
      labels: "bug,new",
      description: "why\r\n",
      reviewer_ids: [13],
      remove_source_branch: true,
    });
    const { body } = await client.call("ana", "GET", `${REQUESTS}/1`);
    const { body: branch } = await client.call("ana", "GET", `${AI}/repository/branches/work`);
    expect(body).toMatchObject({
      id: 2001,
      iid: 1,
      state: "opened",
      description: "why",
      labels: ["bug", "new"],
      sha: branch.commit.id,
      detailed_merge_status: "mergeable",
      changes_count: "1",
      reviewers: [{ username: "maja" }],
      force_remove_source_branch: true,
      web_url: `${client.sandbox.url}/acme/ai/-/merge_requests/1`,
    });
  });

  test("a second open one between the same branches is 409 with the first one's number", async () => {
    const client = await withRequest();
    const again = { title: "T", source_branch: "work", target_branch: "main" };
    expect(await client.call("ana", "POST", REQUESTS, again)).toMatchObject({
      status: 409,
      body: { message: ["Another open merge request already exists for this source branch: !1"] },
    });
    await client.call("ana", "PUT", `${REQUESTS}/1`, { state_event: "close" });
    expect((await client.call("ana", "POST", REQUESTS, again)).body).toMatchObject({ iid: 2 });
    expect((await client.call("ana", "PUT", `${REQUESTS}/1`, { state_event: "reopen" })).status).toBe(409);
  });

  test("refusals", async () => {
    const { call } = await withRequest();
    const post = async (body: object) => call("ana", "POST", REQUESTS, body);
    expect((await post({ title: "T" })).body).toEqual({ error: "source_branch is missing, target_branch is missing" });
    expect((await post({ title: "T", source_branch: "main", target_branch: "main" })).status).toBe(422);
    expect((await post({ title: "T", source_branch: "gone", target_branch: "main" })).status).toBe(400);
    expect(
      (await call("pia", "POST", REQUESTS, { title: "T", source_branch: "work", target_branch: "main" })).status,
    ).toBe(403);
    expect((await call("ana", "PUT", `${REQUESTS}/1`, { title: "x".repeat(256) })).status).toBe(400);
  });

  test("are found by branch, state and label", async () => {
    const { call } = await withRequest({ labels: "bug" });
    const count = async (query: string) => (await call("ana", "GET", `${REQUESTS}?${query}`)).body.length;
    expect(await count("source_branch=work&target_branch=main&state=opened")).toBe(1);
    expect(await count("source_branch=other")).toBe(0);
    expect(await count("state=merged")).toBe(0);
    expect([await count("labels=bug"), await count("labels=gone")]).toEqual([1, 0]);
  });

  test("are found by author, iid and target, in the order asked for, and in lists as to whom they belong", async () => {
    const client = await withRequest({ assignee_ids: [13], reviewer_ids: [12] });
    await push(client, "maja", "more", MODELS);
    await client.call("maja", "POST", REQUESTS, { title: "A", source_branch: "more", target_branch: "main" });
    const list = async (query: string, user = "ana") =>
      (await client.call(user, "GET", `${REQUESTS}?${query}`)).body.map((row: { iid: number }) => row.iid);
    expect(await list("author_username=ana")).toEqual([1]);
    expect(await list("iids[]=2&iids[]=9")).toEqual([2]);
    expect(await list("target_branch=work")).toEqual([]);
    expect(await list("order_by=title&sort=asc")).toEqual([2, 1]);
    expect(await list("scope=all&sort=asc")).toEqual([1, 2]);
    expect(await list("scope=created_by_me", "maja")).toEqual([2]);
    expect(await list("scope=assigned_to_me", "maja")).toEqual([1]);
    expect(await list("scope=reviews_for_me", "olga")).toEqual([1]);
    expect((await client.call("ana", "GET", `${REQUESTS}?per_page=1`)).headers.get("x-total")).toBe("2");
  });

  test("tell head, project, conflicts, and who closed or merged", async () => {
    const client = await withRequest();
    const branch = (await client.call("ana", "GET", `${AI}/repository/branches/work`)).body;
    const first = async () => (await client.call("ana", "GET", `${REQUESTS}?state=all`)).body[0];
    expect(await first()).toMatchObject({
      sha: branch.commit.id,
      source_project_id: 201,
      has_conflicts: false,
      closed_by: null,
      merged_by: null,
      references: { full: "acme/ai!1" },
    });
    await client.call("maja", "PUT", `${REQUESTS}/1`, { state_event: "close" });
    expect(await first()).toMatchObject({ state: "closed", closed_by: { username: "maja" } });
    await client.call("maja", "PUT", `${REQUESTS}/1`, { state_event: "reopen" });
    await merge(client);
    expect(await first()).toMatchObject({ state: "merged", closed_by: null, merged_by: { username: "maja" } });
  });

  test("take notes, whose commands run", async () => {
    const client = await withRequest();
    const notes = `${REQUESTS}/1/notes`;
    const made = await client.call("bot", "POST", notes, { body: "seen" });
    expect(made).toMatchObject({ status: 201, body: { noteable_type: "MergeRequest", noteable_iid: 1 } });
    expect((await client.call("ana", "PUT", `${notes}/${made.body.id}`, { body: "x" })).status).toBe(403);
    expect((await client.call("maja", "POST", notes, { body: "/close" })).status).toBe(202);
    expect((await client.call("ana", "GET", `${REQUESTS}/1`)).body.state).toBe("closed");
    expect((await client.call("bot", "DELETE", `${notes}/${made.body.id}`)).status).toBe(204);
    expect((await client.call("ana", "GET", `${notes}?activity_filter=only_comments`)).body).toEqual([]);
  });

  test("diffs and commits follow the branch, and stay with a closed one", async () => {
    const client = await withRequest();
    const head = async () => (await client.call("ana", "GET", `${REQUESTS}/1`)).body.sha;
    const before = await head();
    expect((await client.call("ana", "GET", `${REQUESTS}/1/diffs`)).body).toMatchObject([
      { new_path: "models.yml", diff: "@@ -3,4 +3,4 @@\n c: 3\n d: 4\n e: 5\n-f: 6\n+f: 7\n" },
    ]);
    const more = {
      branch: "work",
      commit_message: "more",
      actions: [{ action: "create", file_path: "x", content: "x" }],
    };
    await client.call("ana", "POST", `${AI}/repository/commits`, more);
    expect(await head()).not.toBe(before);
    expect((await client.call("ana", "GET", `${REQUESTS}/1/commits`)).body).toMatchObject([
      { title: "more" },
      { title: "work edits" },
    ]);
    const closed = await head();
    await client.call("ana", "PUT", `${REQUESTS}/1`, { state_event: "close" });
    await client.call("ana", "DELETE", `${AI}/repository/branches/work`);
    expect(await head()).toBe(closed);
    expect((await client.call("ana", "GET", `${REQUESTS}/1/diffs`)).body).toHaveLength(2);
  });

  test("is closed by who deletes its branch, with the commits that it had", async () => {
    const client = await withRequest();
    const { sha } = (await client.call("ana", "GET", `${REQUESTS}/1`)).body;
    expect((await client.call("maja", "DELETE", `${AI}/repository/branches/work`)).status).toBe(204);
    expect((await client.call("ana", "GET", `${REQUESTS}/1`)).body).toMatchObject({
      state: "closed",
      closed_by: { username: "maja" },
      sha,
    });
    expect((await client.call("ana", "GET", `${REQUESTS}/1/diffs`)).body).toHaveLength(1);
    const { body } = await client.call("ana", "GET", `${AI}/repository/commits/${sha}/merge_requests`);
    expect(body).toMatchObject([{ iid: 1, state: "closed", merge_commit_sha: null }]);
  });
});

describe("merging", () => {
  test("brings both sides' edits together in a merge commit", async () => {
    const client = await withRequest();
    await push(client, "maja", "main", MODELS.replace("a: 1", "a: 0"));
    const { body, status } = await merge(client);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: "merged",
      merged_by: { username: "maja" },
      merge_commit_sha: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(await models(client)).toBe(MODELS.replace("a: 1", "a: 0").replace("f: 6", "f: 7"));
    const { body: commit } = await client.call("ana", "GET", `${AI}/repository/commits/${body.merge_commit_sha}`);
    expect(commit).toMatchObject({
      title: "Merge branch 'work' into 'main'",
      message: expect.stringContaining("See merge request acme/ai!1"),
    });
    expect(commit.parent_ids).toHaveLength(2);
    expect((await client.call("ana", "GET", `${REQUESTS}/1/diffs`)).body).toHaveLength(1);
    expect((await merge(client)).status).toBe(405);
  });

  test("edits of the same lines cannot be merged, and the status says so beforehand", async () => {
    const client = await withRequest();
    await push(client, "maja", "main", MODELS.replace("f: 6", "f: 8"));
    expect((await client.call("ana", "GET", `${REQUESTS}/1`)).body).toMatchObject({
      has_conflicts: true,
      detailed_merge_status: "conflict",
      merge_status: "cannot_be_merged",
    });
    expect(await merge(client)).toMatchObject({ status: 422, body: { message: "Branch cannot be merged" } });
    expect(await models(client)).toContain("f: 8");
  });

  test("a sha guards against a head that moved", async () => {
    const client = await withRequest();
    const { sha } = (await client.call("ana", "GET", `${REQUESTS}/1`)).body;
    expect(await merge(client, { sha: "0".repeat(40) })).toMatchObject({
      status: 409,
      body: { message: `SHA does not match HEAD of source branch: ${sha}` },
    });
    expect((await merge(client, { sha })).status).toBe(200);
  });

  test("drafts, closed ones and those who may not", async () => {
    const client = await withRequest({ title: "Draft: Edit f" });
    expect(await merge(client)).toMatchObject({ status: 405, body: { message: "405 Method Not Allowed" } });
    await client.call("ana", "PUT", `${REQUESTS}/1`, { title: "Edit f" });
    expect((await merge(client, {}, "ana")).status).toBe(401);
    await client.call("ana", "PUT", `${REQUESTS}/1`, { state_event: "close" });
    expect((await merge(client)).status).toBe(405);
  });

  test("the source branch goes when asked, commits are squashed when asked", async () => {
    const client = await withRequest();
    const { body } = await merge(client, {
      should_remove_source_branch: true,
      squash: true,
      squash_commit_message: "One",
    });
    expect((await client.call("ana", "GET", `${AI}/repository/branches/work`)).status).toBe(404);
    expect((await client.call("ana", "GET", `${AI}/repository/commits/${body.squash_commit_sha}`)).body).toMatchObject({
      title: "One",
    });
    expect((await client.call("ana", "GET", `${REQUESTS}/1`)).body.sha).toMatch(/^[0-9a-f]{40}$/);
  });

  test("closing words close issues, of this project and another", async () => {
    const client = await start();
    await client.call("pia", "POST", `${AI}/issues`, { title: "One" });
    await client.call("pia", "POST", `${AI}/issues`, { title: "Two" });
    await client.call("pia", "POST", `${AI}/issues`, { title: "Three" });
    await client.call("pia", "POST", "/projects/acme%2Fopen/issues", { title: "Elsewhere" });
    await push(client, "ana", "work", "x\n");
    const request = {
      title: "T",
      source_branch: "work",
      target_branch: "main",
      description: "Closes #1, and #2. Fixes acme/open#1. A blank that is none to the pattern: closes\u00a0#3",
    };
    await client.call("ana", "POST", REQUESTS, request);
    await merge(client);
    const state = async (path: string) => (await client.call("pia", "GET", path)).body.state;
    const states = await Promise.all([1, 2, 3].map((iid) => state(`${AI}/issues/${iid}`)));
    expect(states).toEqual(["closed", "closed", "opened"]);
    expect(await state("/projects/acme%2Fopen/issues/1")).toBe("closed");
  });
});
