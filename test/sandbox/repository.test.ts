import { describe, expect, test } from "vitest";
import { AI, type Answer, type Client, start } from "./client.ts";

const COMMITS = `${AI}/repository/commits`;
const BRANCHES = `${AI}/repository/branches`;
const file = (path: string, ref = "main") => `${AI}/repository/files/${encodeURIComponent(path)}?ref=${ref}`;
const raw = async (client: Client, path: string, ref = "main") =>
  (await client.call("ana", "GET", `${AI}/repository/files/${encodeURIComponent(path)}/raw?ref=${ref}`)).body;

function commit(client: Client, user: string, body: object): Promise<Answer> {
  return client.call(user, "POST", COMMITS, { commit_message: "Change", ...body });
}

const update = (path: string, content: string, more: object = {}) => ({
  action: "update",
  file_path: path,
  content,
  ...more,
});

describe("files", () => {
  test("are read as JSON, as they stand, and by HEAD", async () => {
    const client = await start();
    const { body } = await client.call("ana", "GET", file("docs/readme.md"));
    expect(body).toMatchObject({
      file_name: "readme.md",
      file_path: "docs/readme.md",
      size: 6,
      encoding: "base64",
      content: "aGVsbG8K",
      content_sha256: "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03",
      blob_id: "ce013625030ba8dba906f756967f9e9ca394464a",
      ref: "main",
      execute_filemode: false,
    });
    expect(body.last_commit_id).toBe(body.commit_id);
    expect(await raw(client, "docs/readme.md")).toBe("hello\n");
    const { headers } = await client.call("ana", "HEAD", file("docs/readme.md"));
    expect(headers.get("x-gitlab-content-sha256")).toBe(body.content_sha256);
    expect(headers.get("x-gitlab-last-commit-id")).toBe(body.last_commit_id);
  });

  test("refusals tell commit and file apart", async () => {
    const { call } = await start();
    expect(await call("ana", "GET", file("gone.md"))).toMatchObject({
      status: 404,
      body: { message: "404 File Not Found" },
    });
    expect(await call("ana", "GET", file("models.yml", "gone"))).toMatchObject({
      status: 404,
      body: { message: "404 Commit Not Found" },
    });
    expect((await call("ana", "GET", `${AI}/repository/files/models.yml`)).body).toEqual({ error: "ref is missing" });
    expect((await call("gus", "GET", file("models.yml"))).status).toBe(403);
  });

  test("last_commit_id is the commit that touched the file, not the head", async () => {
    const client = await start();
    const first = (await client.call("ana", "GET", file("models.yml"))).body.last_commit_id;
    const { body } = await commit(client, "maja", { branch: "main", actions: [update("docs/readme.md", "x")] });
    const after = (await client.call("ana", "GET", file("models.yml"))).body;
    expect(after).toMatchObject({ last_commit_id: first, commit_id: body.id });
  });

  test("single-file commits: POST 201, PUT 200, DELETE 204", async () => {
    const client = await start();
    const path = `${AI}/repository/files/new%2Ffile.txt`;
    const base = { branch: "x", start_branch: "main", commit_message: "m" };
    expect(await client.call("ana", "POST", path, { ...base, content: "one" })).toMatchObject({
      status: 201,
      body: { file_path: "new/file.txt", branch: "x" },
    });
    const seen = (await client.call("ana", "GET", file("new/file.txt", "x"))).body.last_commit_id;
    const put = { branch: "x", commit_message: "m", content: "dHdv", encoding: "base64", last_commit_id: seen };
    expect((await client.call("ana", "PUT", path, put)).status).toBe(200);
    expect(await raw(client, "new/file.txt", "x")).toBe("two");
    expect(await client.call("ana", "PUT", path, put)).toMatchObject({
      status: 400,
      body: { message: "The file has changed since you started editing it: new/file.txt" },
    });
    expect((await client.call("ana", "DELETE", path, { branch: "x", commit_message: "m" })).status).toBe(204);
    expect((await client.call("ana", "GET", file("new/file.txt", "x"))).status).toBe(404);
    expect(await client.call("ana", "POST", path, { branch: "main", commit_message: "m", content: "x" })).toMatchObject(
      {
        status: 400,
        body: { message: "You are not allowed to push into this branch" },
      },
    );
    expect((await client.call("ana", "POST", path, { content: "x" })).body).toEqual({
      error: "branch is missing, commit_message is missing",
    });
  });
});

