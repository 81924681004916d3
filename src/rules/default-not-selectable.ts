import { type Move, movesOf } from "../model/move.ts";
import { reaches } from "../model/stage.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { defaultPlace, usePlace } from "./engine/gateway-places.ts";
import { editingMigrations } from "./engine/open.ts";
import { itemAt, keyAt, type Place, valueAt } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "default-not-selectable",
  summary: "a default model is one that users can select",
  severity: "error",
  needs: "targets",
  messages: {
    result: 'default "{model}" of "{feature}" would not be among its selectable models: {selectable}',
    present: 'default "{model}" of "{feature}" is not among its selectable models: {selectable}',
  },
  notes: { now: "the default as it stands" },
  docs: {
    why: `The gateway's own check rejects a feature with a pick list that lacks its default. A feature without a pick list may
have any default.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: selectable
    offer: [claude_haiku_4_5]
    withdraw: [{ id: claude_sonnet_4_5, at: selectable }]
    no_flag: users choose it themselves
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: default
    from: claude_sonnet_4_5
    to: claude_haiku_4_5
    withdraw: [claude_sonnet_4_5]
    no_flag: switched by configuration alone
    evaluation: { report: evals/duo-chat.json }
`,
  },
  check({ workspace, before, after, report }) {
    const editors = editingMigrations(workspace);
    for (const [target, gateway] of after.gateways) {
      for (const feature of gateway.features.entries) {
        const { name, defaults, selectable = [] } = feature;
        if (selectable.length === 0) continue;
        for (const model of defaults.filter((id) => !selectable.includes(id))) {
          const data = { model, feature: name, selectable: quoted(selectable) };
          const cause = causeOf(editors, name, model);
          const now = usePlace(before, target, name, model);
          if (cause !== undefined) {
            report({ message: "result", at: cause, data, related: now && [{ note: "now", at: now }] });
          } else report({ message: "present", at: now ?? defaultPlace(gateway, feature, model), data });
        }
      }
    }
  },
});

/** The place in a migration that brought it about; undefined where none touches the feature. */
function causeOf(editors: readonly MigrationDocument[], feature: string, model: string): Place | undefined {
  const moves = editors.flatMap((document) =>
    movesOf(document.data)
      .filter((move) => move.feature === feature)
      .map((move) => ({ document, move })),
  );
  for (const find of [withdrawal, inTo, inFrom, stage]) {
    for (const { document, move } of moves) {
      const place = find(document, move, model);
      if (place !== undefined) return place;
    }
  }
  return undefined;
}

function withdrawal(
  document: MigrationDocument,
  { path, withdraw, effective }: Move,
  model: string,
): Place | undefined {
  const index = withdraw.findIndex(({ id, at }) => id === model && reaches(effective, at));
  return index === -1 ? undefined : valueAt(document, [...path, "withdraw", index]);
}

function inTo(document: MigrationDocument, { path, to, entry }: Move, model: string): Place | undefined {
  return to?.includes(model) ? itemAt(document, [...path, "to"], entry.to, to.indexOf(model)) : undefined;
}

function inFrom(document: MigrationDocument, { path, from, entry }: Move, model: string): Place | undefined {
  return from?.includes(model) ? itemAt(document, [...path, "from"], entry.from, from.indexOf(model)) : undefined;
}

function stage(document: MigrationDocument, { path }: Move): Place {
  return keyAt(document, [...path, "stage"]);
}
