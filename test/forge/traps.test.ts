import { afterEach, describe, expect, test } from "vitest";
import { createGitLabForge } from "../../src/forge/gitlab/index.ts";
import type { Forge } from "../../src/forge/port.ts";
import { formatMarker } from "../../src/model/marker.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/server.ts";
import { emptyScope, newEpic, newIssue, WORLD } from "./world.ts";

// What GitLab does and a forge in general does not.

let sandbox: Sandbox | undefined;

afterEach(() => sandbox?.close());

async function start(options: SandboxOptions): Promise<Forge> {
  sandbox = await startSandbox({ tier: "ultimate", ...options });
  return createGitLabForge({ url: sandbox.url, token: "token-of-bot", fetch });
}

const people = [
  { username: WORLD.bot, name: "Cutover", token: "token-of-bot", role: "maintainer" as const },
  { username: WORLD.ana, name: WORLD.anaName },
  { username: WORLD.bo, name: "Bo Chen" },
];
const bare = { labels: [], assignees: [], dueDate: undefined, milestone: undefined };

describe("a label whose title begins with digits", () => {
  test("is not taken for the label of that id", async () => {
    const labels = ["other", "301-plan"];
    const forge = await start({
      seed: { users: people, groups: [{ path: "acme", labels }], projects: [{ path: WORLD.tracker }] },
    });
    const made = await forge.create({ ...newEpic(), ...bare, labels: ["301-plan"] });
    expect(made).toMatchObject({ labels: ["301-plan"] });
    const { unknown } = await forge.observe({ ...emptyScope(), label: "301-plan", labels: ["301-none"] });
    expect(unknown.labels).toEqual(["301-none"]);
  });
});

describe("a label of the project", () => {
  test("is known, but no epic of its group can have it", async () => {
    const forge = await start({
      seed: { users: people, projects: [{ path: WORLD.tracker, labels: [WORLD.labels.managed] }] },
    });
    const labels = [WORLD.labels.managed];
    expect((await forge.observe(emptyScope())).unknown.labels).toEqual([]);
    expect(await forge.create({ ...newIssue(), ...bare, labels })).toMatchObject({ labels });
    await expect(forge.create({ ...newEpic(), ...bare, labels })).rejects.toMatchObject({
      kind: "refused",
      message: `label "${WORLD.labels.managed}" does not exist in "acme" or the groups above it`,
    });
  });
});

describe("an object that somebody took our label off", () => {
  const seed = {
    users: people,
    groups: [{ path: "acme", labels: [WORLD.labels.managed] }],
    projects: [{ path: WORLD.tracker }],
  };
  const marker = formatMarker({ key: "issue/a", home: WORLD.tracker, applied: {} });

  test.each([
    ["issue", newIssue()],
    ["epic", newEpic()],
  ])("is still found, if it is an %s of ours", async (_kind, thing) => {
    const forge = await start({ seed });
    const made = await forge.create({ ...thing, ...bare, body: `${marker}\n\ntext` });
    expect((await forge.observe(emptyScope())).items).toEqual([made]);
  });

  test("is still found with its marker damaged and words above it", async () => {
    const forge = await start({ seed });
    const body = `Mine.\n\n${marker.slice(0, -12)}`;
    const made = await forge.create({ ...newIssue(), ...bare, body });
    expect((await forge.observe(emptyScope())).items).toEqual([made]);
  });

  test("is nothing to us without our marker", async () => {
    const forge = await start({ seed });
    await forge.create({ ...newIssue(), ...bare, body: "made by the same user for something else" });
    expect((await forge.observe(emptyScope())).items).toEqual([]);
  });
});

describe("text that runs as a command", () => {
  test.each([
    ["issue", newIssue()],
    ["epic", newEpic()],
  ])("is told when it changed an %s", async (_kind, thing) => {
    const forge = await start({
      seed: { users: people, groups: [{ path: "acme" }], projects: [{ path: WORLD.tracker }] },
    });
    await expect(forge.create({ ...thing, ...bare, body: "Text.\n\n/close\n" })).rejects.toMatchObject({
      kind: "forbidden",
      message: expect.stringContaining("but did not set body"),
    });
  });
});

