import { expect, test } from "vitest";
import { AI, type Client, start } from "./client.ts";

const STATE = `${AI}/terraform/state/cutover`;
const LOCK = {
  ID: "mine",
  Operation: "OperationTypeApply",
  Info: "why",
  Who: "ana@laptop",
  Version: "1.5",
  Created: "2020-01-01T00:00:00Z",
  Path: "p",
};

const lock = (client: Client, user: string, changes: object = {}) =>
  client.call(user, "POST", `${STATE}/lock`, { ...LOCK, ...changes });

test("the lock is had by the first, and 409 tells everybody else whose it is", async () => {
  const client = await start();
  const got = await lock(client, "maja");
  expect(got).toMatchObject({ status: 200, body: { ID: "mine", Who: "maja", Operation: LOCK.Operation } });
  const refused = await lock(client, "olga", { ID: "hers", Info: "her reason", Path: "q" });
  expect(refused.status).toBe(409);
  // Only ID, Who and Created are the holder's; the rest is what was just sent.
  expect(refused.body).toEqual({
    ID: "mine",
    Who: "maja",
    Created: got.body.Created,
    Info: "her reason",
    Path: "q",
    Operation: LOCK.Operation,
    Version: LOCK.Version,
  });
  expect(got.body.Created).not.toBe(LOCK.Created);
});

test("it is not re-entrant", async () => {
  const client = await start();
  await lock(client, "maja");
  expect(await lock(client, "maja")).toMatchObject({ status: 409, body: { ID: "mine" } });
});

test("it is given back by its ID; another's is 409, and none breaks anybody's", async () => {
  const client = await start();
  await lock(client, "maja");
  const unlock = (user: string, query: string) => client.call(user, "DELETE", `${STATE}/lock${query}`);
  expect((await unlock("olga", "?ID=hers")).status).toBe(409);
  expect((await unlock("maja", "?ID=mine")).status).toBe(200);
  expect((await lock(client, "olga", { ID: "hers" })).status).toBe(200);
  expect((await unlock("maja", "")).status).toBe(200);
  // Nobody has it now, so no ID is that of its holder.
  expect((await unlock("olga", "?ID=hers")).status).toBe(409);
  expect((await unlock("maja", "")).status).toBe(200);
  expect((await lock(client, "maja")).status).toBe(200);
});

test("takes all seven fields, and a maintainer", async () => {
  const client = await start();
  expect((await client.call("maja", "POST", `${STATE}/lock`, { ID: "x", Operation: "o" })).body).toEqual({
    error: "Info is missing, Who is missing, Version is missing, Created is missing, Path is missing",
  });
  expect((await lock(client, "maja", { ID: "x".repeat(256) })).status).toBe(400);
  expect((await lock(client, "ana")).status).toBe(403);
  expect((await client.call("ana", "DELETE", `${STATE}/lock`)).status).toBe(403);
  expect((await lock(client, "stranger")).status).toBe(404);
  expect((await client.call(null, "POST", `${STATE}/lock`, LOCK)).status).toBe(404);
});

test("the state of its own is not needed for a lock, and comes and goes", async () => {
  const client = await start();
  const { call } = client;
  expect((await call("ana", "GET", STATE)).status).toBe(404);
  await lock(client, "maja");
  expect((await call("ana", "GET", STATE)).status).toBe(204);
  expect((await call("maja", "POST", `${STATE}?ID=mine`, { version: 4 })).status).toBe(422);
  expect((await call("maja", "POST", `${STATE}?ID=other`, { serial: 1 })).status).toBe(500);
  expect((await call("maja", "POST", `${STATE}?ID=mine`, { serial: 1, a: [1] })).status).toBe(200);
  expect((await call("maja", "POST", `${STATE}?ID=mine`, { serial: 1 })).status).toBe(422);
  expect((await call("ana", "GET", STATE)).body).toEqual({ serial: 1, a: [1] });
  expect((await call("gus", "GET", STATE)).status).toBe(403);
  expect((await call("maja", "DELETE", `${STATE}?ID=mine`)).status).toBe(200);
  expect((await lock(client, "maja")).status).toBe(422);
  await fetch(`${client.sandbox.url}/_sandbox/clock`, { method: "POST", body: '{"advance": 60}' });
  expect((await call("ana", "GET", STATE)).status).toBe(404);
});

test("Terraform itself signs in with basic auth", async () => {
  const { sandbox } = await start();
  const authorization = `Basic ${Buffer.from("maja:maja").toString("base64")}`;
  const send = (path: string) => fetch(`${sandbox.url}/api/v4${path}`, { headers: { authorization } });
  expect((await send(STATE)).status).toBe(404);
  expect(await (await send(STATE)).json()).toEqual({ message: "404 State Not Found" });
  expect((await send(`${AI}/issues`)).status).toBe(404);
});
