import { expect, it } from "vitest";
import { renderTerraform } from "../../../src/report/plan/terraform.ts";
import { converge, flag, mainIssue, planOf, rollout } from "../../plan/build.ts";
import { memoryForge } from "../../plan/memory-forge.ts";

/** The file that GitLab's parser takes: three numbers, and nothing that it would refuse. */
function numbers(text: string): unknown {
  const value: Record<string, unknown> = JSON.parse(text);
  expect(Object.keys(value).sort()).toEqual(["create", "delete", "update"]);
  for (const number of Object.values(value)) expect(number).toSatisfy(Number.isInteger);
  return value;
}

it("counts what ends as deleted: closings and flags that are turned off", async () => {
  const forge = memoryForge();
  const wanted = (step: number, state: "open" | "closed") => [
    mainIssue({ state, related: [], parent: undefined }),
    rollout({ flag: "flag/sonnet/duo_chat", state }),
    flag(step),
  ];
  const made = await converge(forge, wanted(1, "open"));
  expect(numbers(renderTerraform(made))).toEqual({ create: 3, update: 3, delete: 0 });
  const ended = await planOf(forge, wanted(0, "closed"));
  expect(ended.changes.map(({ action, kind }) => `${action} ${kind}`).sort()).toContain("lower flag");
  const { update } = numbers(renderTerraform(ended)) as { update: number };
  expect(numbers(renderTerraform(ended))).toEqual({ create: 0, update, delete: 3 });
});

it("never has more digits than GitLab reads", async () => {
  const plan = await planOf(memoryForge(), [rollout()]);
  const [change] = plan.changes;
  if (change === undefined) throw new Error("no change");
  const many = { ...plan, changes: Array.from({ length: 1_000_001 }, () => change) };
  expect(numbers(renderTerraform(many))).toEqual({ create: 999_999, update: 0, delete: 0 });
});
