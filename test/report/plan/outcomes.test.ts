import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../src/apply/outcome.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { renderOutcomes } from "../../../src/report/plan/outcomes.ts";
import { mainIssue, planOf, rollout } from "../../plan/build.ts";
import { memoryForge } from "../../plan/memory-forge.ts";

async function example(): Promise<Plan> {
  return planOf(memoryForge({ heads: {} }), [mainIssue(), rollout()]);
}

function render(plan: Plan, outcomes: readonly Outcome[]): string {
  return renderOutcomes(plan, outcomes, { color: false });
}

describe("outcomes for people", () => {
  it("say what was done, with its address", async () => {
    const plan = await example();
    const url = "https://gitlab.example.com/acme/ai/-/issues/1";
    const text = render(
      plan,
      plan.changes.map(({ id, summary }) => ({ id, status: "applied", message: summary, url })),
    );
    expect(text).toContain(`✓ applied   ${plan.changes[0]?.summary}  ${url}\n`);
    expect(text).toMatch(/\nApply: \d+ applied\n$/);
  });

  it("name the change that was not done, why, and how to go on", async () => {
    const plan = await example();
    const [first] = plan.changes;
    const text = render(plan, [{ id: first?.id ?? "", status: "skipped", message: "not tried: interrupted" }]);
    expect(text).toContain(`- skipped   ${first?.summary}: not tried: interrupted\n`);
    expect(text).toMatch(/\nApply: 1 skipped\nRun apply again to go on: what was done is not done twice\.\n$/);
  });

  it("are nothing where nothing was to do", async () => {
    expect(render(await example(), [])).toBe("");
  });

  it("are one line each that moves no cursor, whatever the server or a person says", async () => {
    const plan = await example();
    const message = "commit of \u001b[31mBo\u202e\u2028\u009b2J\nnext";
    const text = render(plan, [{ id: plan.changes[0]?.id ?? "", status: "stopped", message, url: "http://a\u0007" }]);
    expect(text.split("\n")[0]).toMatch(/: commit of \ufffd\[31mBo\ufffd\ufffd\ufffd2J\\nnext {2}http:\/\/a\ufffd$/);
    expect(text).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]/u.exec(text.replaceAll("\n", ""))?.[0] ?? "\u001b");
  });
});
