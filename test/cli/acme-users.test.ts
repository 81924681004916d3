import { afterAll, beforeAll, expect, test } from "vitest";
import { acmeSeed } from "../../src/cli/demo/seed.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";

let acme: Sandbox;

beforeAll(async () => {
  acme = await startSandbox({ tier: "ultimate", seed: acmeSeed() });
});
afterAll(() => acme.close());

async function status(token: string, method: string, path: string, body?: object): Promise<number> {
  const headers = { "private-token": token, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return (await fetch(`${acme.url}/api/v4${path}`, { method, headers, ...sent })).status;
}

const AI = "/projects/acme%2Fai";
const MONOLITH = "/projects/acme%2Fmonolith";

test("the reading user reads all that a plan needs, and writes nothing", async () => {
  const paths = [
    "/groups/acme/epics",
    `${AI}/issues`,
    `${MONOLITH}/feature_flags`,
    "/projects/acme%2Fdocs/merge_requests",
  ];
  for (const path of paths) expect(await status("acme-reader", "GET", path), path).toBe(200);
  expect(await status("acme-reader", "POST", `${AI}/issues`, { title: "T" })).toBe(403);
});

test("the notes' user comments on merge requests of the workspace and knows nothing else", async () => {
  const actions = [{ action: "create", file_path: "note.txt", content: "n" }];
  const commit = { branch: "work", start_branch: "main", commit_message: "c", actions };
  expect(await status("acme-ana", "POST", `${AI}/repository/commits`, commit)).toBe(201);
  const request = { title: "T", source_branch: "work", target_branch: "main" };
  expect(await status("acme-ana", "POST", `${AI}/merge_requests`, request)).toBe(201);
  expect(await status("acme-notes", "POST", `${AI}/merge_requests/1/notes`, { body: "the plan" })).toBe(201);
  expect(await status("acme-notes", "PUT", `${AI}/merge_requests/1/merge`, {})).toBe(401);
  expect(await status("acme-notes", "POST", `${AI}/repository/commits`, commit)).toBe(403);
  expect(await status("acme-notes", "GET", MONOLITH)).toBe(404);
});