describe("a field that the licence lacks", () => {
  test("is told", async () => {
    const forge = await start({ tier: "free", seed: { users: people, projects: [{ path: WORLD.tracker }] } });
    const assignees = [WORLD.ana, WORLD.bo];
    await expect(forge.create({ ...newIssue(), ...bare, assignees })).rejects.toMatchObject({
      kind: "forbidden",
      message: "the server took acme/ai#1 but did not set assignees (needs Planner or higher on acme/ai)",
    });
  });
});

describe("a look", () => {
  test("at a tracker without anything takes few calls", async () => {
    const forge = await start({
      seed: { users: people, projects: [{ path: WORLD.tracker, labels: [WORLD.labels.managed] }] },
    });
    await forge.session();
    const before = sandbox?.requests ?? 0;
    expect(await forge.observe(emptyScope())).toMatchObject({ items: [], flags: [], proposals: [] });
    // Project, type of epics, label, epics, issues.
    expect((sandbox?.requests ?? 0) - before).toBe(7);
  });

  test("finds many names by few lists, and each that is not in them by itself", async () => {
    const labels = Array.from({ length: 150 }, (_, index) => `label-${String(index).padStart(3, "0")}`);
    const outside = { username: "outsider", name: "Not a member" };
    const forge = await start({
      seed: {
        users: [...people.map((one) => ({ ...one, role: "maintainer" as const })), outside],
        groups: [{ path: "acme", labels: [WORLD.labels.managed, ...labels], milestones: [{ title: "19.1" }] }],
        projects: [{ path: WORLD.tracker }],
      },
    });
    await forge.session();
    const before = sandbox?.requests ?? 0;
    const { unknown } = await forge.observe({
      ...emptyScope(),
      labels: ["label-001", "label-149", "Label-002", "label", "149"],
      people: [WORLD.bot, WORLD.ana, WORLD.bo, "outsider", "nobody-here"],
      milestones: ["19.1", "19.2", "19", "19.10"],
    });
    expect(unknown).toMatchObject({
      labels: ["Label-002", "label", "149"],
      people: ["nobody-here"],
      milestones: ["19.2", "19", "19.10"],
    });
    // Two pages of labels, one of members and of milestones, two people by name; the rest as without any names.
    expect((sandbox?.requests ?? 0) - before).toBe(6 + 6);
  });

  test("at a server that refuses the one query for issues finds them by REST", async () => {
    const seed = {
      users: people,
      groups: [{ path: "acme", labels: [WORLD.labels.managed] }],
      projects: [{ path: WORLD.tracker }],
    };
    const plain = await start({ seed });
    const [one, other] = [
      await plain.create({ ...newIssue(), ...bare, labels: [WORLD.labels.managed] }),
      await plain.create({ ...newIssue(), ...bare, labels: [WORLD.labels.managed] }),
    ];
    await plain.relate({ kind: "related", from: one.locator, to: other.locator });
    const refusal = { errors: [{ message: "Query has complexity of 251, which exceeds max complexity of 250" }] };
    const poor = createGitLabForge({
      url: sandbox?.url ?? "",
      token: "token-of-bot",
      fetch: async (url, init) =>
        /cutoverWorkItems[\s\S]*project\(/.test(String(init?.body)) ? Response.json(refusal) : fetch(url, init),
    });
    const [seen, byRest] = [await plain.observe(emptyScope()), await poor.observe(emptyScope())];
    expect(byRest.items.map((item) => ({ ...item, updatedAt: "" }))).toEqual(
      seen.items.map((item) => ({ ...item, updatedAt: "" })),
    );
    expect(byRest.items).toHaveLength(2);
    expect(byRest.items[0]).toMatchObject({ related: [other.locator] });
  });
});
