import { expect, test } from "vitest";
import { renderRule } from "../../../src/report/diagnostics/rule.ts";
import { rules } from "../../../src/rules/registry.gen.ts";

test("shows what a rule wants, why, and both examples with their files", () => {
  const rule = rules.find(({ id }) => id === "default-not-selectable");
  expect(rule && renderRule(rule)).toMatchInlineSnapshot(`
    "default-not-selectable (error, needs the target files)

    a default model is one that users can select

    The gateway's own check rejects a feature with a pick list that lacks its default. A feature without a pick list may
    have any default.

    wrong:

      migrations/claude-sonnet-4-6.yaml
        features:
          duo_chat:
            stage: selectable
            offer: [claude_haiku_4_5]
            withdraw: [{ id: claude_sonnet_4_5, at: selectable }]
            no_flag: users choose it themselves

    right:

      migrations/claude-sonnet-4-6.yaml
        features:
          duo_chat:
            stage: default
            from: claude_sonnet_4_5
            to: claude_haiku_4_5
            withdraw: [claude_sonnet_4_5]
            no_flag: switched by configuration alone
            evaluation: { report: evals/duo-chat.json }
    "
  `);
});

test.each(rules)("$id fits a terminal", (rule) => {
  for (const line of renderRule(rule).split("\n")) expect(line.length).toBeLessThanOrEqual(130);
});
