import type { OpenPrerequisite } from "../model/process/prerequisites.ts";
import { missingPlace, openFor } from "./engine/evidence.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "prerequisite-open",
  summary: "a feature reaches a stage only with the evidence that the process asks for before it",
  severity: "warning",
  messages: {
    open: '"{feature}" is at stage "{stage}" without its evidence: {text}; write "{field}"',
  },
  notes: { stage: "the stage that needs it" },
  docs: {
    why: `The process names what must be done before a model is offered, and before users get it. What a migration can hold as
a link, a name or a report must be there in time; what only people can tick stands on the issue. Links, the decision for a
replacement and evaluations have rules of their own: references-missing, decision-missing and evaluation-missing.`,
    wrong: `
# migrations/gpt-oss-120b.yaml
kind: Integration
features:
  duo_chat: { stage: selectable, offer: [claude_sonnet_4_6], no_flag: users choose it themselves }
`,
    right: `
# migrations/gpt-oss-120b.yaml
kind: Integration
infrastructure: { link: https://wiki.example.com/ai/fireworks, by: "@cleo", date: 2026-05-04 }
features:
  duo_chat: { stage: selectable, offer: [claude_sonnet_4_6], no_flag: users choose it themselves }
`,
  },
  check({ workspace, report }) {
    for (const document of workspace.migrations) {
      for (const open of openFor(document, undefined)) {
        const { feature, stage, row } = open;
        const place = missingPlace(document, open);
        report({
          message: "open",
          at: place.at,
          data: { feature, stage, text: row.text, field: fieldsOf(open) },
          related: place.stage && [{ note: "stage", at: place.stage }],
        });
      }
    }
  },
});

function fieldsOf({ row, path }: OpenPrerequisite): string {
  if (row.evidence.kind !== "field") return path.join(".");
  return row.evidence.anyOf.map((route) => route.join(".").replace("*", "ID")).join('" or "');
}
