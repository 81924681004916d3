import { describe, expect, it } from "vitest";
import { closingsIn } from "../../src/model/closing-word.ts";
import { driftKey } from "../../src/model/drift.ts";
import { findBlocks, parseMarker } from "../../src/model/marker.ts";
import type { ObservedItem } from "../../src/model/observed.ts";
import { commandsIn } from "../../src/model/quick-action.ts";
import type { Resource } from "../../src/model/resource.ts";
import { type Difference, driftOf } from "../../src/plan/drift.ts";
import { dated, driftIssues, driftPatch, newDriftIssue, seenIn, type Told } from "../../src/plan/drift-issue.ts";
import { mentionsIn } from "../../src/plan/people.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { scopeOf } from "../../src/plan/scope.ts";
import type { MigrationFacts } from "../../src/plan/world.ts";
import { renderDriftJson } from "../../src/report/drift/json.ts";
import { renderDriftBlock, renderDriftComment } from "../../src/report/drift/markdown.ts";
import { renderDrift } from "../../src/report/drift/pretty.ts";
import { CONFIG, converge, facts, flag, LABEL, lines, mainIssue, NOW, planOf, rollout } from "./build.ts";
import { type MemoryForge, memoryForge } from "./memory-forge.ts";

const HOUR = 3_600_000;
const KEY = driftKey("acme/ai");
const WANTED: readonly Resource[] = [mainIssue(), rollout({ flag: "flag/sonnet/duo_chat" }), flag(1)];

async function settled(wanted = WANTED): Promise<MemoryForge> {
  const forge = memoryForge();
  await converge(forge, wanted);
  await converge(forge, wanted);
  return forge;
}

async function driftIn(
  forge: MemoryForge,
  migrations: readonly MigrationFacts[] = [facts()],
  wanted: readonly Resource[] = WANTED,
): Promise<{ readonly plan: Plan; readonly found: Difference[] }> {
  const plan = await planOf(forge, wanted, { migrations });
  const observation = await forge.observe(scopeOf({ resources: wanted, config: CONFIG, targets: new Map() }));
  return { plan, found: driftOf(plan, { observation, migrations, user: "cutover" }) };
}

const issue = (forge: MemoryForge, id: string) => forge.items.find(({ locator }) => locator.id === id) ?? expect.fail();
const brief = (all: readonly Difference[]) =>
  all.map(
    ({ kind, reference = "", field, diff, message }) => `${kind} ${reference}: ${field?.path ?? diff?.path ?? message}`,
  );

