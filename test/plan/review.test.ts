import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FlagResource, ItemResource, Resource } from "../../src/model/resource.ts";
import { planDigest, reviewOf, wishDigest } from "../../src/plan/review.ts";
import { judgeOf, needless, type Reviewed } from "../../src/plan/reviewed.ts";
import type { PlanInput } from "../../src/plan/world.ts";
import { apply, facts, files, flag, LABEL, mainIssue, NOW, planOf, rollout } from "./build.ts";
import { type MemoryForge, memoryForge } from "./memory-forge.ts";

const DAY = 24 * 60 * 60_000;
const EDIT = { path: "models.yml", before: "a: 1\nb: 2\n", after: "a: 1\nb: 3\n" };

const WANTED: readonly Resource[] = [mainIssue(), rollout(), flag(1), files([EDIT])];

async function seen(resources: readonly Resource[], own: Partial<PlanInput> = {}, forge: MemoryForge = memoryForge()) {
  const plan = await planOf(forge, resources, own);
  return { plan, resources };
}

/** What was read of these resources, while it is not applied. */
async function read(resources: readonly Resource[], forge?: MemoryForge): Promise<Reviewed> {
  return { review: reviewOf(await seen(resources, {}, forge), "c"), open: true, made: new Set() };
}

async function leftOf(resources: readonly Resource[], reviews: readonly Reviewed[], forge?: MemoryForge) {
  const judged = await seen(resources, {}, forge);
  return judgeOf(judged)(reviews).map(({ change, differs }) => `${differs ? "differs" : "new"} ${change.id}`);
}

describe("a review", () => {
  it("is the same on another day, of another head, with another user's plan and with ticked boxes", async () => {
    const before = reviewOf(await seen(WANTED), "c");
    const ticked = rollout({
      blocks: rollout().blocks.map((one) => ({ ...one, text: one.text.replace("[ ]", "[x]") })),
    });
    const moved = files([{ ...EDIT, before: `# new\n${EDIT.before}`, after: `# new\n${EDIT.after}` }], {
      commit: "c9",
    });
    const lined = mainIssue({ blocks: [{ name: "overview", text: "Rollouts: cutover:issue/sonnet/duo_chat" }] });
    const later = await seen([lined, ticked, flag(1), moved], { instant: NOW + DAY });
    expect(reviewOf({ ...later, plan: { ...later.plan, forge: { url: "x", user: "other" } } }, "c")).toEqual(before);
    expect(planDigest(later)).toBe(planDigest(await seen(WANTED)));
  });

  it("is the same where objects have other numbers, and names none of them", async () => {
    const forge = memoryForge();
    for (let filled = 0; filled < 3; filled += 1)
      await forge.create({
        kind: "issue",
        home: "acme/ai",
        title: "Of people",
        state: "open",
        labels: [],
        assignees: [],
        body: "",
        confidential: false,
      });
    const other = await seen(WANTED, {}, forge);
    expect(reviewOf(other, "c").changes).toEqual(reviewOf(await seen(WANTED), "c").changes);
  });

  it("does not see the line of a file that a text names, and sees the file", () => {
    const told = (place: string) =>
      wishDigest(rollout({ blocks: [{ name: "plan", text: `Because of \`${place}\`.` }] }));
    expect(told("migrations/a.yaml:12")).toBe(told("migrations/a.yaml:14"));
    expect(told("migrations/a.yaml:12")).not.toBe(told("migrations/b.yaml:12"));
  });

  it("does not see what a page tells of another target, as that is told anew when it changes", () => {
    const page = (after: string) => wishDigest(files([{ ...EDIT, after }], { derived: true }));
    expect(page("a: 1\nb: 3\n")).toBe(page("a: 1\nb: 4\n"));
  });

  const different: readonly (readonly [string, Resource, Resource])[] = [
    ["a title", rollout(), rollout({ title: "Other" })],
    ["a label", rollout(), rollout({ labels: [LABEL] })],
    ["an assignee", rollout(), rollout({ assignees: ["ana"] })],
    ["a due date", rollout(), rollout({ dueDate: "2026-06-01" })],
    ["a milestone", rollout(), rollout({ milestone: "19.1" })],
    ["who may read it", rollout(), rollout({ confidential: true })],
    ["its state", rollout(), rollout({ state: "closed" })],
    ["a text", rollout(), rollout({ blocks: [{ name: "plan", text: "Other." }] })],
    ["a task", rollout(), rollout({ blocks: [{ name: "plan", text: "- [ ] Do <!-- t:do -->" }] })],
    ["its parent", mainIssue(), mainIssue({ parent: { existing: "&13" } })],
    ["a link", mainIssue(), mainIssue({ related: [] })],
    ["a step", flag(1), flag(2)],
    ["who a later step reaches", flag(1), flag(1, { steps: flag(1).steps.slice(0, 2) })],
    ["its description", flag(1), flag(1, { description: "Other" })],
    ["that it is off", flag(1), flag(1, { off: true })],
    ["that it is removed", flag(1), flag(1, { remove: { task: "delete-flag", definedIn: [] } })],
    ["an edit", files([EDIT]), files([{ ...EDIT, after: "a: 1\nb: 4\n" }])],
    ["another place of it", files([EDIT]), files([{ ...EDIT, path: "other.yml" }])],
    ["the title of a merge request", files([EDIT]), files([EDIT], { title: "feat: other" })],
    ["its description", files([EDIT]), files([EDIT], { blocks: [{ name: "overview", text: "Other." }] })],
    ["its reviewers", files([EDIT]), files([EDIT], { reviewers: ["bo"] })],
    ["whether a page has anything to tell", files([EDIT], { derived: true }), files([], { derived: true })],
  ];
  it.each(different)("tells %s apart", (_what, before, after) => {
    expect(wishDigest(before)).not.toBe(wishDigest(after));
  });

  it("tells apart what a step does, who is linked and what is said", async () => {
    const one = reviewOf(await seen(WANTED), "c");
    const changed = reviewOf(
      await seen([mainIssue({ parent: { existing: "&13" } }), rollout(), flag(2), files([EDIT])]),
      "c",
    );
    expect(changed.changes["issue/sonnet:parent"]).not.toBe(one.changes["issue/sonnet:parent"]);
    expect(changed.wanted["flag/sonnet/duo_chat"]).not.toBe(one.wanted["flag/sonnet/duo_chat"]);
    expect(Object.values(one.changes).every((digest) => /^[0-9a-f]{32}$/.test(digest))).toBe(true);
  });

  it("covers the plan that it was made of, whatever is in it, and no other one", async () => {
    const version = fc.record({
      title: fc.constantFrom("T", "U"),
      text: fc.constantFrom("One.", "Two."),
      step: fc.integer({ min: 0, max: 3 }),
      after: fc.constantFrom("a: 1\nb: 3\n", "a: 5\nb: 2\n"),
    });
    const wanted = ({ title, text, step, after }: { title: string; text: string; step: number; after: string }) => [
      mainIssue(),
      rollout({ title, blocks: [{ name: "plan", text }] }),
      flag(step),
      files([{ ...EDIT, after }]),
    ];
    await fc.assert(
      fc.asyncProperty(version, version, async (first, second) => {
        const review = await read(wanted(first));
        expect(await leftOf(wanted(first), [review])).toEqual([]);
        const left = await leftOf(wanted(second), [review]);
        expect(left.length === 0).toBe(JSON.stringify(first) === JSON.stringify(second));
      }),
      { numRuns: 60 },
    );
  });
});

