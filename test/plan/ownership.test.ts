import { describe, expect, it } from "vitest";
import { ownershipOf } from "../../src/plan/ownership.ts";
import { converge, facts, files, flag, LABEL, lines, mainIssue, planOf, rollout } from "./build.ts";
import { type MemoryForge, memoryForge } from "./memory-forge.ts";

/** A forge that holds the two issues of a migration. */
async function settled(): Promise<MemoryForge> {
  const forge = memoryForge();
  await converge(forge, [mainIssue(), rollout()]);
  return forge;
}

const plan = async (forge: MemoryForge, own = {}) => lines(await planOf(forge, [mainIssue(), rollout()], own));
const issue = (forge: MemoryForge, id: string) => {
  const found = forge.items.find(({ locator }) => locator.id === id);
  if (found === undefined) throw new Error(`no issue ${id}`);
  return found;
};

describe("what is ours", () => {
  it("a copy elsewhere is not", async () => {
    const forge = await settled();
    const original = issue(forge, "1");
    forge.items.push({
      ...original,
      body: original.body.replace("acme/ai", "acme/ai#1"),
      locator: { ...original.locator, id: "9" },
    });
    expect(await plan(forge)).toEqual(["copy: acme/ai#9 is a copy of acme/ai#1 and is left alone"]);
  });

  it("a marker that somebody else wrote is not, and does not keep ours from being found", async () => {
    const forge = await settled();
    forge.items.push({ ...issue(forge, "1"), author: "mallory", locator: { ...issue(forge, "1").locator, id: "9" } });
    expect(await plan(forge)).toEqual([
      "forged: acme/ai#9 carries the marker of issue/sonnet/duo_chat but was made by @mallory: not ours",
    ]);
  });

  it("two holders of one key are a conflict, and links go to the older one", async () => {
    const forge = await settled();
    forge.items.push({ ...issue(forge, "1"), title: "Changed", locator: { ...issue(forge, "1").locator, id: "9" } });
    expect(await plan(forge)).toEqual([
      "conflict: acme/ai#1 and acme/ai#9 both carry the marker of issue/sonnet/duo_chat",
    ]);
  });

  it("the closed original of something that was moved counts for nothing", async () => {
    const forge = await settled();
    const original = issue(forge, "1");
    forge.items.push({ ...original, moved: true, state: "closed", locator: { ...original.locator, id: "0" } });
    expect(await plan(forge)).toEqual([]);
  });

  it.each([
    [
      "a damaged marker",
      (body: string) =>
        body.replace("cutover:1 issue/sonnet/duo_chat acme/ai ", "cutover:1 issue/sonnet/duo_chat acme/ai §"),
    ],
    ["the first line gone", (body: string) => body.slice(body.indexOf("\n"))],
    ["a marker of the wrong shape", (body: string) => body.replace(/\S+ -->/, "eyJsYWJlbHMiOiJ4In0 -->")],
    ["the whole body gone", () => ""],
  ])("%s makes an orphan: nothing is made in its place", async (_name, damage) => {
    const forge = await settled();
    issue(forge, "1").body = damage(issue(forge, "1").body);
    const found = await plan(forge);
    expect(found).toContain(
      "conflict: issue/sonnet/duo_chat is not made while acme/ai#1, which may be it, has lost its marker",
    );
    expect(found).toContainEqual(
      expect.stringMatching(
        /^orphaned: acme\/ai#1 was made by us but its marker is lost; put its first line back from an older version of the description, or name "acme\/ai#1" under adopted \(cutover adopt --name NAME-OF-ITS-MIGRATION --issue "acme\/ai#1"\); if it is something else, take (our comments out of it|the line of its marker out of it|the label "AI Model Migration" off it)$/,
      ),
    );
    expect(found.filter((line) => line.startsWith("create"))).toEqual([]);
  });

  it("so does a damaged marker without our label", async () => {
    const forge = await settled();
    const lost = issue(forge, "1");
    const { holders, orphanFor } = ownershipOf({
      items: [{ ...lost, labels: [], body: `Mine.\n\n${lost.body.slice(3)}` }],
      user: "cutover",
      label: LABEL,
      adopted: new Set(),
    });
    expect([holders.size, orphanFor(rollout())?.locator]).toEqual([0, lost.locator]);
  });

  it("one that was wiped and given another title may be any of its kind", async () => {
    const forge = await settled();
    Object.assign(issue(forge, "1"), { body: "", title: "Something" });
    expect(await plan(forge)).toContain(
      "conflict: issue/sonnet/duo_chat is not made while acme/ai#1, which may be it, has lost its marker",
    );
  });

  it("the text of another pasted over one of ours that is then moved, and a marker with another's key, keep it from being made too", async () => {
    const forge = await settled();
    const [one, main] = [issue(forge, "1"), issue(forge, "2")];
    const own = one.body;
    Object.assign(one, { body: main.body.replace("acme/ai ", "acme/ai#2 "), moved: true, state: "closed" });
    const told = "conflict: issue/sonnet/duo_chat is not made while acme/ai#1, which may be it, has lost its marker";
    expect(await plan(forge)).toContain(told);
    Object.assign(one, { body: own.replace("issue/sonnet/duo_chat", "issue/sonnet"), moved: false, state: "open" });
    const found = await plan(forge);
    expect(found.filter((line) => line.startsWith("create"))).toEqual([]);
    expect(found).toContain("conflict: acme/ai#1 and acme/ai#2 both carry the marker of issue/sonnet");
  });

  it("each of several that carry the marker of nobody's key is told", async () => {
    const forge = await settled();
    const one = issue(forge, "1");
    const elsewhere = one.body.replace("acme/ai ", "acme/ai#7 ");
    forge.items.splice(forge.items.indexOf(one), 1);
    for (const id of ["8", "9"]) forge.items.push({ ...one, body: elsewhere, locator: { ...one.locator, id } });
    const found = await plan(forge);
    expect(found).toContain(
      "conflict: acme/ai#8 carries the marker of acme/ai#7, which is not there: moved or renamed?",
    );
    expect(found).toContain("copy: acme/ai#9 is a copy of acme/ai#7 and is left alone");
  });

  it("words above the marker take nothing away: the issue is ours, and the next write keeps them", async () => {
    const forge = await settled();
    const found = issue(forge, "1");
    found.body = `Read this first.\n\n${found.body}`;
    expect(await plan(forge)).toEqual([]);
    await converge(forge, [mainIssue(), rollout({ title: "Go" })]);
    expect(found.title).toBe("Go");
    expect(found.body).toMatch(/^<!-- cutover:1 [^\n]*\n\nRead this first\.\n/);
    expect(found.body.match(/cutover:1 /g)).toHaveLength(1);
    expect(await plan(forge, { resources: [mainIssue(), rollout({ title: "Go" })] })).toEqual([]);
  });

  it("an issue that the same user wrote by hand keeps nothing from being made", async () => {
    const forge = memoryForge();
    await converge(forge, [rollout()]);
    forge.items.push({
      ...issue(forge, "1"),
      title: "Lunch",
      body: "Where?",
      locator: { ...issue(forge, "1").locator, id: "9" },
    });
    expect(await plan(forge)).toContain('create: create issue "Upgrade to Claude Sonnet 4.6"');
  });

  it("under another token everything that carries our marker is a conflict instead of made a second time", async () => {
    const forge = await settled();
    for (const item of forge.items) item.author = "old_bot";
    expect(await plan(forge)).toEqual([
      "conflict: acme/ai#2 carries the marker of issue/sonnet but was made by @old_bot: under another token?",
      "conflict: acme/ai#1 carries the marker of issue/sonnet/duo_chat but was made by @old_bot: under another token?",
    ]);
    const migrations = [facts({ adopted: [{ item: "acme/ai#1" }, { item: "acme/ai#2" }] })];
    expect(await plan(forge, { migrations })).toEqual([]);
  });

  it("so is everything in a project that was renamed", async () => {
    const forge = await settled();
    for (const item of forge.items) item.body = item.body.replace(" acme/ai ", " acme/old ");
    expect(await plan(forge)).toContain(
      "conflict: acme/ai#1 carries the marker of acme/old, which is not there: moved or renamed?",
    );
  });
});

