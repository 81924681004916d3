import { expect, it } from "vitest";
import { plan as isPlan } from "../../../src/load/validators/plan.gen.mjs";
import { savedPlan, shownPlan } from "../../../src/report/plan/json.ts";
import { mainIssue, planOf } from "../../plan/build.ts";
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
