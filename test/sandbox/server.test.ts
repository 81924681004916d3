import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";
import { AI, type Client, SEED, start } from "./client.ts";

async function control(client: Client, method: string, path: string, body?: unknown) {
  const response = await fetch(`${client.sandbox.url}/_sandbox${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

const post = (client: Client, title: string) => client.call("pia", "POST", `${AI}/issues`, { title });
const titles = async (client: Client) =>
  (await client.call("pia", "GET", `${AI}/issues?sort=asc`)).body.map((issue: { title: string }) => issue.title);

describe("faults", () => {
  test("an answer is replaced after the call was carried out, or before", async () => {
    const client = await start();
    const match = { method: "post", path: "/projects/acme/ai/issues$" };
    await client.fault({ match, kind: "status", status: 502, body: "Bad Gateway", headers: { "x-proxy": "1" } });
    const lost = await post(client, "done all the same");
    expect([lost.status, lost.body, lost.headers.get("x-proxy")]).toEqual([502, "Bad Gateway", "1"]);
    await client.fault({ match, kind: "status", status: 503, body: { message: "503" }, before: true });
    expect(await post(client, "not done")).toMatchObject({ status: 503, body: { message: "503" } });
    await post(client, "fine");
    expect(await titles(client)).toEqual(["done all the same", "fine"]);
  });

  test("a connection is dropped after the call was carried out, or before", async () => {
    const client = await start();
    await client.fault({ match: { method: "POST" }, kind: "drop" });
    await expect(post(client, "done")).rejects.toThrow("fetch failed");
    await client.fault({ match: { method: "POST" }, kind: "drop-before" });
    await expect(post(client, "not done")).rejects.toThrow("fetch failed");
    expect(await titles(client)).toEqual(["done"]);
  });

  test("it strikes from the n-th matching call on, so often as it is told", async () => {
    const client = await start();
    await client.fault({ match: { method: "POST" }, at: 2, times: 2, kind: "status", status: 500, before: true });
    const statuses: number[] = [];
    for (const title of ["1", "2", "3", "4"]) statuses.push((await post(client, title)).status);
    expect(statuses).toEqual([201, 500, 500, 201]);
  });

  test("a path is met with and without its query", async () => {
    const client = await start();
    for (const path of ["/projects/acme%2Fai/issues$", "/projects/acme/ai/issues\\?state=opened"]) {
      await client.fault({ match: { path }, kind: "status", status: 418, before: true });
      expect((await client.call("pia", "GET", `${AI}/issues?state=opened`)).status, path).toBe(418);
    }
  });

  test("an answer comes late", async () => {
    const client = await start();
    await client.fault({ kind: "delay", ms: 120 });
    const from = performance.now();
    expect((await post(client, "T")).status).toBe(201);
    expect(performance.now() - from).toBeGreaterThan(100);
  });

  test("both kinds of 429, neither carried out", async () => {
    const client = await start();
    await client.fault({ match: { method: "POST" }, kind: "throttle" });
    const throttled = await post(client, "T");
    expect([throttled.status, throttled.body, throttled.headers.get("content-type")]).toEqual([
      429,
      "Retry later\n",
      "text/plain",
    ]);
    expect(throttled.headers.get("retry-after")).toBe("60");
    await client.fault({ match: { method: "POST" }, kind: "rate-limit" });
    const limited = await post(client, "T");
    expect(limited).toMatchObject({
      status: 429,
      body: { message: { error: "This endpoint has been requested too many times. Try again later." } },
    });
    // Only the making of issues and epics is limited without a word on when it is over.
    expect(limited.headers.get("retry-after")).toBeNull();
    expect(await titles(client)).toEqual([]);
    await client.fault({ kind: "rate-limit" });
    expect((await client.call("pia", "GET", `${AI}/issues`)).headers.get("retry-after")).toBe("60");
  });

  test("409 of the spam check, which is no conflict, and 503 with its Retry-After", async () => {
    const client = await start();
    await client.fault({ match: { method: "POST" }, kind: "captcha" });
    expect(await post(client, "T")).toMatchObject({ status: 409, body: { needs_captcha_response: true } });
    const headers = { "Retry-After": "7" };
    await client.fault({ kind: "status", status: 503, before: true, body: { message: "overloaded" }, headers });
    const overloaded = await post(client, "T");
    expect([overloaded.status, overloaded.headers.get("retry-after")]).toEqual([503, "7"]);
    expect(await titles(client)).toEqual([]);
  });

  test("what is no fault is refused with the kinds there are, and faults can be lifted", async () => {
    const client = await start();
    expect(await control(client, "POST", "/faults", { kind: "earthquake" })).toMatchObject({
      status: 400,
      body: { error: "a fault has a kind: status, drop, drop-before, delay, throttle, rate-limit, captcha" },
    });
    expect((await control(client, "POST", "/faults", { kind: "drop", match: { path: "(" } })).status).toBe(400);
    expect(await control(client, "POST", "/faults", [{ kind: "drop" }, { kind: "drop" }])).toMatchObject({
      status: 201,
      body: { faults: 2 },
    });
    expect((await control(client, "DELETE", "/faults")).status).toBe(204);
    expect((await post(client, "T")).status).toBe(201);
  });
});

describe("the test side", () => {
  test("calls are told to listeners after they were done and before they are answered, and logged", async () => {
    const client = await start();
    const heard: string[] = [];
    client.sandbox.onRequest(async (n, method, path) => {
      const { body } = await control(client, "GET", "/state");
      heard.push(`${n} ${method} ${path} ${body.workItems.length}`);
    });
    await post(client, "T");
    await client.call("pia", "GET", `${AI}/issues/9`);
    expect(heard).toEqual([`1 POST /api/v4${AI}/issues 1`, `2 GET /api/v4${AI}/issues/9 1`]);
    expect(client.sandbox.requests).toBe(2);
    expect((await control(client, "GET", "/requests")).body).toEqual([
      { n: 1, method: "POST", path: `/api/v4${AI}/issues`, status: 201, user: "pia", fault: null },
      { n: 2, method: "GET", path: `/api/v4${AI}/issues/9`, status: 404, user: "pia", fault: null },
    ]);
  });

  test("the clock moves by a second with every write and not with reading, and can be moved", async () => {
    const client = await start({ seed: SEED, now: "2026-01-01T00:00:00Z" });
    const time = async (title: string) => (await post(client, title)).body.created_at;
    expect(await time("a")).toBe("2026-01-01T00:00:01.000Z");
    await client.call("pia", "GET", `${AI}/issues`);
    await client.graphql("pia", "query { currentUser { username } }");
    expect(await time("b")).toBe("2026-01-01T00:00:02.000Z");
    expect((await control(client, "POST", "/clock", { advance: 3600 })).body).toEqual({
      now: "2026-01-01T01:00:02.000Z",
      date: 0,
    });
    expect((await control(client, "POST", "/clock", { now: "2027-05-05" })).body).toEqual({
      now: "2027-05-05T00:00:00.000Z",
      date: 0,
    });
    expect((await control(client, "POST", "/clock", { to: "noon" })).status).toBe(400);
    expect(await time("c")).toBe("2027-05-05T00:00:01.000Z");
  });

  test("two runs of the same calls give the same state", async () => {
    const states: string[] = [];
    for (const _ of [1, 2]) {
      const client = await start();
      await post(client, "T");
      await client.call("ana", "POST", `${AI}/repository/branches`, { branch: "x", ref: "main" });
      states.push(JSON.stringify((await control(client, "GET", "/state")).body));
    }
    expect(states[0]).toBe(states[1]);
  });

  test("reset brings the seed back, more seed is added", async () => {
    const client = await start();
    await post(client, "T");
    expect(
      (await control(client, "POST", "/seed", { projects: [{ path: "acme/more", files: { a: "x" } }] })).status,
    ).toBe(201);
    expect((await client.call("ana", "GET", "/projects/acme%2Fmore")).status).toBe(200);
    expect((await control(client, "POST", "/reset")).status).toBe(201);
    expect((await client.call("ana", "GET", "/projects/acme%2Fmore")).status).toBe(404);
    expect((await post(client, "T")).body).toMatchObject({ id: 1001, iid: 1 });
    expect((await control(client, "POST", "/seed", { projects: [{ path: "bad" }] })).body.error).toContain(
      "group/project",
    );
    expect((await control(client, "GET", "/nothing")).status).toBe(404);
  });
});

describe("the server", () => {
  test("every answer is marked and carries the limits", async () => {
    const client = await start();
    const { headers } = await client.call("ana", "GET", "/user");
    expect(headers.get("x-sandbox")).toBe("cutover");
    expect(headers.get("ratelimit-name")).toBe("throttle_authenticated_api");
    const remaining = Number(headers.get("ratelimit-remaining"));
    expect(Number(headers.get("ratelimit-limit")) - Number(headers.get("ratelimit-observed"))).toBe(remaining);
    expect(Number((await client.call("ana", "GET", "/user")).headers.get("ratelimit-remaining"))).toBe(remaining - 1);
    expect((await client.call("ana", "GET", "/nothing/here")).headers.get("x-sandbox")).toBe("cutover");
  });

  test("bodies that are no JSON or too large are refused", async () => {
    const client = await start();
    const send = (body: string) =>
      fetch(`${client.sandbox.url}/api/v4${AI}/issues`, {
        method: "POST",
        body,
        headers: { "private-token": "pia", "content-type": "application/json" },
      });
    const broken = await send("{");
    expect([broken.status, await broken.json()]).toEqual([
      400,
      { error: "message body does not match declared format" },
    ]);
    expect((await send(JSON.stringify({ title: "x".repeat(10 * 1024 * 1024) }))).status).toBe(413);
    expect((await send('{"title":"T","__proto__":{"labels":"bug"}}')).status).toBe(201);
    const form = await fetch(`${client.sandbox.url}/api/v4${AI}/issues`, {
      method: "POST",
      body: new URLSearchParams({ title: "Form", "assignee_ids[]": "14" }),
      headers: { "private-token": "pia" },
    });
    expect(await form.json()).toMatchObject({ title: "Form", assignees: [{ username: "ana" }] });
  });

  test("a folder keeps the state from one start to the next", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
    const first = await start({ seed: SEED, folder });
    await post(first, "kept");
    await first.graphql(
      "pia",
      `mutation { workItemUpdate(input: { id: "gid://gitlab/WorkItem/1001", title: "kept and changed" }) { errors } }`,
    );
    expect(readdirSync(folder)).toEqual(["state.json"]);
    const second = await start({ seed: SEED, folder });
    expect(await titles(second)).toEqual(["kept and changed"]);
    expect((await post(second, "next")).body.iid).toBe(2);
    writeFileSync(join(folder, "state.json"), '{"version":9}');
    await expect(startSandbox({ folder })).rejects.toThrow('version "9"');
    rmSync(folder, { recursive: true });
  });

  test("a taken port is an error, not a hang", async () => {
    const client = await start();
    await expect(startSandbox({ port: client.sandbox.port })).rejects.toThrow("EADDRINUSE");
  });
});

describe("pages for people", () => {
  test("web_urls lead to the text, escaped", async () => {
    const client = await start();
    const { body: issue } = await client.call("pia", "POST", `${AI}/issues`, {
      title: "<b>T</b>",
      description: "a & b",
      labels: "bug",
    });
    await client.call("pia", "POST", `${AI}/issues/1/notes`, { body: "<script>" });
    const response = await fetch(issue.web_url);
    const html = await response.text();
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(html).toContain("&lt;b&gt;T&lt;/b&gt;");
    expect(html).toContain("a &amp; b");
    expect(html).toContain("bug");
    expect(html).not.toContain("<script>");
  });

  test("epics, merge requests, files and overviews have one too, nothing else has", async () => {
    const client = await start();
    const input = { namespacePath: "acme", workItemTypeId: "gid://gitlab/WorkItems::Type/8", title: "The epic" };
    await client.graphql(
      "pia",
      "mutation m($input: WorkItemCreateInput!) { workItemCreate(input: $input) { errors } }",
      { input },
    );
    await client.call("ana", "POST", `${AI}/repository/branches`, { branch: "x", ref: "main" });
    const { body: request } = await client.call("ana", "POST", `${AI}/merge_requests`, {
      title: "The request",
      source_branch: "x",
      target_branch: "main",
    });
    const text = async (path: string) => (await fetch(new URL(path, client.sandbox.url))).text();
    expect(await text("/groups/acme/-/epics/1")).toContain("The epic");
    expect(await text(request.web_url)).toContain("x -&gt; main");
    expect(await text("/acme/ai/-/blob/main/docs/readme.md")).toContain("hello");
    expect(await text("/")).toContain('<a href="/acme/ai/-/merge_requests/1">');
    expect(await text("/acme/ai")).toContain("The request");
    expect((await fetch(`${client.sandbox.url}/acme/ai/-/issues/77`)).status).toBe(404);
    expect((await fetch(`${client.sandbox.url}/%E0%A4%A`)).status).toBe(404);
  });
});
