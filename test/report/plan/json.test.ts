import { expect, it } from "vitest";
import { plan as isPlan } from "../../../src/load/validators/plan.gen.mjs";
import type { Resource } from "../../../src/model/resource.ts";
import { savedPlan, shownPlan } from "../../../src/report/plan/json.ts";
import { renderPlan } from "../../../src/report/plan/pretty.ts";
import { renderTerraform } from "../../../src/report/plan/terraform.ts";
import { ALL, converge, facts, flag, mainIssue, planOf, rollout } from "../../plan/build.ts";
import { memoryForge } from "../../plan/memory-forge.ts";

const SECRET = "The announcement is on Friday.";

async function plan(confidential: boolean) {
  const issue = mainIssue({ confidential, blocks: [{ name: "overview", text: SECRET }] });
  return planOf(memoryForge({ heads: {} }), [issue]);
}

it("a saved plan is whole and can be applied", async () => {
  const text = savedPlan(await plan(true));
  expect(text).toContain(SECRET);
  expect(isPlan(JSON.parse(text))).toBe(true);
});

it("a plan on standard output holds no text of confidential objects, and cannot be applied", async () => {
  const text = shownPlan(await plan(true));
  expect(text).not.toContain(SECRET);
  expect(isPlan(JSON.parse(text))).toBe(false);
});

it("a plan without anything confidential is the same in both places", async () => {
  const open = await plan(false);
  expect(shownPlan(open)).toBe(savedPlan(open));
});

it("a plan fits its schema with every kind of change, also those that end something", async () => {
  const everybody = { steps: [{ strategies: ALL }], strategies: ALL };
  const started = [
    rollout({ flag: "flag/sonnet/duo_chat", blocks: [{ name: "tasks", text: "- [ ] Delete <!-- t:delete-flag -->" }] }),
    flag(1, everybody),
  ];
  const forge = memoryForge();
  await converge(forge, started);
  for (const item of forge.items) item.body = item.body.replace("- [ ]", "- [x]");
  const [issue, live] = started;
  const note: Resource = {
    kind: "note",
    key: "note/sonnet/duo_chat",
    migration: "sonnet",
    cause: { file: "a", line: 1 },
    on: "issue/sonnet/duo_chat",
    text: "Complete: everybody has it.",
  };
  const ended = [
    { ...issue, state: "closed" },
    { ...live, remove: { task: "delete-flag", definedIn: [] } },
    note,
  ] as Resource[];
  const plan = await planOf(forge, ended, { migrations: [facts({ status: "complete" })] });
  expect(plan.changes.map(({ action, kind }) => `${action} ${kind}`).sort()).toEqual([
    "close issue",
    "create note",
    "remove flag",
  ]);
  expect(plan.counts).toMatchObject({ create: 1, update: 0, close: 1, remove: 1 });
  const value: unknown = JSON.parse(savedPlan(plan));
  expect(isPlan(value) ? [] : isPlan.errors).toEqual([]);
  expect(JSON.parse(renderTerraform(plan))).toEqual({ create: 1, update: 0, delete: 2 });
  await expect(renderPlan(plan, { color: false })).toMatchFileSnapshot("ended.txt");
});

it("a plan on standard output holds nothing that a terminal would obey, and says the same", async () => {
  const title = "a\u009b2J\u202eb\u2028c\ufeff";
  const open = await planOf(memoryForge({ heads: {} }), [mainIssue({ title })]);
  const text = shownPlan(open);
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Zl}\p{Bidi_Control}\ufeff]/u);
  const { scope, ...said } = JSON.parse(JSON.stringify(open));
  expect(JSON.parse(text)).toMatchObject(said);
  expect(scope.people).toEqual(["ana"]);
  // Nothing is looked up where nothing changes.
  expect(JSON.parse(text).scope.people).toEqual([]);
});

it("a plan on standard output looks up no names of what is confidential", async () => {
  const wanted = mainIssue({ confidential: true, milestone: "19.1", assignees: ["ana"], blocks: [] });
  const { scope } = JSON.parse(shownPlan(await planOf(memoryForge({ heads: {} }), [wanted])));
  expect(scope).toMatchObject({ label: "AI Model Migration", milestones: [], people: [], flags: [], proposals: [] });
});
