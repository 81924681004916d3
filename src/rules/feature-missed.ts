import type { GatewayFiles } from "../model/gateway.ts";
import { type Move, movesOf } from "../model/move.ts";
import { selectedFeatures } from "../model/selection.ts";
import type { MigrationDocument } from "../model/workspace.ts";
import { defaultPlace, namePlace, usePlace } from "./engine/gateway-places.ts";
import { openMigrations } from "./engine/open.ts";
import { keyAt, type Place } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "feature-missed",
  summary: "no feature stays behind on an offering that goes",
  severity: "error",
  needs: "targets",
  messages: {
    behind:
      '"{id}" is the default of "{feature}", which no migration moves; add it to "features", or to "except" with a reason',
    unlisted:
      '"select" finds "{feature}", which the entry does not list; add it to its "features", or to "select.except"',
  },
  notes: { gateway: "the feature in the gateway's file" },
  docs: {
    why: `A default that was forgotten is noticed when the provider's cutoff has passed and requests fail. Features come and go
while a migration runs: what \`select\` found when the list was written may be less than what it finds today.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_sonnet_4_5: { retire: deprecate, deprecation: { date: 2026-10-01, removal_version: "19.5" } }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
replaces:
  claude_sonnet_4_5: { retire: deprecate, deprecation: { date: 2026-10-01, removal_version: "19.5" } }
features:
  duo_chat: { stage: planned, from: claude_sonnet_4_5, to: claude_sonnet_4_6 }
`,
  },
  check({ workspace, before, after, report }) {
    const open = openMigrations(workspace);
    const covered = new Set(
      open.flatMap(({ data }) =>
        movesOf(data)
          .filter(decidesDefault)
          .map(({ feature }) => feature),
      ),
    );
    for (const document of open) {
      for (const [id, { retire, except }] of Object.entries(document.data.replaces ?? {})) {
        if (retire !== "deprecate" && retire !== "remove") continue;
        for (const [target, gateway] of after.gateways) {
          for (const feature of gateway.features.entries) {
            const { name } = feature;
            if (!feature.defaults.includes(id) || covered.has(name) || Object.hasOwn(except ?? {}, name)) continue;
            const place = usePlace(before, target, name, id) ?? defaultPlace(gateway, feature, id);
            const related = [{ note: "gateway" as const, at: place }];
            report({ message: "behind", at: keyAt(document, ["replaces", id]), data: { id, feature: name }, related });
          }
        }
      }
      for (const { feature, at, place } of unlisted(document, [...before.gateways.values()])) {
        report({ message: "unlisted", at, data: { feature }, related: [{ note: "gateway", at: place }] });
      }
    }
  },
});

/** An entry that only offers more models leaves the default where it is. */
function decidesDefault({ stage, to }: Move): boolean {
  return to !== undefined || stage === "planned" || stage === "absent";
}

interface Unlisted {
  readonly feature: string;
  readonly at: Place;
  readonly place: Place;
}

/** What each `select` finds in the gateway as it is, without the features that the migration names elsewhere. */
function unlisted(document: MigrationDocument, gateways: readonly GatewayFiles[]): Unlisted[] {
  const named = new Set(movesOf(document.data).map(({ feature }) => feature));
  return (document.data.bulk ?? []).flatMap(({ select }, index) => {
    if (select === undefined) return [];
    const at = keyAt(document, ["bulk", index, "features"]);
    return gateways.flatMap((gateway) =>
      selectedFeatures(select, gateway)
        .filter(({ name }) => !named.has(name))
        .map((feature) => ({ feature: feature.name, at, place: namePlace(gateway, feature) })),
    );
  });
}