describe("what was read", () => {
  it("may be done by a later run that finds the half of it done", async () => {
    const forge = memoryForge();
    const review = await read(WANTED, forge);
    const plan = await planOf(forge, WANTED);
    const half = { ...plan, changes: plan.changes.slice(0, 3) };
    await apply(forge, half);
    expect(await leftOf(WANTED, [review], forge)).toEqual([]);
  });

  it("does not cover making once more what was made and is gone", async () => {
    const review = await read(WANTED);
    expect(await leftOf(WANTED, [{ ...review, open: false }])).toEqual(
      expect.arrayContaining([
        "new issue/sonnet:create",
        "new issue/sonnet/duo_chat:create",
        "new issue/sonnet:parent",
      ]),
    );
    const kinds = await leftOf(WANTED, [{ ...review, open: false }]);
    expect(kinds.filter((one) => /(?:flag|file)\//.test(one))).toEqual([]);
  });

  it("covers an update to what it said would be made", async () => {
    const forge = memoryForge();
    const review = await read(WANTED, forge);
    const older: Resource[] = WANTED.map((one) => (one.key === "issue/sonnet" ? mainIssue({ title: "Before" }) : one));
    await apply(forge, await planOf(forge, older));
    expect((await planOf(forge, WANTED)).changes.map(({ id }) => id)).toContain("issue/sonnet:update");
    expect(await leftOf(WANTED, [review], forge)).toEqual([]);
  });

  it("covers a raise that becomes possible later, as long as the newest review says the same of its flag", async () => {
    const waiting: Resource[] = [mainIssue(), rollout(), flag(1, { after: ["file/sonnet/gateway"] }), files([EDIT])];
    const review = await read(waiting);
    expect(Object.keys(review.review.changes)).not.toContain("flag/sonnet/duo_chat:raise");
    const now: Resource[] = [mainIssue(), rollout(), flag(1, { after: ["file/sonnet/gateway"] }), files([])];
    const left = async (reviews: readonly Reviewed[]) =>
      (await leftOf(now, reviews)).filter((one) => /raise|intent/.test(one));
    expect(await left([{ ...review, open: false }])).toEqual([]);
    expect(await left([])).toEqual(["new issue/sonnet/duo_chat:intent", "new flag/sonnet/duo_chat:raise"]);
    const newer = await read([mainIssue(), rollout(), flag(2), files([EDIT])]);
    expect(await left([newer, review])).toEqual(["differs flag/sonnet/duo_chat:raise"]);
  });

  it("is the newest that names a change: what was read before it is what its readers left", async () => {
    const forge = memoryForge();
    const before = await read(WANTED, forge);
    await apply(forge, await planOf(forge, WANTED));
    const other: Resource[] = WANTED.map((one) => (one.key === "issue/sonnet" ? mainIssue({ title: "Other" }) : one));
    const newer = await read(other, forge);
    await apply(forge, await planOf(forge, other));
    expect(await leftOf(WANTED, [newer, before], forge)).toEqual(["differs issue/sonnet:update"]);
  });

  it("covers the lines that it showed, whatever another merge request did to the rest", async () => {
    const forge = memoryForge();
    const blocks = (first: string, second: string) => [
      mainIssue({
        blocks: [
          { name: "overview", text: `${first}\n\nOf this.\n\nAnd that.` },
          { name: "technical", text: second },
        ],
      }),
    ];
    await apply(forge, await planOf(forge, blocks("One.", "One.")));
    const review = await read(blocks("Two.", "One."), forge);
    await apply(forge, await planOf(forge, blocks("One.", "Other.\n\nAnd more.\n\nOne.")));
    expect(await leftOf(blocks("Two.", "Other.\n\nAnd more.\n\nOne."), [review], forge)).toEqual([]);
    expect(await leftOf(blocks("Three.", "Other.\n\nAnd more.\n\nOne."), [review], forge)).toEqual([
      "differs issue/sonnet:update",
    ]);
  });

  it("does not cover lines of a text that was not shown", async () => {
    const forge = memoryForge();
    const secret = (text: string) => [mainIssue({ confidential: true, blocks: [{ name: "overview", text }] })];
    await apply(forge, await planOf(forge, secret("One.")));
    expect((await read(secret("Two."), forge)).review.shown).toEqual({});
  });

  it("does not cover what a person takes on a command line", async () => {
    const review = await read([flag(1), rollout()]);
    const judged = await seen([flag(1), rollout()], { take: new Map([["flag/sonnet/duo_chat", "ours"]]) });
    const ids = judgeOf(judged)([review]).map(({ change }) => change.id);
    expect(ids).toContain("flag/sonnet/duo_chat:raise");
  });

  it("covers closings that had to wait for the end of a flag", async () => {
    const forge = memoryForge();
    const before: Resource[] = [
      mainIssue(),
      rollout(),
      flag(3, { steps: [{ strategies: flag(3).strategies }], step: 1 }),
    ];
    await apply(forge, await planOf(forge, before));
    const closed = (one: Resource): Resource => (isIssue(one) ? { ...one, state: "closed" } : one);
    const over: Resource[] = before.map(closed).map((one) => (isFlag(one) ? { ...one, remove: REMOVE } : one));
    const migrations = [facts({ status: "complete" })];
    const first = await seen(over, { migrations }, forge);
    expect(first.plan.changes.map(({ action }) => action)).not.toContain("close");
    const review: Reviewed = { review: reviewOf(first, "c"), open: false, made: new Set() };
    forge.removeFlag({ kind: "flag", home: "acme/monolith", id: "duo_chat_sonnet" });
    const later = await seen(over, { migrations }, forge);
    expect(later.plan.changes.map(({ action }) => action)).toContain("close");
    expect(judgeOf(later)([review])).toEqual([]);
  });

  it("is told where it is not needed any more", async () => {
    const { review } = await read(WANTED);
    const judged = await seen([rollout()]);
    expect(needless(judged, review)).toContain("issue/sonnet:create");
    expect(needless(judged, review)).not.toContain("issue/sonnet/duo_chat:create");
  });

  it("needs nobody's leave to go down", async () => {
    const forge = memoryForge();
    const issue = rollout();
    await apply(forge, await planOf(forge, [issue, flag(1)]));
    expect(await leftOf([issue, flag(0)], [], forge)).toEqual([]);
  });
});

const REMOVE = { task: "announce", definedIn: [] };

function isIssue(one: Resource): one is ItemResource {
  return one.kind === "issue";
}

function isFlag(one: Resource): one is FlagResource {
  return one.kind === "flag";
}
