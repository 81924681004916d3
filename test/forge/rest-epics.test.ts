import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Sent } from "../../src/forge/gitlab/http.ts";
import { createGitLabForge } from "../../src/forge/gitlab/index.ts";
import type { Forge } from "../../src/forge/port.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/server.ts";
import { describeItems } from "./conformance/items.ts";
import type { Ready } from "./conformance/stand.ts";
import { gitlab } from "./gitlab-stand.ts";
import { emptyScope, newEpic, newIssue, WORLD } from "./world.ts";

// Servers that differ in how they keep epics: what they have is found out by asking them.

const OLDER = "16.11.6-ee";
const bare = { assignees: [], milestone: undefined };

describe("an older GitLab, whose epics are those of REST,", () => {
  const adapter = gitlab(OLDER);
  let current: Ready;

  beforeEach(async () => {
    const stand = await adapter.start({ epics: true });
    const forge = stand.forge();
    current = { adapter, stand, forge, observe: (change) => forge.observe({ ...emptyScope(), ...change }) };
  });
  afterEach(() => current.stand.stop());

  describeItems(() => current);
});

let sandbox: Sandbox | undefined;
let sent: Sent[] = [];

afterEach(() => sandbox?.close());

async function start(options: SandboxOptions): Promise<Forge> {
  const people = [
    { username: WORLD.bot, name: "Cutover", token: "token-of-bot", role: "maintainer" as const },
    { username: WORLD.ana, name: WORLD.anaName, token: "token-of-ana", role: "maintainer" as const },
  ];
  const groups = [
    { path: "acme", labels: [WORLD.labels.managed, WORLD.labels.group], epics: [{ title: "Initiative" }] },
    { path: "acme/below", epics: [{ title: "Another group's" }] },
  ];
  const none = options.tier === "free" ? groups.map(({ epics: _, ...group }) => group) : groups;
  sandbox = await startSandbox({
    tier: "ultimate",
    seed: { users: people, groups: none, projects: [{ path: WORLD.tracker }] },
    ...options,
  });
  sent = [];
  return createGitLabForge({
    url: sandbox.url,
    token: "token-of-bot",
    fetch,
    onRequest: (request) => void sent.push(request),
  });
}

