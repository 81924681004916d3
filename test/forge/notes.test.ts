import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createGitLabForge } from "../../src/forge/gitlab/index.ts";
import type { Forge } from "../../src/forge/port.ts";
import type { Locator } from "../../src/model/observed.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/server.ts";
import { newEpic, newIssue, newProposal, WORLD } from "./world.ts";

const BARE = { labels: [], assignees: [], dueDate: undefined, milestone: undefined };

let sandbox: Sandbox;
let forge: Forge;
let writes = 0;

/** On both kinds of servers an epic's comments are found by the epic's global id. */
async function start(version?: string): Promise<void> {
  sandbox = await startSandbox({
    tier: "ultimate",
    seed: {
      users: [
        { username: WORLD.bot, name: "Cutover", token: "token-of-bot", role: "maintainer" },
        { username: WORLD.ana, name: WORLD.anaName, token: "token-of-ana", role: "maintainer" },
      ],
      // Their ids go apart from their numbers only where other groups have epics as well.
      groups: [{ path: "other", epics: [{ title: "One" }, { title: "Two" }] }, { path: "acme" }],
      projects: [
        { path: WORLD.tracker },
        { path: WORLD.gateway, files: { [WORLD.file[0]]: WORLD.file[1], "old.yml": "" } },
      ],
    },
    ...(version !== undefined && { version }),
  });
  writes = 0;
  const onRequest = ({ write }: { readonly write: boolean }) => {
    if (write) writes += 1;
  };
  forge = createGitLabForge({ url: sandbox.url, token: "token-of-bot", fetch, onRequest });
}

afterEach(() => sandbox.close());

async function ana(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${sandbox.url}/api/v4/${path}`, {
    method,
    headers: { "private-token": "token-of-ana", "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function make(kind: "issue" | "epic" | "proposal"): Promise<Locator> {
  if (kind === "issue") return (await forge.create({ ...newIssue(), ...BARE })).locator;
  if (kind === "epic") return (await forge.create({ ...newEpic(), ...BARE })).locator;
  const head = await forge.head(WORLD.gateway, "main");
  return (await forge.create({ ...newProposal(head ?? ""), labels: [], reviewers: [] })).locator;
}

describe.each([
  ["issue", undefined],
  ["proposal", undefined],
  ["epic", undefined],
  ["epic", "16.11.6-ee"],
] as const)("comments on an %s of a server of version %s", (kind, version) => {
  let on: Locator;

  beforeEach(async () => {
    await start(version);
    on = await make(kind);
  });

  test("are found as they were made, oldest first, without what GitLab itself notes", async () => {
    const first = await forge.writeNote(on, { body: "First.\n\n- [ ] `/close` is code" });
    const second = await forge.writeNote(on, { body: "Second.  \n" });
    if (kind !== "proposal") await forge.updateItem(on, { title: "Another title" });
    expect(first).toMatchObject({ author: WORLD.bot, body: "First.\n\n- [ ] `/close` is code" });
    expect(second.body).toBe("Second.");
    expect(await forge.notes(on)).toEqual([first, second]);
  });

  test("get another text, and go", async () => {
    const first = await forge.writeNote(on, { body: "First." });
    const changed = await forge.writeNote(on, { id: first.id, body: "Changed." });
    expect(changed).toEqual({ ...first, body: "Changed." });
    expect(await forge.notes(on)).toEqual([changed]);
    await forge.removeNote(on, first.id);
    await forge.removeNote(on, first.id);
    expect(await forge.notes(on)).toEqual([]);
  });
});

describe("comments", () => {
  beforeEach(() => start());

  test("of another epic are not met by its number", async () => {
    const on = await make("epic");
    await forge.writeNote(on, { body: "Here." });
    expect(on.id).toBe("1");
    expect(await forge.notes({ kind: "epic", home: "other", id: "1" })).toEqual([]);
  });

  test("of more than a page are all read", async () => {
    const on = await make("issue");
    for (let index = 1; index <= 101; index += 1)
      await ana("POST", "projects/acme%2Fai/issues/1/notes", { body: `${index}` });
    expect((await forge.notes(on)).map(({ body }) => body)).toEqual(
      Array.from({ length: 101 }, (_, index) => `${index + 1}`),
    );
  });

  test("of people are left alone, although a maintainer might change them", async () => {
    const on = await make("issue");
    await ana("POST", "projects/acme%2Fai/issues/1/notes", { body: "Mine." });
    const [mine] = await forge.notes(on);
    const id = mine?.id ?? "";
    const before = writes;
    const theirs = { kind: "forbidden", message: "the comment on acme/ai#1 is @ana's and is left alone" };
    await expect(forge.writeNote(on, { id, body: "Ours." })).rejects.toMatchObject(theirs);
    await expect(forge.removeNote(on, id)).rejects.toMatchObject(theirs);
    expect(writes).toBe(before);
    expect(await forge.notes(on)).toEqual([mine]);
  });

  test.each([
    ["/close", "line 1 of a comment on acme/ai#1 would run as the command /close"],
    ["Well.\n\n/label ~x", "line 3 of a comment on acme/ai#1 would run as the command /label"],
    [" \n", "a comment on acme/ai#1 needs a text"],
  ])("that would run or say nothing are not sent: %j", async (body, message) => {
    const on = await make("issue");
    const note = await forge.writeNote(on, { body: "First." });
    const before = writes;
    await expect(forge.writeNote(on, { body })).rejects.toMatchObject({ kind: "refused", message });
    await expect(forge.writeNote(on, { id: note.id, body })).rejects.toMatchObject({ kind: "refused", message });
    expect(writes).toBe(before);
    expect(await forge.notes(on)).toEqual([note]);
  });

  test("whose text is another than was sent are an error", async () => {
    const on = await make("issue");
    const changing = createGitLabForge({
      url: sandbox.url,
      token: "token-of-bot",
      fetch: async (url, init) =>
        fetch(url, init?.method === "POST" ? { ...init, body: JSON.stringify({ body: "Censored." }) } : init),
    });
    await expect(changing.writeNote(on, { body: "Plain." })).rejects.toMatchObject({
      kind: "forbidden",
      message: "the server took a comment on acme/ai#1 but changed its text",
    });
  });

  test("are no part of a flag, and need an object", async () => {
    await expect(forge.notes({ kind: "flag", home: "acme/ai", id: "x" })).rejects.toMatchObject({ kind: "refused" });
    const gone: Locator = { kind: "epic", home: "acme", id: "4711" };
    await expect(forge.notes(gone)).rejects.toMatchObject({ kind: "missing" });
    await expect(forge.writeNote({ ...gone, kind: "issue", home: "acme/ai" }, { body: "x" })).rejects.toMatchObject({
      kind: "missing",
    });
  });
});