describe("what differs", () => {
  it("is nothing right after an apply, also while a flag waits for its time", async () => {
    expect((await driftIn(await settled())).found).toEqual([]);
    expect((await driftIn(await settled(), [facts()], [...WANTED.slice(0, 2), flag(1)])).found).toEqual([]);
  });

  it("is told field by field, so that each has a time of its own", async () => {
    const forge = await settled();
    const wanted = [mainIssue({ dueDate: "2026-06-01", labels: [LABEL, "new"] }), ...WANTED.slice(1)];
    const first = (await driftIn(forge, [facts()], wanted)).found;
    expect(brief(first)).toEqual(["not applied acme/ai#2: due date", "not applied acme/ai#2: labels"]);
    expect(new Set(first.map(({ id }) => id)).size).toBe(2);
    issue(forge, "2").editedBy = "bo";
    const text = [mainIssue({ blocks: [{ name: "overview", text: "New." }] }), ...WANTED.slice(1)];
    expect((await driftIn(forge, [facts()], text)).found).toMatchObject([{ diff: { path: "body" }, who: undefined }]);
  });

  it("says of a field what it holds and what it is to hold", async () => {
    const forge = await settled();
    const { found } = await driftIn(forge, [facts()], [...WANTED.slice(0, 2), flag(2)]);
    const report = { differences: dated(found, {}, NOW), hidden: [], done: "none" } as const;
    expect(renderDrift(report, { color: false })).toMatch(/not applied: exposure: \S.* -> \S.* \(new\)/);
  });

  it("names who wrote the text, and is the same difference when somebody else writes on", async () => {
    const forge = await settled();
    const live = issue(forge, "1");
    live.body = live.body.replace("Step by step.", "At once.");
    live.editedBy = "bo";
    const [bo] = (await driftIn(forge)).found;
    expect(bo).toMatchObject({ kind: "conflict", who: "bo", reference: "acme/ai#1", migration: "sonnet" });
    expect(bo?.fix).toContain("plan --take issue/sonnet/duo_chat=ours|theirs");
    live.editedBy = "cutover";
    const [unknown] = (await driftIn(forge)).found;
    expect(unknown).toMatchObject({ id: bo?.id, who: undefined });
  });

  it("carries a remedy for each kind of notice, and says a flag by its name", async () => {
    const forge = await settled();
    issue(forge, "2").title = "Another";
    const [live] = forge.flags;
    if (live === undefined) expect.fail();
    live.active = false;
    const { found } = await driftIn(forge, [facts()], [mainIssue(), WANTED[1] ?? flag(1), flag(1)]);
    expect(brief(found)).toEqual([
      "kept acme/ai#2: acme/ai#2: title was changed by a person and stays",
      "held flag duo_chat_sonnet: flag duo_chat_sonnet was lowered by a person, from named people to off; it is raised again when its step goes up",
    ]);
    expect(found[0]?.fix).toContain("cutover plan --take issue/sonnet=ours");
    expect(found[1]?.fix).toContain("cutover rollout resume");
    const gone = (await driftIn(forge, [], [])).found;
    expect(gone.map(({ kind }) => kind)).toEqual(["unmanaged", "unmanaged", "unmanaged"]);
    expect(gone[0]?.fix).toContain("formerly");
    for (const item of forge.items) item.confidential = true;
    const hidden = (await driftIn(forge, [], [])).found;
    expect(hidden.map(({ confidential, message }) => [confidential, message])).toEqual(
      gone.map(() => [true, "nothing asks for it any more"]),
    );
  });

  it("leaves out what a migration took over as people had it", async () => {
    const forge = memoryForge();
    const made = await forge.create({ ...newDriftIssue(told([]), [LABEL]), title: "By hand", body: "By hand." });
    if (made.kind !== "issue") expect.fail();
    const byHand = issue(forge, made.locator.id);
    byHand.author = "bo";
    const adopting = facts({ adopted: [{ item: `acme/ai#${made.locator.id}` }] });
    const wanted = [mainIssue({ related: [], blocks: [{ name: "overview", text: "All." }] })];
    await converge(forge, wanted, { migrations: [adopting] });
    const { plan, found } = await driftIn(forge, [adopting], wanted);
    expect(lines(plan).join()).toContain("as people chose, and stays");
    expect(found).toEqual([]);
  });

  it("of a migration that is not announced tells no more than where", async () => {
    const forge = await settled();
    issue(forge, "2").title = "Another";
    const [lowered] = forge.flags;
    if (lowered !== undefined) lowered.active = false;
    const { found } = await driftIn(forge, [facts({ confidential: true })]);
    expect(found.map(({ kind }) => kind)).toEqual(["kept", "held"]);
    expect(found.slice(0, 1)).toMatchObject([
      { confidential: true, reference: "acme/ai#2", message: "a person's change stays" },
    ]);
    const report = { differences: dated(found, {}, NOW), hidden: [], done: "opened" } as const;
    const shown = [
      renderDriftBlock({ place: "acme/ai", ...report }),
      renderDrift(report, { color: false }),
      renderDriftJson(report),
      renderDriftComment(report.differences),
    ];
    for (const text of shown) expect(text).not.toMatch(/sonnet|Another|title/i);
  });
});

const difference = (id: string, own: Partial<Difference> = {}): Difference => ({
  id,
  kind: "kept",
  confidential: false,
  key: `issue/sonnet/${id}`,
  migration: "sonnet",
  message: `acme/ai#1: ${id} was changed`,
  ...own,
});

function told(found: readonly Difference[], seen = {}, at = NOW): Told {
  const differences = dated(found, seen, at);
  const text = renderDriftBlock({ place: "acme/ai", differences, hidden: [] });
  return { key: KEY, home: "acme/ai", differences, unseen: {}, text };
}

async function issueOf(
  found: readonly Difference[],
): Promise<{ readonly forge: MemoryForge; readonly live: ObservedItem }> {
  const forge = memoryForge();
  const live = await forge.create(newDriftIssue(told(found), [LABEL]));
  return live.kind === "issue" ? { forge, live } : expect.fail();
}