describe("commits", () => {
  test("all actions are one commit on a branch that is made for it", async () => {
    const client = await start();
    const made = await commit(client, "ana", {
      branch: "work",
      start_branch: "main",
      commit_message: "Title\n\nBody",
      actions: [
        update("models.yml", "new\n"),
        { action: "create", file_path: "bin/run", content: "#!", execute_filemode: true },
        { action: "move", file_path: "docs/guide.md", previous_path: "docs/readme.md" },
      ],
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        title: "Title",
        message: "Title\n\nBody",
        author_name: "Ana",
        author_email: "ana@example.com",
        stats: { additions: 2, deletions: 6 },
      },
    });
    expect(made.body.parent_ids).toHaveLength(1);
    expect(await raw(client, "docs/guide.md", "work")).toBe("hello\n");
    expect((await client.call("ana", "GET", file("bin/run", "work"))).body.execute_filemode).toBe(true);
    expect((await client.call("ana", "GET", file("docs/readme.md", "work"))).status).toBe(404);
    expect(await raw(client, "models.yml")).toMatch(/^a: 1/);
    expect((await client.call("ana", "GET", `${COMMITS}/${made.body.id}/diff`)).body).toMatchObject([
      { new_path: "bin/run", new_file: true, b_mode: "100755" },
      { old_path: "docs/readme.md", new_path: "docs/guide.md", renamed_file: true, diff: "" },
      { new_path: "models.yml", diff: expect.stringContaining("+new") },
    ]);
  });

  test.each([
    [
      "a file that is there already",
      [{ action: "create", file_path: "models.yml", content: "x" }],
      "A file with this name already exists",
    ],
    ["a file that is not there", [update("gone.md", "x")], "A file with this name doesn't exist"],
    [
      "a file where a folder is",
      [{ action: "create", file_path: "docs", content: "x" }],
      "A directory with this name already exists",
    ],
    [
      "a path that leaves the repository",
      [{ action: "create", file_path: "../x", content: "x" }],
      "Path cannot include traversal syntax",
    ],
    [
      "one bad action among good ones",
      [update("models.yml", "x"), update("gone.md", "x")],
      "A file with this name doesn't exist",
    ],
  ])("refuses %s with 400, and nothing is done", async (_, actions, message) => {
    const client = await start();
    expect(await commit(client, "ana", { branch: "work", start_branch: "main", actions })).toMatchObject({
      status: 400,
      body: { message },
    });
    expect((await client.call("ana", "GET", `${BRANCHES}/work`)).status).toBe(404);
  });

  test("a stale last_commit_id is 400 by text, on update but not on create", async () => {
    const client = await start();
    const seen = (await client.call("ana", "GET", file("models.yml"))).body.last_commit_id;
    await commit(client, "maja", { branch: "main", actions: [update("docs/readme.md", "unrelated")] });
    const on = (branch: string, more: object) =>
      commit(client, "ana", { branch, start_branch: "main", actions: [update("models.yml", "x", more)] });
    expect((await on("one", { last_commit_id: seen })).status).toBe(201);
    // Any commit after the last one that touched the file will do.
    const { body: head } = await client.call("ana", "GET", `${BRANCHES}/main`);
    expect((await on("later", { last_commit_id: head.commit.id })).status).toBe(201);
    await commit(client, "maja", { branch: "main", actions: [update("models.yml", "theirs")] });
    expect(await on("two", { last_commit_id: seen })).toMatchObject({
      status: 400,
      body: { message: "The file has changed since you started editing it: models.yml" },
    });
    await commit(client, "maja", { branch: "main", actions: [{ action: "delete", file_path: "docs/readme.md" }] });
    const create = { action: "create", file_path: "docs/readme.md", content: "x", last_commit_id: seen };
    expect((await commit(client, "ana", { branch: "three", start_branch: "main", actions: [create] })).status).toBe(
      201,
    );
  });

  test("an existing branch is not started again, unless by force, which drops what was there", async () => {
    const client = await start();
    const work = (content: string, more: object = {}) =>
      commit(client, "ana", {
        branch: "work",
        start_branch: "main",
        actions: [update("models.yml", content)],
        ...more,
      });
    await work("one\n");
    await commit(client, "ana", { branch: "work", actions: [update("docs/readme.md", "a person's\n")] });
    expect(await work("two\n")).toMatchObject({
      status: 400,
      body: { message: "A branch called 'work' already exists. Switch to that branch in order to make changes" },
    });
    expect((await work("two\n", { force: true })).status).toBe(201);
    expect([await raw(client, "models.yml", "work"), await raw(client, "docs/readme.md", "work")]).toEqual([
      "two\n",
      "hello\n",
    ]);
  });

  test("start_sha starts anywhere, and a start that is missing is refused", async () => {
    const client = await start();
    const { body: head } = await client.call("ana", "GET", `${BRANCHES}/main`);
    await commit(client, "maja", { branch: "main", actions: [update("models.yml", "later\n")] });
    const made = await commit(client, "ana", {
      branch: "old",
      start_sha: head.commit.id,
      actions: [update("docs/readme.md", "x")],
    });
    expect(made.body.parent_ids).toEqual([head.commit.id]);
    expect(await raw(client, "models.yml", "old")).toMatch(/^a: 1/);
    const nowhere = { status: 400, body: { message: "You can only create or edit files when you are on a branch" } };
    expect(await commit(client, "ana", { branch: "new", actions: [update("models.yml", "x")] })).toMatchObject(nowhere);
    expect(await commit(client, "ana", { branch: "new", start_branch: "gone", actions: [] })).toMatchObject(nowhere);
  });

  test("the default branch is protected from developers", async () => {
    const client = await start();
    expect(await commit(client, "ana", { branch: "main", actions: [update("models.yml", "x")] })).toMatchObject({
      status: 403,
      body: { message: "403 Forbidden - You are not allowed to push into this branch" },
    });
    expect((await commit(client, "maja", { branch: "main", actions: [update("models.yml", "x")] })).status).toBe(201);
    const force = { branch: "main", start_branch: "work", force: true, actions: [update("models.yml", "y")] };
    await client.call("ana", "POST", BRANCHES, { branch: "work", ref: "main" });
    expect((await commit(client, "maja", force)).status).toBe(403);
  });

  test("an empty repository takes its first commit", async () => {
    const client = await start();
    const path = "/projects/acme%2Fopen";
    expect((await client.call("maja", "GET", path)).body).toMatchObject({ default_branch: null, empty_repo: true });
    const body = { branch: "main", commit_message: "m", actions: [{ action: "create", file_path: "a", content: "x" }] };
    expect((await client.call("maja", "POST", `${path}/repository/commits`, body)).body.parent_ids).toEqual([]);
    expect((await client.call("maja", "GET", path)).body).toMatchObject({ default_branch: "main", empty_repo: false });
  });

  test("history of a ref or a path, the newest first, and one by its short id", async () => {
    const client = await start();
    await commit(client, "maja", { branch: "main", commit_message: "two", actions: [update("models.yml", "x")] });
    await commit(client, "maja", { branch: "main", commit_message: "three", actions: [update("docs/readme.md", "x")] });
    const titles = async (query: string) =>
      (await client.call("ana", "GET", `${COMMITS}?${query}`)).body.map((row: { title: string }) => row.title);
    expect(await titles("")).toEqual(["three", "two", "Initial commit"]);
    expect(await titles("path=models.yml")).toEqual(["two", "Initial commit"]);
    expect(await titles("path=docs&ref_name=main&per_page=1")).toEqual(["three"]);
    const [newest] = (await client.call("ana", "GET", COMMITS)).body;
    expect((await client.call("ana", "GET", `${COMMITS}/${newest.short_id}`)).body).toMatchObject({
      id: newest.id,
      project_id: 201,
    });
    expect((await client.call("ana", "GET", `${COMMITS}/${"0".repeat(40)}`)).body).toEqual({
      message: "404 Commit Not Found",
    });
  });

  test("compare shows what one has that the other has not", async () => {
    const client = await start();
    await commit(client, "ana", {
      branch: "work",
      start_branch: "main",
      commit_message: "w",
      actions: [update("models.yml", "x\n")],
    });
    await commit(client, "maja", { branch: "main", actions: [update("docs/readme.md", "y\n")] });
    const { body } = await client.call("ana", "GET", `${AI}/repository/compare?from=main&to=work`);
    expect(body).toMatchObject({
      commits: [{ title: "w" }],
      commit: { title: "w" },
      diffs: [{ new_path: "models.yml" }],
      compare_same_ref: false,
    });
    const straight = await client.call("ana", "GET", `${AI}/repository/compare?from=main&to=work&straight=true`);
    expect(straight.body.diffs).toHaveLength(2);
    expect((await client.call("ana", "GET", `${AI}/repository/compare?from=main&to=gone`)).status).toBe(404);
  });

  test("the tree lists a folder, or everything below", async () => {
    const { call } = await start();
    const paths = async (query: string) =>
      (await call("ana", "GET", `${AI}/repository/tree?${query}`)).body.map(
        (row: { type: string; path: string }) => `${row.type} ${row.path}`,
      );
    expect((await paths("")).sort()).toEqual(["blob models.yml", "tree docs"]);
    expect(await paths("path=docs")).toEqual(["blob docs/readme.md"]);
    expect((await paths("recursive=true")).sort()).toEqual(["blob docs/readme.md", "blob models.yml", "tree docs"]);
    expect((await call("ana", "GET", `${AI}/repository/tree?ref=gone`)).status).toBe(404);
  });
});

