import { expect, test } from "vitest";
import { AI, type Client, start } from "./client.ts";

async function withIssues(count: number): Promise<Client> {
  const client = await start();
  for (let number = 1; number <= count; number += 1) {
    await client.call("pia", "POST", `${AI}/issues`, { title: `Issue ${String(number).padStart(3, "0")}` });
  }
  return client;
}

function links(header: string | null): Record<string, string> {
  const found = [...(header ?? "").matchAll(/<([^>]+)>; rel="(\w+)"/g)];
  return Object.fromEntries(found.map((match) => [match[2] ?? "", match[1] ?? ""]));
}

async function follow(client: Client, first: string): Promise<number[][]> {
  const pages: number[][] = [];
  let url: string | undefined = `${client.sandbox.url}/api/v4${first}`;
  while (url !== undefined) {
    const response: Response = await fetch(url, { headers: { "private-token": "pia" } });
    pages.push(((await response.json()) as { iid: number }[]).map((row) => row.iid));
    url = links(response.headers.get("link"))["next"];
  }
  return pages;
}

test("offset pages carry links and totals, and links keep the filters", async () => {
  const client = await withIssues(5);
  const { headers, body } = await client.call("pia", "GET", `${AI}/issues?per_page=2&page=2&state=opened`);
  expect(body).toHaveLength(2);
  expect(
    Object.fromEntries(
      ["x-page", "x-per-page", "x-next-page", "x-prev-page", "x-total", "x-total-pages"].map((name) => [
        name,
        headers.get(name),
      ]),
    ),
  ).toEqual({
    "x-page": "2",
    "x-per-page": "2",
    "x-next-page": "3",
    "x-prev-page": "1",
    "x-total": "5",
    "x-total-pages": "3",
  });
  const link = links(headers.get("link"));
  expect(Object.keys(link).sort()).toEqual(["first", "last", "next", "prev"]);
  expect(new URL(link["next"] ?? "").pathname).toBe("/api/v4/projects/acme%2Fai/issues");
  expect(new URL(link["next"] ?? "").search).toBe("?per_page=2&page=3&state=opened");
  expect(await follow(client, `${AI}/issues?per_page=2`)).toEqual([[5, 4], [3, 2], [1]]);
});

test("per_page is cut to 100, and refused at 0", async () => {
  const client = await withIssues(1);
  expect((await client.call("pia", "GET", `${AI}/issues?per_page=500`)).headers.get("x-per-page")).toBe("100");
  expect((await client.call("pia", "GET", `${AI}/issues`)).headers.get("x-per-page")).toBe("20");
  expect((await client.call("pia", "GET", `${AI}/issues?per_page=0`)).status).toBe(400);
  expect((await client.call("pia", "GET", `${AI}/issues?page=x`)).body).toEqual({ error: "page is invalid" });
});

test("keyset pages follow a cursor and are not shifted by new rows", async () => {
  const client = await withIssues(5);
  const path = `${AI}/issues?pagination=keyset&order_by=created_at&sort=desc&per_page=2`;
  expect(await follow(client, path)).toEqual([[5, 4], [3, 2], [1]]);
  const first = await client.call("pia", "GET", path);
  expect(first.headers.get("x-total")).toBeNull();
  const next = links(first.headers.get("link"))["next"] ?? "";
  expect(new URL(next).searchParams.get("cursor")).toBeTruthy();
  await client.call("pia", "POST", `${AI}/issues`, { title: "Late" });
  const second = await fetch(next, { headers: { "private-token": "pia" } });
  expect(((await second.json()) as { iid: number }[]).map((row) => row.iid)).toEqual([3, 2]);
  expect((await client.call("pia", "GET", `${path}&cursor=nonsense`)).body).toEqual({ error: "cursor is invalid" });
});

test("keyset by an ordering that has none falls back to offset without a word", async () => {
  const client = await withIssues(3);
  const { headers } = await client.call("pia", "GET", `${AI}/issues?pagination=keyset&order_by=priority&per_page=2`);
  expect(headers.get("x-page")).toBe("1");
});

test("rows without the ordered value come last when ascending", async () => {
  const client = await withIssues(3);
  await client.call("pia", "PUT", `${AI}/issues/2`, { due_date: "2026-07-01" });
  const path = `${AI}/issues?pagination=keyset&order_by=due_date&sort=asc&per_page=1`;
  expect(await follow(client, path)).toEqual([[2], [1], [3]]);
});