describe("the issue that tells of it", () => {
  it("is not written to while the same differs, in whatever order and whenever", async () => {
    const { live } = await issueOf([difference("a"), difference("b")]);
    const later = told([difference("b"), difference("a")], seenIn(live), NOW + 90 * HOUR);
    expect(driftPatch(later, live)).toBeUndefined();
  });

  it("forgets what is gone, so that it is new when it comes back", async () => {
    const { forge, live } = await issueOf([difference("a"), difference("b")]);
    const without = driftPatch(told([difference("b")], seenIn(live), NOW + HOUR), live);
    expect(without?.state).toBeUndefined();
    const now = await forge.updateItem(live.locator, without ?? {});
    const back = told([difference("a"), difference("b")], seenIn(now), NOW + 2 * HOUR);
    expect(back.differences.map(({ since, isNew }) => [since.slice(11, 16), isNew])).toEqual([
      ["11:00", true],
      ["09:00", false],
    ]);
  });

  it("is closed when nothing differs, and opened again by what is new alone", async () => {
    const { live } = await issueOf([difference("a")]);
    const closed = { ...live, state: "closed" as const };
    expect(driftPatch(told([difference("a")], seenIn(live)), closed)).toBeUndefined();
    expect(driftPatch(told([difference("a"), difference("b")], seenIn(live)), closed)?.state).toBe("open");
    expect(driftPatch(told([], seenIn(live)), live)?.state).toBe("closed");
    expect(driftPatch(told([], seenIn(live)), closed)).toMatchObject({
      body: expect.stringContaining("Nothing differs"),
    });
  });

  it("is not closed while something cannot be looked at, and forgets nothing of it", async () => {
    const { live } = await issueOf([difference("a")]);
    const blind: Told = { ...told([]), unseen: seenIn(live) };
    const patch = driftPatch(blind, live);
    expect(patch?.state).toBeUndefined();
    expect(parseMarker(patch?.body ?? "")?.applied.drift).toEqual(seenIn(live));
  });

  it("keeps ticks and the text beside its block, and puts back what was edited or cut out of it", async () => {
    const { live } = await issueOf([difference("a"), difference("b")]);
    const body = live.body.replace("- [ ]", "- [x]");
    const edited = body.replace(" was changed", " is fine").replace("<!-- cutover:b", "Above.\n\n<!-- cutover:b");
    const patch = driftPatch(told([difference("a"), difference("b")], seenIn(live)), {
      ...live,
      body: `${edited}\n\nBelow.`,
    });
    expect(patch?.body).toMatch(/Above\.\n\n<!-- cutover:b drift [\s\S]*\n\nBelow\.$/);
    expect(patch?.body).toMatch(/- \[x\] `issue\/sonnet\/a`[\s\S]*acme\/ai#1: a was changed/);
    const emptied = { ...live, body: live.body.split("\n")[0] ?? "" };
    expect(driftPatch(told([difference("a")], seenIn(live)), emptied)?.body).toContain("a was changed");
  });

  it("is no object of a migration, nor is its copy; a copy of it over one of ours is no reason to make that twice", async () => {
    const forge = await settled([mainIssue(), rollout()]);
    const made = await forge.create(newDriftIssue(told([difference("a")]), [LABEL]));
    if (made.kind !== "issue") expect.fail();
    forge.items.push({ ...issue(forge, made.locator.id), author: "mallory", locator: { ...made.locator, id: "9" } });
    const plan = async () => lines(await planOf(forge, [mainIssue(), rollout()]));
    expect(await plan()).toEqual([]);
    expect(driftIssues(forge.items, KEY, "cutover").map(({ locator }) => locator.id)).toEqual([made.locator.id]);
    const body = driftPatch(told([difference("b")]), made)?.body ?? "";
    issue(forge, "1").body = body;
    issue(forge, made.locator.id).body = body;
    expect((await plan()).filter((line) => line.startsWith("create"))).toEqual([]);
    expect(driftIssues(forge.items, KEY, "cutover").map(({ locator }) => locator.id)).toEqual([made.locator.id]);
  });

  it("runs no text of people, mentions nobody and stays short enough to be stored", () => {
    const hostile = "x\n/close\n@all closes #1 <!-- /cutover:b drift --> `` $`a`$";
    const all = Array.from({ length: 3_000 }, (_, at) =>
      difference(`d${at}`, {
        message: `${hostile} ${at}`,
        fix: hostile,
        who: "bo",
        url: "https://gitlab.example.com/x",
      }),
    );
    const { text } = told(all);
    expect([commandsIn(text), mentionsIn(text), closingsIn(text)]).toEqual([[], [], []]);
    const { body } = newDriftIssue(told(all), [LABEL]);
    expect(body.length).toBeLessThan(1_000_000);
    expect(findBlocks(body).map(({ text: found }) => found)).toEqual([text.trim()]);
    const comment = renderDriftComment(dated(all, {}, NOW));
    expect([commandsIn(comment), mentionsIn(comment), comment.includes("\n")]).toEqual([[], [], false]);
  });
});
