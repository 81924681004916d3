import { type OpenPrerequisite, openPrerequisites } from "../model/process/prerequisites.ts";
import { pointer } from "../model/source.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { keyAt, type Place, valueAt } from "./engine/place.ts";
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
a link, a name or a report must be there in time; what only people can tick stands on the issue.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
references:
  announcement: https://example.com/news/claude-sonnet-4-6
features:
  duo_chat: { stage: internal, offer: [claude_sonnet_4_6] }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
references:
  announcement: https://example.com/news/claude-sonnet-4-6
  documentation: https://example.com/docs/claude-sonnet-4-6
features:
  duo_chat: { stage: internal, offer: [claude_sonnet_4_6] }
`,
  },
  check({ workspace, report }) {
    for (const document of workspace.migrations) {
      for (const open of openPrerequisites(document)) {
        const { feature, stage, row, stagePath } = open;
        const data = { feature, stage, text: row.text, field: fieldsOf(open) };
        const { at, isStage } = placeOf(document, open);
        const related = isStage ? undefined : [{ note: "stage" as const, at: valueAt(document, stagePath) }];
        report({ message: "open", at, data, related });
      }
    }
  },
});

/** Where the evidence would stand; what belongs to the top of the file has no place yet, so its stage is shown. */
function placeOf(document: MigrationDocument, { path, stagePath }: OpenPrerequisite): { at: Place; isStage: boolean } {
  const isStage = !document.source.nodes.has(pointer(path.slice(0, 1)));
  return { at: isStage ? valueAt(document, stagePath) : keyAt(document, path), isStage };
}

function fieldsOf({ row, path }: OpenPrerequisite): string {
  if (row.evidence.kind !== "field") return path.join(".");
  return row.evidence.anyOf.map((route) => route.join(".").replace("*", "ID")).join('" or "');
}
