import { describe, expect, it } from "vitest";
import { renderPlan } from "../../../src/report/plan/pretty.ts";
import { converge, facts, files, flag, mainIssue, planOf, rollout } from "../../plan/build.ts";
import { memoryForge } from "../../plan/memory-forge.ts";

const HEAD = "models:\n  - a\n";
const EDIT = { path: "models.yml", before: HEAD, after: "models:\n  - a\n  - b # cutover:issue/sonnet\n" };
const fresh = () => memoryForge({ heads: { "acme/gateway": { "models.yml": HEAD } } });
const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);
const render = (plan: Parameters<typeof renderPlan>[0]) => renderPlan(plan, { color: false });

const FIRST = [
  mainIssue(),
  rollout({ flag: "flag/sonnet/duo_chat" }),
  flag(1, { after: ["file/sonnet/gateway"] }),
  files([EDIT], { requires: ["https://gitlab.example.com/acme/pricing/-/merge_requests/3"] }),
];

describe("a plan for people", () => {
  it("says what is made, because of which line, and how much of it there is", async () => {
    await expect(render(await planOf(fresh(), FIRST))).toMatchFileSnapshot("first.txt");
  });

  it("says what changes, what is in conflict and what else there is to know", async () => {
    const forge = fresh();
    await converge(forge, FIRST);
    const [issue, main] = forge.items;
    if (issue === undefined || main === undefined) throw new Error("no issues");
    issue.body = issue.body.replace("Step by step.", "Step by step, slowly.");
    main.title = "A person's title";
    const next = [
      mainIssue({
        milestone: "19.1",
        blocks: [{ name: "overview", text: "One rollout: cutover:issue/sonnet/duo_chat" }],
      }),
      rollout({
        flag: "flag/sonnet/duo_chat",
        title: "Duo Chat: Claude Sonnet 4.6",
        labels: ["AI Model Migration", "group::chat"],
        dueDate: "2026-06-12",
        blocks: [
          { name: "plan", text: "Another plan." },
          { name: "tasks", text: [...Array(30).keys()].map((n) => `- [ ] Task ${n} <!-- t:${n} -->`).join("\n") },
        ],
      }),
      flag(1, { after: ["file/sonnet/gateway"] }),
      files([EDIT]),
    ];
    const changed = { migrations: [facts({ digest: "e".repeat(64) })] };
    await expect(render(await planOf(forge, next, changed))).toMatchFileSnapshot("later.txt");
  });

  it("tells nothing of what is confidential", async () => {
    const secret = rollout({
      confidential: true,
      title: "Secret title",
      blocks: [{ name: "plan", text: "Secret words." }],
      milestone: "19.1",
    });
    const forge = fresh();
    const made = await converge(forge, [secret]);
    const changed = await planOf(forge, [
      { ...secret, title: "Secret again", blocks: [{ name: "plan", text: "Secret lines.\n\nMore." }] },
    ]);
    // What is to be made says in its fields what the migration says, which is for everybody.
    expect(render(made)).toContain('create confidential issue "Secret title"');
    expect(render(made)).not.toContain("Secret words");
    expect(render(changed)).not.toMatch(/secret (title|words|again|lines)|19\.1/i);
    for (const plan of [made, changed]) {
      expect(JSON.stringify([plan.conflicts, plan.notices])).not.toContain("Secret");
      expect(JSON.stringify(plan.changes.map(({ diffs }) => diffs))).not.toContain("Secret");
    }
    for (const { summary, fields } of changed.changes)
      expect(JSON.stringify([summary, fields])).not.toContain("Secret");
    expect(render(changed)).toContain("confidential: 4 lines change");
    const hidden = await planOf(fresh(), FIRST, { migrations: [facts({ confidential: true })] });
    expect(render(hidden)).not.toMatch(/Claude|- b/);
  });

  it("cannot be made to say something else by a text with control characters", async () => {
    const nasty = rollout({ title: "A\u001b[2Jtitle", blocks: [{ name: "plan", text: "B\u001b]0;owned\u0007" }] });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(render(await planOf(fresh(), [nasty]))).not.toMatch(/[\u001b\u0007]/);
  });

  it("has colour only when asked for", async () => {
    const plan = await planOf(fresh(), FIRST);
    expect(renderPlan(plan, { color: true })).toContain("\u001b[32m+\u001b[39m");
    expect(render(plan)).not.toContain("\u001b");
  });
});

describe("the last line", () => {
  it("counts", async () => {
    expect(lastLine(render(await planOf(fresh(), FIRST)))).toBe(
      "Plan: 4 to create, 2 to update, 0 to close; 2 issues will be made, 3 people notified",
    );
    expect(lastLine(render(await planOf(fresh(), [rollout()])))).toBe(
      "Plan: 1 to create, 0 to update, 0 to close; 1 issue will be made, 1 person notified",
    );
  });

  it("never says that there is nothing to do while a merge request is open", async () => {
    const forge = fresh();
    await converge(forge, FIRST);
    const text = render(await planOf(forge, FIRST));
    expect(lastLine(text)).toBe("No changes now: waiting for !1");
    expect(text).not.toMatch(/nothing to do/i);
  });

  it.each([
    ["declined", { state: "closed" as const, closedBy: "bo" }, "No changes; !1 declined"],
    [
      "with a person's commit on it",
      { head: new Map([["models.yml", "x"]]), foreignCommits: [{ id: "1", author: "Bo" }] },
      "No changes; 1 conflict",
    ],
  ])("nor when it is %s", async (_name, change, expected) => {
    const forge = fresh();
    await converge(forge, FIRST);
    Object.assign(forge.proposals[0] ?? {}, change);
    expect(lastLine(render(await planOf(forge, FIRST)))).toBe(expected);
  });

  it("says so where there is nothing to do", async () => {
    const forge = fresh();
    await converge(forge, [rollout()]);
    expect(render(await planOf(forge, [rollout()]))).toBe("Nothing to do: everything is as the migrations say\n");
  });

  it("says nothing of what was left out", async () => {
    const forge = fresh();
    await converge(forge, [rollout()]);
    expect(render(await planOf(forge, [rollout(), files([])], { only: ["issue/sonnet/duo_chat"] }))).toBe(
      "Nothing to do for issue/sonnet/duo_chat; the rest was left out (--only)\n",
    );
  });

  it("says what is held", async () => {
    expect(render(await planOf(fresh(), [rollout()], { hold: "fire" })).split("\n")).toEqual([
      "Held: shown, not applied",
      '  create issue "Duo Chat: roll out Claude Sonnet 4.6" [issue/sonnet/duo_chat]  CUTOVER_HOLD: fire',
      "",
      "No changes; 1 held",
      "",
    ]);
  });

  it("cuts a line that nobody reads to its end", async () => {
    const forge = fresh();
    await converge(forge, [rollout()]);
    const [issue] = forge.items;
    if (issue === undefined) throw new Error("no issue");
    issue.body = issue.body.replace("Step by step.", "x".repeat(1_000_000));
    const text = render(await planOf(forge, [rollout()]));
    expect(text).toMatch(/\+x{999}… 999001 more characters\n/);
    expect(text.length).toBeLessThan(3_000);
  });
});
