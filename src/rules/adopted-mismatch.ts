import { type Adopted, adoptedOf, partOf } from "../model/adopted.ts";
import { movesOf } from "../model/move.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { allowed } from "./engine/allowed.ts";
import { openMigrations } from "./engine/open.ts";
import { type Place, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "adopted-mismatch",
  summary: "what is taken over is taken over once, for something that the migration has",
  severity: "error",
  messages: {
    feature: 'adopted names the feature "{name}", which this migration does not have; {allowed}',
    flag: 'adopted names the flag "{name}", which no feature of this migration has; {allowed}',
    twice: '"{name}" is taken over already; an object belongs to one migration, as one thing',
  },
  notes: { first: "taken over here" },
  docs: {
    why: `An issue that people made by hand becomes the rollout issue of one feature, or the main issue; a flag becomes the flag of
one feature. Named for a feature that the migration does not have, it is never found, and a second one is made beside
it. Named twice, nobody knows what it is to become, and the plan leaves it alone.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
adopted:
  - acme/ai#12
  - { issue: acme/ai#13, feature: duo_chatt }
features:
  duo_chat:
    stage: planned
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
adopted:
  - acme/ai#12
  - { issue: acme/ai#13, feature: duo_chat }
features:
  duo_chat:
    stage: planned
`,
  },
  check({ workspace, report }) {
    const taken = new Map<string, Place>();
    for (const document of openMigrations(workspace)) {
      const parts = movesOf(document.data).map(partOf);
      const flags = movesOf(document.data).flatMap(({ entry }) => entry.flag?.name ?? []);
      for (const [index, one] of adoptedOf(document.data).entries()) {
        const name = "flag" in one ? one.flag : one.item;
        const at = placeOf(document, one, index);
        const first = taken.get(name);
        if (first === undefined) taken.set(name, at);
        else report({ message: "twice", at, data: { name }, related: [{ note: "first", at: first }] });
        if ("flag" in one) {
          if (!flags.includes(name)) report({ message: "flag", at, data: { name, allowed: allowed(name, flags) } });
        } else if (one.feature !== undefined && !parts.includes(one.feature)) {
          const feature = valueAt(document, ["adopted", index, "feature"]);
          report({
            message: "feature",
            at: feature,
            data: { name: one.feature, allowed: allowed(one.feature, parts) },
          });
        }
      }
    }
  },
});

/** The reference or the flag's name, in either form. */
function placeOf(document: MigrationDocument, one: Adopted, index: number): Place {
  const written = document.data.adopted?.[index];
  if (typeof written === "string") return valueAt(document, ["adopted", index]);
  return valueAt(document, ["adopted", index, "flag" in one ? "flag" : "issue"]);
}
