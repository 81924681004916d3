import { listOf, movesOf } from "../model/move.ts";
import { own } from "../model/own.ts";
import type { Config } from "../model/schema/config.gen.ts";
import type { Migration } from "../model/schema/migration.gen.ts";
import { missingPlace, openFor } from "./engine/evidence.ts";
import { liveMigrations } from "./engine/open.ts";
import { keyAt, valueAt } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "references-missing",
  summary: "a migration links what the provider says of the model",
  severity: "warning",
  messages: {
    missing: '"{feature}" is at stage "{stage}", and nothing links the {what}; write {fields}',
    unannounced:
      'a deprecation begins with the provider\'s announcement, which nothing links; write "references.announcement"',
  },
  notes: { stage: "the stage that needs it" },
  docs: {
    why: `Whoever reviews a migration, and whoever looks for a cause months later, needs what the provider says of the model: its
announcement, and its documentation. The process wants both on the issue before anybody gets the model. Documentation that
cutover.yaml gives for the provider (\`providers.<name>.documentation\`) counts.`,
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
    for (const document of liveMigrations(workspace)) {
      const isKnown = isDocumented(document.data, workspace.config.data);
      const open = openFor(document, "references-missing").filter(
        ({ path }) => !(isKnown && path.includes(DOCUMENTED)),
      );
      const [first] = open;
      if (first !== undefined) {
        const { feature, stage } = first;
        const what = open.map(({ row: { text } }) => text.charAt(0).toLowerCase() + text.slice(1)).join(" and the ");
        const fields = quoted(open.map(({ path }) => path.join(".")));
        const place = missingPlace(document, first);
        const related = place.stage && [{ note: "stage" as const, at: place.stage }];
        report({ message: "missing", at: place.at, data: { feature, stage, what, fields }, related });
      } else if (isBareDeprecation(document.data) && document.data.references?.announcement === undefined) {
        const hasLinks = document.data.references !== undefined;
        report({
          message: "unannounced",
          at: hasLinks ? keyAt(document, ["references"]) : valueAt(document, ["kind"]),
        });
      }
    }
  },
});

const DOCUMENTED = "documentation";

/** Whether the catalog has the documentation of every provider that is moved to. */
function isDocumented({ model }: Migration, { providers }: Config): boolean {
  const models = listOf(model);
  return models.length > 0 && models.every(({ provider }) => own(providers, provider)?.documentation !== undefined);
}

/** One that moves no feature has no stage to wait for: its work begins with the announcement. */
function isBareDeprecation(migration: Migration): boolean {
  return migration.kind === "Deprecation" && movesOf(migration).length === 0;
}
