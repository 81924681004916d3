import { expect, test } from "vitest";
import { type Answer, type Client, start } from "./client.ts";

const set = (client: Client, body: object, name = "ai_chat"): Promise<Answer> =>
  client.call("root", "POST", `/features/${name}`, body);
const gates = (answer: Answer) =>
  Object.fromEntries(answer.body.gates.map((gate: { key: string; value: unknown }) => [gate.key, gate.value]));

test("any name is taken and kept; DELETE is 204 whether or not it was there", async () => {
  const client = await start();
  expect(await set(client, { value: true }, "nobody_asks_for_it")).toMatchObject({
    status: 201,
    body: { state: "on" },
  });
  expect((await client.call("root", "GET", "/features")).body).toMatchObject([
    { name: "nobody_asks_for_it", definition: null },
  ]);
  expect((await client.call("root", "DELETE", "/features/nobody_asks_for_it")).status).toBe(204);
  expect((await client.call("root", "DELETE", "/features/nobody_asks_for_it")).status).toBe(204);
  expect((await client.call("root", "GET", "/features")).body).toEqual([]);
});

test("a bare number means time, and key names actors", async () => {
  const client = await start();
  expect(gates(await set(client, { value: 30 }))).toEqual({ boolean: false, percentage_of_time: 30 });
  expect(gates(await set(client, { value: 25, key: "percentage_of_actors" }))).toMatchObject({
    percentage_of_actors: 25,
  });
});

test("fully on and fully off both wipe every other gate, also as 100 and 0", async () => {
  const client = await start();
  for (const value of [true, false, 100, 0, "100.0"]) {
    await set(client, { value: false });
    await set(client, { value: 25, key: "percentage_of_actors" });
    await set(client, { value: true, project: "acme/ai", group: "acme" });
    const answer = await set(client, { value, key: "percentage_of_actors" });
    expect(gates(answer), String(value)).toEqual({ boolean: value === true || Number(value) === 100 });
  }
});

test("a percentage of a fully enabled flag is refused", async () => {
  const client = await start();
  await set(client, { value: true });
  expect(await set(client, { value: 50, key: "percentage_of_actors" })).toMatchObject({
    status: 400,
    body: { message: "Cannot enable percentage of actors for a fully-enabled flag" },
  });
});

test("actors are added and taken away, and must exist", async () => {
  const client = await start();
  expect(gates(await set(client, { value: true, user: "ana,pia", project: "acme/ai" }))["actors"]).toEqual([
    "User:14",
    "User:15",
    "Project:201",
  ]);
  expect(gates(await set(client, { value: false, user: "ana" }))["actors"]).toEqual(["User:15", "Project:201"]);
  expect(await set(client, { value: true, user: "nobody" })).toMatchObject({
    status: 400,
    body: { message: "nobody is not found!" },
  });
  expect((await set(client, {})).body).toEqual({ error: "value is missing" });
});

test("what the code knows stands in the definitions, and beside the gates that were set", async () => {
  const client = await start({
    seed: {
      users: [{ username: "root", name: "Root", token: "root", admin: true }],
      feature_definitions: [{ name: "ai_chat", default_enabled: true, milestone: "18.9" }],
      features: [
        { name: "ai_chat", percentage_of_actors: 25 },
        { name: "stale", value: true },
      ],
    },
  });
  const definition = { name: "ai_chat", type: "beta", group: null, milestone: "18.9", default_enabled: true };
  expect((await client.call("root", "GET", "/features/definitions")).body).toEqual([definition]);
  expect((await client.call("root", "GET", "/features")).body).toEqual([
    {
      name: "ai_chat",
      state: "conditional",
      gates: [
        { key: "boolean", value: false },
        { key: "percentage_of_actors", value: 25 },
      ],
      definition,
    },
    { name: "stale", state: "on", gates: [{ key: "boolean", value: true }], definition: null },
  ]);
});

test("only administrators ask", async () => {
  const client = await start();
  for (const path of ["/features", "/features/definitions"]) {
    expect((await client.call("olga", "GET", path)).status).toBe(403);
    expect((await client.call(null, "GET", path)).status).toBe(401);
  }
  expect((await client.call("olga", "POST", "/features/x", { value: true })).status).toBe(403);
  expect((await client.call("olga", "DELETE", "/features/x")).status).toBe(403);
});
