import { describe, expect, test } from "vitest";
import type { Seed } from "../../src/sandbox/server.ts";
import { AI, type Answer, type Client, start } from "./client.ts";

type Settings = NonNullable<NonNullable<Seed["projects"]>[number]["settings"]>;

async function commit({ call }: Client, branch: string, file: string): Promise<string> {
  const { body } = await call("maja", "POST", `${AI}/repository/commits`, {
    branch,
    ...(branch === "main" ? {} : { start_branch: "main" }),
    commit_message: file,
    actions: [{ action: "create", file_path: file, content: file }],
  });
  return body.id;
}

/** A merge request of one commit, in a project with these settings. */
async function withRequest(settings: Settings): Promise<Client & { head: string }> {
  const client = await start();
  client.sandbox.seed({ projects: [{ path: "acme/ai", settings }] });
  const head = await commit(client, "work", "work.txt");
  const wanted = { title: "Work", source_branch: "work", target_branch: "main" };
  expect((await client.call("maja", "POST", `${AI}/merge_requests`, wanted)).status).toBe(201);
  return { ...client, head };
}

const merge = ({ call }: Client): Promise<Answer> => call("maja", "PUT", `${AI}/merge_requests/1/merge`, {});
const main = async ({ call }: Client): Promise<string> =>
  (await call("maja", "GET", `${AI}/repository/branches/main`)).body.commit.id;

describe("a project that merges by fast-forward", () => {
  test("takes the branch's own commits, and makes none for the merge", async () => {
    const client = await withRequest({ merge_method: "ff" });
    const { body } = await merge(client);
    expect(body).toMatchObject({ state: "merged", sha: client.head, merge_commit_sha: null, squash_commit_sha: null });
    expect(await main(client)).toBe(client.head);
    const found = await client.call("maja", "GET", `${AI}/repository/commits/${client.head}/merge_requests`);
    expect(found.body).toMatchObject([{ iid: 1 }]);
  });

  test("or the one that they are squashed to, where that is a must", async () => {
    const client = await withRequest({ merge_method: "ff", squash_option: "always" });
    const { body } = await merge(client);
    expect(body.merge_commit_sha).toBeNull();
    expect(body.squash_commit_sha).not.toBe(client.head);
    expect(await main(client)).toBe(body.squash_commit_sha);
  });

  test("wants a branch that starts at the target's head", async () => {
    const client = await withRequest({ merge_method: "ff" });
    await commit(client, "main", "other.txt");
    const { body } = await client.call("maja", "GET", `${AI}/merge_requests/1`);
    expect(body).toMatchObject({ detailed_merge_status: "need_rebase" });
    expect((await merge(client)).status).toBe(405);
  });
});

test("a half-linear history has merge commits, and the same wish", async () => {
  const client = await withRequest({ merge_method: "rebase_merge" });
  expect((await merge(client)).body.merge_commit_sha).toBe(await main(client));
  expect((await client.call("maja", "GET", AI)).body).toMatchObject({ merge_method: "rebase_merge" });
});