async function ana(method: string, path: string, body: unknown = {}): Promise<Record<string, unknown>> {
  const response = await fetch(`${sandbox?.url}/api/v4/${path}`, {
    method,
    headers: { "private-token": "token-of-ana", "content-type": "application/json" },
    ...(method === "GET" ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

describe("the way in which a server keeps epics", () => {
  test.each([
    ["a newer one has work items", { tier: "ultimate" }, { epics: true }],
    ["one without epics under epics says so", { tier: "premium" }, { epics: true, epicsLack: ["parent"] }],
    [
      "an older one has epics of REST",
      { tier: "premium", version: OLDER },
      { epics: true, epicsLack: ["assignees", "milestone"] },
    ],
    ["a free one has none", { tier: "free" }, { epics: false }],
    ["an older free one has none", { tier: "free", version: OLDER }, { epics: false }],
  ] as const)("%s", async (_what, options, expected) => {
    const forge = await start(options);
    const { epics, epicsLack } = await forge.observe(emptyScope());
    expect({ epics, ...(epicsLack && { epicsLack }) }).toEqual(expected);
  });

  test("is asked for once", async () => {
    const forge = await start({ version: OLDER });
    const made = await forge.create({ ...newEpic(), ...bare });
    if (made.kind !== "epic") throw new Error("no epic");
    await forge.updateItem(made.locator, { title: "Once" });
    await forge.read(made.locator);
    expect(sent.filter(({ url }) => url.endsWith("/groups/acme/epics?per_page=1"))).toHaveLength(1);
  });
});

describe("epics of REST", () => {
  test("of the groups below are not ours", async () => {
    const forge = await start({ version: OLDER });
    const wanted = { ...newEpic(), ...bare, labels: [WORLD.labels.managed] };
    await forge.create(wanted);
    await ana("POST", "groups/acme%2Fbelow/epics", { title: "Theirs", labels: WORLD.labels.managed });
    expect((await forge.observe(emptyScope())).items).toMatchObject([{ title: wanted.title }]);
  });

  test("take children of both kinds, also away from another parent, and are asked for nothing twice", async () => {
    const forge = await start({ version: OLDER });
    const initiative = { kind: "epic", home: "acme", id: "1" } as const;
    const epic = await forge.create({ ...newEpic(), ...bare });
    const issue = await forge.create({ ...newIssue(), ...bare, labels: [WORLD.labels.managed] });
    if (epic.kind !== "epic" || issue.kind !== "issue") throw new Error("something else was made");
    await forge.relate({ kind: "parent", from: issue.locator, to: initiative });
    await forge.relate({ kind: "parent", from: issue.locator, to: epic.locator });
    await forge.relate({ kind: "parent", from: epic.locator, to: initiative });
    const writes = sent.filter(({ write }) => write).length;
    await forge.relate({ kind: "parent", from: epic.locator, to: initiative });
    await forge.relate({ kind: "parent", from: issue.locator, to: epic.locator });
    expect(sent.filter(({ write }) => write)).toHaveLength(writes);
    expect(await forge.read(issue.locator)).toMatchObject({ parent: epic.locator });
    expect(await forge.read(epic.locator)).toMatchObject({ parent: initiative });
  });

  test("say where they hang, also under an epic of another group or of one that nobody may see", async () => {
    const forge = await start({ version: OLDER });
    const epic = await forge.create({ ...newEpic(), ...bare });
    if (epic.kind !== "epic") throw new Error("no epic");
    const below = { kind: "epic", home: "acme/below", id: "1" } as const;
    await forge.relate({ kind: "parent", from: below, to: epic.locator });
    expect(await forge.read(below)).toMatchObject({ parent: epic.locator });
  });

  test("that answer 200 and are as they were are an error", async () => {
    const forge = await start({ version: OLDER });
    const epic = await forge.create({ ...newEpic(), ...bare });
    if (epic.kind !== "epic") throw new Error("no epic");
    const lying = createGitLabForge({
      url: sandbox?.url ?? "",
      token: "token-of-bot",
      // As where a right is missing that the server does not speak of.
      fetch: async (url, init) =>
        init?.method === "PUT" ? fetch(url, { ...init, method: "GET", body: null }) : fetch(url, init),
    });
    await expect(
      lying.updateItem(epic.locator, { title: "New", dueDate: null, removeLabels: [WORLD.labels.group] }),
    ).rejects.toMatchObject({
      kind: "forbidden",
      message: `the server took acme&2 but did not set title, the removal of labels "${WORLD.labels.group}", due date (needs Planner or higher on acme)`,
    });
  });

  test("keep their start date when the due date is set", async () => {
    const forge = await start({ version: OLDER });
    const epic = await forge.create({ ...newEpic(), ...bare });
    if (epic.kind !== "epic") throw new Error("no epic");
    await ana("PUT", "groups/acme/epics/2", { start_date_fixed: "2026-01-02", start_date_is_fixed: true });
    await forge.updateItem(epic.locator, { dueDate: "2026-12-24" });
    expect(await ana("GET", "groups/acme/epics/2")).toMatchObject({
      start_date: "2026-01-02",
      due_date: "2026-12-24",
      due_date_is_fixed: true,
    });
  });

  test("have no assignees and no milestone, and nothing is sent that says otherwise", async () => {
    const forge = await start({ version: OLDER });
    const before = sent.length;
    await expect(forge.create({ ...newEpic(), labels: [] })).rejects.toMatchObject({
      kind: "refused",
      message: "acme: epics of this server cannot have assignees and a milestone",
    });
    expect(sent.slice(before).filter(({ write }) => write)).toEqual([]);
  });

  test("cannot be made where the licence has none", async () => {
    const forge = await start({ tier: "free", version: OLDER });
    await expect(forge.create({ ...newEpic(), ...bare })).rejects.toMatchObject({
      kind: "refused",
      message: '"acme" has no epics on this server: they need GitLab Premium or Ultimate',
    });
  });

  test("are told by REST alone where GraphQL knows no work items at all", async () => {
    const forge = await start({ version: OLDER });
    const labels = [WORLD.labels.managed];
    const one = await forge.create({ ...newIssue(), ...bare, labels });
    const other = await forge.create({ ...newIssue(), ...bare, labels, title: "Another" });
    if (one.kind !== "issue" || other.kind !== "issue") throw new Error("no issues");
    const oldest = createGitLabForge({
      url: sandbox?.url ?? "",
      token: "token-of-bot",
      fetch: async (url, init) =>
        String(url).endsWith("/api/graphql")
          ? Response.json({ errors: [{ message: "Field 'workItems' doesn't exist on type 'Project'" }] })
          : fetch(url, init),
    });
    const initiative = { kind: "epic", home: "acme", id: "1" } as const;
    await oldest.relate({ kind: "related", from: one.locator, to: other.locator });
    await oldest.relate({ kind: "related", from: other.locator, to: one.locator });
    await oldest.relate({ kind: "parent", from: one.locator, to: initiative });
    const { items } = await oldest.observe(emptyScope());
    expect(items).toMatchObject([
      { title: one.title, parent: initiative, related: [other.locator] },
      { title: "Another", parent: undefined, related: [one.locator] },
    ]);
  });
});

describe("a link between issues", () => {
  test("that is none of the two that were meant is an error", async () => {
    const forge = await start({});
    const one = await forge.create({ ...newIssue(), ...bare, labels: [] });
    const other = await forge.create({ ...newIssue(), ...bare, labels: [] });
    const third = await forge.create({ ...newIssue(), ...bare, labels: [] });
    if (one.kind !== "issue" || other.kind !== "issue" || third.kind !== "issue") throw new Error("no issues");
    const wrong = createGitLabForge({
      url: sandbox?.url ?? "",
      token: "token-of-bot",
      fetch: async (url, init) =>
        String(url).endsWith("/links")
          ? fetch(url, {
              ...init,
              body: String(init?.body).replace(/"target_issue_iid":"?2"?/, '"target_issue_iid":3'),
            })
          : fetch(url, init),
    });
    await expect(wrong.relate({ kind: "related", from: one.locator, to: other.locator })).rejects.toMatchObject({
      kind: "forbidden",
      message: "the server linked acme/ai#1 and acme/ai#3 instead of acme/ai#1 and acme/ai#2",
    });
  });
});
