import { expect, test } from "vitest";
import { start } from "./client.ts";

const MINUTE = 60_000;

/** Milliseconds by which the answers' `Date` header is ahead of a time. */
async function ahead(url: string, of: number): Promise<number> {
  const { headers } = await fetch(`${url}/api/v4/metadata`);
  return Date.parse(headers.get("date") ?? "") - of;
}

async function clock(url: string, body: unknown): Promise<number> {
  return (await fetch(`${url}/_sandbox/clock`, { method: "POST", body: JSON.stringify(body) })).status;
}

test("answers tell the machine's time, whatever the sandbox's clock says, until it is said otherwise", async () => {
  const { url } = (await start({ now: "2020-01-01T00:00:00Z" })).sandbox;
  expect(Math.abs(await ahead(url, Date.now()))).toBeLessThan(MINUTE);
  expect(await clock(url, { date: 3600 })).toBe(200);
  expect(Math.abs((await ahead(url, Date.now())) - 60 * MINUTE)).toBeLessThan(MINUTE);
  expect(await clock(url, { date: "clock" })).toBe(200);
  expect(await ahead(url, Date.parse("2020-01-01T00:00:00Z"))).toBe(0);
  expect(await clock(url, { date: "noon" })).toBe(400);
});

test("they follow the sandbox's clock from the start, and after a reset", async () => {
  const { url } = (await start({ now: "2020-01-01T00:00:00Z", date: "clock" })).sandbox;
  await clock(url, { date: 0 });
  await fetch(`${url}/_sandbox/reset`, { method: "POST" });
  expect(await ahead(url, Date.parse("2020-01-01T00:00:00Z"))).toBe(0);
});