describe("what was moved or pasted", () => {
  it("something moved away is not made a second time, and is ours again where a migration names its new place", async () => {
    const forge = await settled();
    const original = issue(forge, "1");
    Object.assign(original, { moved: true, state: "closed" });
    expect(await plan(forge)).toEqual([
      "conflict: acme/ai#1, which was issue/sonnet/duo_chat, was moved elsewhere; nothing is made in its place",
      'waiting: left until issue/sonnet/duo_chat can be written: update acme/ai#2: section "overview"',
    ]);
    const locator = { kind: "issue" as const, home: "acme/other", id: "5" };
    forge.items.push({ ...original, locator, url: "https://gitlab.example.com/5", moved: false, state: "open" });
    const main = issue(forge, "2");
    Object.assign(main, {
      related: [locator],
      body: main.body.replaceAll(original.url, "https://gitlab.example.com/5"),
    });
    const named = { migrations: [facts({ adopted: [{ item: "acme/other#5", feature: "duo_chat" }] })] };
    expect(await plan(forge, named)).toEqual([]);
  });

  it("another issue's whole text over one of ours leaves it in place by its title", async () => {
    const forge = await settled();
    await converge(forge, [mainIssue({ dueDate: "2026-06-01" }), rollout({ dueDate: "2026-06-01" })]);
    const [one, two] = [issue(forge, "1"), issue(forge, "2")];
    expect(two.body).toContain(" acme/ai#2 ");
    one.body = two.body;
    expect(await plan(forge)).toContain(
      "conflict: issue/sonnet/duo_chat is not made while acme/ai#1, which may be it, has lost its marker",
    );
  });
});

