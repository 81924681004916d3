import { expect, test } from "vitest";
import { AI, type Answer, type Client, SEED, start } from "./client.ts";

const FORK = "/projects/people%2Fai";

/** Gus, a guest of acme, has a fork with a change on its branch `idea`. */
async function withFork(): Promise<Client> {
  const fork = { path: "people/ai", forked_from: "acme/ai", members: { gus: "owner" as const } };
  const open = (SEED.projects ?? []).map((project) =>
    project.path === "acme/ai" ? { ...project, visibility: "public" as const } : project,
  );
  const client = await start({ seed: { ...SEED, projects: [...open, fork] } });
  const made = await client.call("gus", "POST", `${FORK}/repository/commits`, {
    branch: "idea",
    start_branch: "main",
    commit_message: "idea",
    actions: [{ action: "create", file_path: "idea.txt", content: "idea" }],
  });
  expect(made.status).toBe(201);
  return client;
}

async function propose({ call }: Client): Promise<Answer> {
  const { id } = (await call("gus", "GET", AI)).body;
  const wanted = { title: "Idea", source_branch: "idea", target_branch: "main", target_project_id: id };
  return call("gus", "POST", `${FORK}/merge_requests`, wanted);
}

test("a fork's merge request stands in the project that it goes into", async () => {
  const client = await withFork();
  const { body, status } = await propose(client);
  const fork = (await client.call("gus", "GET", FORK)).body;
  const home = (await client.call("gus", "GET", AI)).body;
  expect(status).toBe(201);
  expect(body).toMatchObject({
    iid: 1,
    project_id: home.id,
    target_project_id: home.id,
    source_project_id: fork.id,
    detailed_merge_status: "mergeable",
    web_url: expect.stringMatching(/\/acme\/ai\/-\/merge_requests\/1$/),
  });
  expect(fork.forked_from_project).toMatchObject({ id: home.id, path_with_namespace: "acme/ai" });
  expect((await client.call("maja", "GET", `${AI}/merge_requests`)).body).toMatchObject([{ title: "Idea" }]);
  expect((await client.call("gus", "GET", `${FORK}/merge_requests`)).body).toEqual([]);
  expect((await client.call("gus", "GET", `${AI}/merge_requests/1/diffs`)).body).toMatchObject([
    { new_path: "idea.txt", new_file: true },
  ]);
  // What it brings can be looked at in the project itself.
  expect((await client.call("maja", "GET", `${AI}/repository/commits/${body.sha}`)).status).toBe(200);
  expect((await propose(client)).status).toBe(409);
});

test("it is merged by those who may, and leaves the fork's branch to its owner", async () => {
  const client = await withFork();
  const { sha } = (await propose(client)).body;
  const merge = `${AI}/merge_requests/1/merge`;
  expect((await client.call("gus", "PUT", merge)).status).toBe(401);
  const merged = await client.call("maja", "PUT", merge, { should_remove_source_branch: true });
  expect(merged.body).toMatchObject({ state: "merged", merge_user: { username: "maja" }, sha });
  expect((await client.call("gus", "GET", `${FORK}/repository/branches/idea`)).status).toBe(200);
  const of = async (commit: string) =>
    (await client.call("maja", "GET", `${AI}/repository/commits/${commit}/merge_requests`)).body;
  for (const commit of [sha, merged.body.merge_commit_sha]) expect(await of(commit)).toMatchObject([{ iid: 1 }]);
});

test("only a fork may ask", async () => {
  const client = await withFork();
  const { id } = (await client.call("gus", "GET", "/projects/acme%2Fopen")).body;
  const wanted = { title: "T", source_branch: "idea", target_branch: "main", target_project_id: id };
  expect((await client.call("gus", "POST", `${FORK}/merge_requests`, wanted)).status).toBe(422);
});
