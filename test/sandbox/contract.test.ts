import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Gitlab } from "@gitbeaker/rest";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { ROUTES } from "../../src/sandbox/routes.ts";
import { AI, type Client, start } from "./client.ts";

const SHARED = fileURLToPath(new URL("../../../shared/gitlab/", import.meta.url));
const missing = !existsSync(SHARED);
if (missing)
  process.stderr.write(
    "test/sandbox/contract: ../shared is absent, GitLab's schemas and OpenAPI description are not checked\n",
  );

/** GitLab's own response schemas, under the names that they call each other by. */
function readSchemas(): Ajv {
  const ajv = new Ajv({ strict: false });
  const instant = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;
  ajv.addFormat("date", /^\d{4}-\d\d-\d\d$/);
  // GitLab's checker lets a date pass where the milestone's schema says date-time.
  ajv.addFormat("date-time", (value) => instant.test(value) || /^\d{4}-\d\d-\d\d$/.test(value));
  ajv.addFormat("uri", (value) => URL.canParse(value));
  const root = `${SHARED}response-schemas/`;
  for (const name of readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".json"),
  )) {
    const text = readFileSync(root + name, "utf8").replaceAll(
      "../../../../../../spec/fixtures/api/schemas/public_api/v4/",
      "",
    );
    ajv.addSchema(JSON.parse(text) as object, `https://schemas/${name}`);
  }
  ajv.addSchema({ type: "object", required: ["additions", "deletions", "total"] }, "https://schemas/commit_stats.json");
  return ajv;
}

let read: Ajv | undefined;

function schemas(): Ajv {
  read ??= readSchemas();
  return read;
}

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

describe.skipIf(missing)("answers have the shapes that GitLab's own tests ask for", () => {
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
  ])("%s for %s", async (schema, path) => {
    const { call } = await furnished();
    const { status, body } = await call("maja", "GET", path);
    expect(status).toBe(200);
    expect(Array.isArray(body) ? body.length : 1).toBeGreaterThan(0);
    const check = schemas().getSchema(`https://schemas/${schema}`);
    // The project schema is the one of lists; a single project shows more than those fields.
    const subject = schema === "project.json" ? withoutExtras(body) : body;
    check?.(subject);
    expect(check?.errors ?? null).toBeNull();
  });

  function withoutExtras(project: Record<string, unknown>): Record<string, unknown> {
    const schema = JSON.parse(readFileSync(`${SHARED}response-schemas/project.json`, "utf8")) as { properties: object };
    return Object.fromEntries(Object.entries(project).filter(([key]) => key in schema.properties));
  }

  test("metadata.json", async () => {
    const { call } = await start();
    const { body } = await call("ana", "GET", "/metadata");
    const check = schemas().getSchema("https://schemas/metadata.json");
    expect([check?.(body), check?.errors ?? null]).toEqual([true, null]);
  });
});

test.skipIf(missing)("every route is one of GitLab's published ones", () => {
  const { paths } = JSON.parse(readFileSync(`${SHARED}openapi.json`, "utf8")) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const shape = (path: string) => path.replace(/:\w+|\{\w+\}/g, "*");
  const published = new Set(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${shape(path)}`),
    ),
  );
  const offered = ROUTES.map((route) => `${route.method} ${shape(route.pattern)}`);
  expect(offered.length).toBeGreaterThan(80);
  // The trimmed description leaves these out; they are in GitLab's full one.
  const elsewhere = [
    "GET /users",
    "GET /projects",
    "GET /groups",
    "GET /personal_access_tokens/self",
    "GET /projects/*/merge_requests/*/diffs",
  ];
  expect(offered.filter((route) => !published.has(route) && !elsewhere.includes(route))).toEqual([]);
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