describe("what a person edited", () => {
  it("is told with who and what", async () => {
    const forge = await settled();
    const found = issue(forge, "1");
    Object.assign(found, { body: found.body.replace("Step by step.", "Slowly, step by step."), editedBy: "bo" });
    const [conflict] = (await planOf(forge, [mainIssue(), rollout()])).conflicts;
    expect(conflict).toMatchObject({
      key: "issue/sonnet/duo_chat",
      message: 'acme/ai#1: @bo edited section "plan", which is left alone',
      fix: "move the text out of the section, or choose a side with plan --take issue/sonnet/duo_chat=ours|theirs",
      diff: { path: 'section "plan"', added: 1, removed: 1 },
    });
    expect(conflict?.diff?.hunks).toContain("-Step by step.\n+Slowly, step by step.");
    // After our own next write the server names us: then nobody is named.
    Object.assign(found, { editedBy: "cutover" });
    expect(await plan(forge)).toEqual(['conflict: acme/ai#1: a person edited section "plan", which is left alone']);
    const secret = await planOf(forge, [mainIssue(), rollout()], { migrations: [facts({ confidential: true })] });
    expect(JSON.stringify(secret.conflicts)).not.toContain("Slowly");
  });

  it("is no difference to ticks: a tick alone is no conflict, and a section that waits does not take it back", async () => {
    const forge = await settled();
    const found = issue(forge, "1");
    found.body = found.body.replace("- [ ] Evaluate", "- [~] Evaluate").replace("- [ ] Announce", "- [x] Announce now");
    const [conflict] = (await planOf(forge, [mainIssue(), rollout()])).conflicts;
    expect(conflict?.diff?.hunks).toContain("- [~] Evaluate");
    expect(conflict?.diff).toMatchObject({ added: 1, removed: 1 });
  });

  it("a parent that cannot be seen is not replaced, whatever is chosen", async () => {
    const forge = await settled();
    Object.assign(issue(forge, "2"), { parent: undefined, hiddenParent: true });
    const told = "unknown: acme/ai#2 hangs under something that cannot be seen and is not put under &12";
    expect(await plan(forge)).toEqual([told]);
    expect(await plan(forge, { take: new Map([["issue/sonnet", "ours"]]) })).toEqual([told]);
  });
});