describe("branches", () => {
  test("are made from a ref, once, and deleted", async () => {
    const { call } = await start();
    expect(await call("ana", "POST", BRANCHES, { branch: "feature/x", ref: "main" })).toMatchObject({
      status: 201,
      body: { name: "feature/x", merged: true, protected: false, default: false, can_push: true },
    });
    expect(await call("ana", "POST", BRANCHES, { branch: "feature/x", ref: "main" })).toMatchObject({
      status: 400,
      body: { message: "Branch already exists" },
    });
    expect(await call("ana", "POST", BRANCHES, { branch: "y", ref: "gone" })).toMatchObject({
      status: 400,
      body: { message: "Failed to create branch 'y': invalid reference name 'gone'" },
    });
    expect((await call("ana", "POST", BRANCHES, { branch: "a b", ref: "main" })).body).toEqual({
      message: "Branch name is invalid",
    });
    expect((await call("ana", "GET", `${BRANCHES}?search=feature`)).body).toHaveLength(1);
    expect((await call("ana", "GET", `${BRANCHES}/main`)).body).toMatchObject({
      default: true,
      protected: true,
      can_push: false,
    });
    expect((await call("ana", "DELETE", `${BRANCHES}/feature%2Fx`)).status).toBe(204);
    expect(await call("ana", "GET", `${BRANCHES}/feature%2Fx`)).toMatchObject({
      status: 404,
      body: { message: "404 Branch Not Found" },
    });
    expect(await call("maja", "DELETE", `${BRANCHES}/main`)).toMatchObject({
      status: 400,
      body: { message: "The default branch of a project cannot be deleted." },
    });
    await call("maja", "POST", `${AI}/protected_branches`, { name: "kept" });
    await call("maja", "POST", BRANCHES, { branch: "kept", ref: "main" });
    expect((await call("maja", "DELETE", `${BRANCHES}/kept`)).body.message).toMatch(/protected branches/);
  });

  test("protection is made, listed and lifted by maintainers", async () => {
    const client = await start();
    const rules = `${AI}/protected_branches`;
    expect((await client.call("ana", "GET", rules)).status).toBe(403);
    expect((await client.call("maja", "GET", rules)).body).toMatchObject([
      { name: "main", push_access_levels: [{ access_level: 40 }], allow_force_push: false },
    ]);
    expect((await client.call("maja", "POST", rules, { name: "cutover/*", push_access_level: 40 })).status).toBe(201);
    expect(await client.call("maja", "POST", rules, { name: "main" })).toMatchObject({
      status: 409,
      body: { message: "Protected branch 'main' already exists" },
    });
    expect((await commit(client, "ana", { branch: "cutover/x", start_branch: "main", actions: [] })).status).toBe(403);
    expect((await client.call("maja", "DELETE", `${rules}/cutover%2F*`)).status).toBe(204);
    expect((await commit(client, "ana", { branch: "cutover/x", start_branch: "main", actions: [] })).status).toBe(201);
  });
});
