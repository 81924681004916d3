import { type Move, movesOf } from "../model/move.ts";
import { hostsOf, modelOf } from "../model/offering-name.ts";
import type { Migration } from "../model/schema/migration.gen.ts";
import { isLive, reaches } from "../model/stage.ts";
import { entriesOf } from "./engine/entries.ts";
import { missingPlace, openFor } from "./engine/evidence.ts";
import { openMigrations } from "./engine/open.ts";
import { itemAt, keyAt, valueAt } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "decision-missing",
  summary: "a deprecation says what was compared, by which criteria, and who chose the replacement",
  severity: "warning",
  messages: {
    none: '"{feature}" is at stage "{stage}", and nothing says how its replacement was chosen; write "candidates"',
    part: '"{feature}" is at stage "{stage}", and the choice of its replacement has no {what}; write "{field}"',
    verdict: '"{feature}" is at stage "{stage}", and no candidate has the verdict "chosen"',
    other: '"{feature}" moves to "{to}", and what was chosen is {chosen}',
  },
  notes: { stage: "the stage that needs it", chosen: "chosen here" },
  docs: {
    why: `When a model is retired there is a choice of replacements, and the process wants it made before the first feature gets
one: candidates, criteria, a decision and the name of who decided. Somebody will ask for the reasons later.`,
    wrong: `
# migrations/claude-sonnet-4-5.yaml
kind: Deprecation
replaces:
  claude_sonnet_4_5: { recommended: { model: claude-sonnet-4-6 } }
candidates:
  criteria: [quality, cost]
  offerings: [{ id: claude_sonnet_4_6, verdict: chosen }, { id: claude_haiku_4_5, verdict: rejected }]
  decided_by: "@ana"
features:
  duo_chat: { stage: internal, from: claude_sonnet_4_5, to: claude_haiku_4_5 }
`,
    right: `
# migrations/claude-sonnet-4-5.yaml
kind: Deprecation
replaces:
  claude_sonnet_4_5: { recommended: { model: claude-sonnet-4-6 } }
candidates:
  criteria: [quality, cost]
  offerings: [{ id: claude_sonnet_4_6, verdict: chosen }, { id: claude_haiku_4_5, verdict: rejected }]
  decided_by: "@ana"
features:
  duo_chat: { stage: internal, from: claude_sonnet_4_5, to: claude_sonnet_4_6 }
`,
  },
  check({ workspace, report }) {
    const hosts = hostsOf(workspace.config.data);
    for (const document of openMigrations(workspace)) {
      const { kind, candidates = {} } = document.data;
      if (kind !== "Deprecation") continue;
      const isAbsent = Object.keys(candidates).length === 0;
      const first = firstReplaced(document.data);
      const open = first === undefined ? [] : openFor(document, "decision-missing");
      for (const one of isAbsent ? open.slice(0, 1) : open) {
        const { feature, stage, row, path } = one;
        const place = missingPlace(document, one);
        const data = { feature, stage, what: row.text.toLowerCase(), field: path.join(".") };
        const related = place.stage && [{ note: "stage" as const, at: place.stage }];
        report({ message: isAbsent ? "none" : "part", at: place.at, data, related });
      }
      const list = candidates.offerings ?? [];
      const chosen = list.flatMap(({ id, verdict }, index) => (verdict === "chosen" ? [{ id, index }] : []));
      if (candidates.decided_by !== undefined && list.length > 0 && chosen.length === 0 && first !== undefined) {
        const data = { feature: first.feature, stage: first.effective };
        const related = [{ note: "stage" as const, at: valueAt(document, [...first.path, "stage"]) }];
        report({ message: "verdict", at: keyAt(document, ["candidates", "offerings"]), data, related });
      }
      const models = new Set(chosen.map(({ id }) => modelOf(id, hosts)));
      for (const [{ feature, path, entry, to = [] }] of chosen.length === 0 ? [] : entriesOf(document.data)) {
        for (const [index, id] of to.entries()) {
          if (models.has(modelOf(id, hosts))) continue;
          const data = { feature, to: id, chosen: quoted(chosen.map((one) => one.id)) };
          const at = itemAt(document, [...path, "to"], entry.to, index);
          const related = chosen.map((one) => ({
            note: "chosen" as const,
            at: valueAt(document, ["candidates", "offerings", one.index, "id"]),
          }));
          report({ message: "other", at, data, related });
        }
      }
    }
  },
});

/** The first feature that gets something for the old model; one that only loses it needs no choice. */
function firstReplaced(migration: Migration): Move | undefined {
  if (!isLive(migration.status)) return undefined;
  return movesOf(migration).find(({ effective, to, offer, sizes }) => {
    const getsOne = to !== undefined || offer.length > 0 || Object.keys(sizes).length > 0;
    return getsOne && reaches(effective, "internal");
  });
}