describe("what nobody asks for", () => {
  it("is shown and left as it is", async () => {
    const forge = await settled();
    expect(lines(await planOf(forge, [], { migrations: [] }))).toEqual([
      "unmanaged: acme/ai#1 (issue/sonnet/duo_chat) is unmanaged: there is no migration sonnet; it is left as it is",
      "unmanaged: acme/ai#2 (issue/sonnet) is unmanaged: there is no migration sonnet; it is left as it is",
    ]);
  });

  it("is told apart from what its migration dropped, and a paused migration is silent", async () => {
    const forge = await settled();
    expect(lines(await planOf(forge, [mainIssue({ blocks: [], related: [] })]))).toContain(
      "unmanaged: acme/ai#1 (issue/sonnet/duo_chat) is unmanaged: migrations/sonnet.yaml (active) does not ask for it; it is left as it is",
    );
    expect(lines(await planOf(forge, [], { migrations: [facts({ status: "paused" })] }))).toEqual([]);
  });
});

describe("a flag", () => {
  it("that exists already is not ours", async () => {
    const forge = memoryForge();
    const wanted = [rollout({ flag: "flag/sonnet/duo_chat" }), flag(0)];
    await forge.create({
      kind: "flag",
      home: "acme/monolith",
      name: "duo_chat_sonnet",
      description: "",
      active: true,
      strategies: [],
    });
    expect(lines(await planOf(forge, wanted))).toContain(
      "conflict: flag duo_chat_sonnet exists in acme/monolith and the marker of issue/sonnet/duo_chat does not name it: not ours",
    );
  });

  it("that an issue gets later is named in its marker before it is made", async () => {
    const forge = memoryForge();
    await converge(forge, [rollout()]);
    const wanted = [rollout({ flag: "flag/sonnet/duo_chat" }), flag(0)];
    const plan = await planOf(forge, wanted);
    expect(plan.changes.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
      ["issue/sonnet/duo_chat:claim", []],
      ["flag/sonnet/duo_chat:create", ["issue/sonnet/duo_chat:claim"]],
    ]);
  });

  it("that a person deleted is made again only when its step changes", async () => {
    const forge = memoryForge();
    const wanted = (step: number) => [rollout({ flag: "flag/sonnet/duo_chat" }), flag(step)];
    await converge(forge, wanted(1));
    forge.flags.length = 0;
    expect(lines(await converge(forge, wanted(1)))).toEqual([
      "renew: note the flag in acme/ai#1",
      "held: flag duo_chat_sonnet is not in acme/monolith any more: it was deleted by a person, or gitlab.flags was changed; it is made again when its step changes",
    ]);
    expect(lines(await converge(forge, wanted(2)))).toEqual([
      "create: create flag duo_chat_sonnet in acme/monolith, switched off",
      "renew: note that flag duo_chat_sonnet is about to be raised to step 1",
      'raise: raise flag duo_chat_sonnet to step 1: list "team" in production',
      "renew: note step 1 of flag duo_chat_sonnet",
      "unmanaged: flag duo_chat_sonnet, taken to step 1 before, is not in acme/monolith any more and is made anew; where gitlab.flags was changed, look after the one of before",
    ]);
  });
});

it("files of one migration that build on another's wait for it", async () => {
  const forge = memoryForge({ heads: { "acme/gateway": {} } });
  const first = files([{ path: "a.yml", after: "a\n" }], {
    key: "file/base/gateway",
    migration: "base",
    branch: "cutover/gateway/base",
    blocks: [],
  });
  const second = files([], { needs: ["file/base/gateway"], blocks: [] });
  expect(lines(await converge(forge, [first, second]))).toContain(
    "waiting: the edits of file/sonnet/gateway build on those of file/base/gateway and wait for the merge request of file/base/gateway",
  );
  expect(lines(await planOf(forge, [first, second]))).toContain(
    "waiting: the edits of file/sonnet/gateway build on those of file/base/gateway and wait for !1",
  );
});
