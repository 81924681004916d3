import { readFileSync } from "node:fs";
import { Gitlab } from "@gitbeaker/rest";
import { describe, expect, test } from "vitest";
import { ROUTES } from "../../src/sandbox/routes.ts";
import { schema } from "../contract/answers.ts";
import { checkRequest } from "../contract/check.ts";
import { callOf } from "../contract/openapi.ts";
import { isPresent, RESPONSE_SCHEMAS } from "../contract/shared.ts";
import { AI, type Client, start } from "./client.ts";

async function furnished(): Promise<Client> {
  const client = await start();
  const post = (path: string, body: object) => client.call("maja", "POST", AI + path, body);
  await post("/issues", {
    title: "One",
    description: "- [x] a",
    labels: "bug",
    assignee_ids: [14],
    milestone_id: 401,
    due_date: "2026-07-01",
  });
  await post("/issues", { title: "Two" });
  await client.call("maja", "PUT", `${AI}/issues/2`, { state_event: "close", title: "Zwei" });
  await post("/issues/1/links", { target_project_id: 201, target_issue_iid: 2 });
  await post("/issues/1/notes", { body: "note" });
  await post("/milestones", { title: "19.0", due_date: "2026-08-01" });
  await post("/feature_flags_user_lists", { name: "team", user_xids: "1" });
  const strategies = [
    { name: "gitlabUserList", parameters: {}, user_list_id: 801, scopes: [{ environment_scope: "*" }] },
    { name: "default", parameters: {} },
  ];
  await post("/feature_flags", { name: "chat", strategies });
  const actions = [{ action: "update", file_path: "models.yml", content: "x" }];
  await post("/repository/commits", { branch: "work", start_branch: "main", commit_message: "m", actions });
  await post("/merge_requests", {
    title: "T",
    source_branch: "work",
    target_branch: "main",
    milestone_id: 401,
    assignee_ids: [14],
  });
  return client;
}

describe.skipIf(!isPresent)("answers have the shapes that GitLab's own tests ask for", () => {
  test.each([
    ["issue.json", `${AI}/issues/1`],
    ["issues.json", `${AI}/issues`],
    ["related_issues.json", `${AI}/issues/1/links`],
    ["issue_link.json", `${AI}/issues/1/links/3001`],
    ["notes.json", `${AI}/issues/2/notes`],
    ["notes.json", `${AI}/issues/1/notes`],
    ["milestones.json", `${AI}/milestones?include_ancestors=true`],
    ["milestone.json", `${AI}/milestones/402`],
    ["labels/project_label_with_counts.json", `${AI}/labels/bug?with_counts=true`],
    ["feature_flag.json", `${AI}/feature_flags/chat`],
    ["feature_flags.json", `${AI}/feature_flags`],
    ["branch.json", `${AI}/repository/branches/work`],
    ["branches.json", `${AI}/repository/branches`],
    ["commit/detail.json", `${AI}/repository/commits/work`],
    ["commit/with_stats.json", `${AI}/repository/commits/work?stats=true`],
    ["merge_request.json", `${AI}/merge_requests/1`],
    ["merge_requests.json", `${AI}/merge_requests`],
    ["user/public.json", "/user"],
    ["user/basics.json", "/users"],
    ["project.json", AI],
  ])("%s for %s", async (name, path) => {
    const { call } = await furnished();
    const { status, body } = await call("maja", "GET", path);
    expect(status).toBe(200);
    expect(Array.isArray(body) ? body.length : 1).toBeGreaterThan(0);
    const check = schema(name);
    // The project schema is the one of lists; a single project shows more than those fields.
    const subject = name === "project.json" ? withoutExtras(body) : body;
    check(subject);
    expect(check.errors ?? null).toBeNull();
  });

  function withoutExtras(project: Record<string, unknown>): Record<string, unknown> {
    const schema = JSON.parse(readFileSync(`${RESPONSE_SCHEMAS}project.json`, "utf8")) as { properties: object };
    return Object.fromEntries(Object.entries(project).filter(([key]) => key in schema.properties));
  }
});

test.skipIf(!isPresent)("every route is one of GitLab's published ones", () => {
  const offered = ROUTES.map((route) => callOf(route.method, route.pattern));
  expect(offered.length).toBeGreaterThan(120);
  const sent = offered.map((call) => call.replaceAll("*", "1").split(" ", 2));
  const complaints = sent.flatMap(([method = "", path = ""]) => {
    const request = { method, target: `/api/v4${path}`, body: "", contentType: undefined, userAgent: "", status: 200 };
    return checkRequest(request, "person")?.complaints ?? [];
  });
  expect(complaints).toEqual([]);
});

test("gitbeaker's classes work against it, all pages included", async () => {
  const client = await furnished();
  for (let number = 3; number <= 25; number += 1)
    await client.call("pia", "POST", `${AI}/issues`, { title: `T${number}` });
  const api = new Gitlab({ host: client.sandbox.url, token: "maja" });
  expect(await api.Issues.all({ projectId: "acme/ai" })).toHaveLength(25);
  expect(
    await api.Issues.all({
      projectId: "acme/ai",
      pagination: "keyset",
      orderBy: "created_at",
      sort: "asc",
      perPage: 10,
    }),
  ).toHaveLength(25);
  expect(await api.Issues.all({ projectId: "acme/ai", iids: [1, 2] })).toHaveLength(2);
  expect(await api.FeatureFlags.all("acme/ai")).toMatchObject([{ name: "chat" }]);
  expect(await api.RepositoryFiles.show("acme/ai", "docs/readme.md", "main")).toMatchObject({ size: 6 });
  expect(await api.Branches.show("acme/ai", "work")).toMatchObject({ name: "work" });
  expect(await api.MergeRequests.all({ projectId: "acme/ai", state: "opened" })).toMatchObject([{ iid: 1 }]);
  expect(await api.MergeRequests.merge("acme/ai", 1)).toMatchObject({ state: "merged" });
  await expect(api.Issues.create("acme/ai", "x".repeat(256))).rejects.toMatchObject({
    cause: { response: { status: 400 } },
  });
});
