import { pointer } from "../model/source.ts";
import { reaches } from "../model/stage.ts";
import { entriesOf, featuresOf } from "./engine/entries.ts";
import { openMigrations } from "./engine/open.ts";
import { keyAt, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "self-managed-impact",
  summary: "a migration with a running flag says what self-managed customers get",
  severity: "warning",
  messages: {
    missing:
      'self-managed customers get the new model of {features} only with a release without flag "{name}"; say so under "impact.self_managed"',
  },
  notes: { stage: "the stage that needs it" },
  docs: {
    why: `A flag is raised on GitLab.com alone. Self-hosted customers who are connected to the cloud do not get the new model until
the flag is removed from the code, and they ask when. So the main issue says it, from the first feature at \`rollout\`.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: rollout
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6 }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
impact:
  self_managed: The new model comes with 19.2, once the flag is removed.
features:
  duo_chat:
    stage: rollout
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6 }
`,
  },
  check({ workspace, report }) {
    for (const document of openMigrations(workspace)) {
      if (document.data.impact?.self_managed !== undefined) continue;
      const first = entriesOf(document.data).find(([{ effective, entry }]) => {
        return entry.flag !== undefined && reaches(effective, "rollout");
      });
      if (first === undefined) continue;
      const [{ path, entry }] = first;
      const stage = valueAt(document, [...path, "stage"]);
      // Without any "impact" the parent is the whole file, which is no place to show.
      const hasImpact = document.source.nodes.has(pointer(["impact"]));
      report({
        message: "missing",
        at: hasImpact ? keyAt(document, ["impact"]) : stage,
        data: { features: featuresOf(first), name: entry.flag?.name ?? "" },
        related: hasImpact ? [{ note: "stage", at: stage }] : undefined,
      });
    }
  },
});
