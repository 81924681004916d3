import { type ResolvedRamp, rampOf } from "../model/defaults.ts";
import { groupBy } from "../model/groups.ts";
import { type Move, movesOf } from "../model/move.ts";
import { own } from "../model/own.ts";
import type { Config } from "../model/schema/config.gen.ts";
import { reaches } from "../model/stage.ts";
import type { MigrationDocument, Workspace } from "../model/workspace.ts";
import { liveMigrations } from "./engine/open.ts";
import { keyAt } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "ramp-without-monitoring",
  summary: "a feature that ramps has a dashboard, or a metric among the gates of its ramp",
  severity: "warning",
  messages: {
    unwatched:
      'nobody can watch the ramp of {features}: no gate of it is a metric; write "monitoring" under {keys} in {file}',
  },
  notes: { feature: "its dashboards belong here" },
  docs: {
    why: `The feature's team watches its dashboards while the flag rises, and the rollout issue links them. Either the catalog
names one, or the ramp has a gate of source \`prometheus\`, at a step or under \`abort\`. Features of one
migration that share a ramp are named together. A draft is not asked about, nor is a feature whose ramp is over.`,
    wrong: `
# cutover.yaml
features:
  duo_chat: { title: Duo Chat }
ramps:
  standard:
    steps:
      - { percentage: 10, soak: 1d }
      - { percentage: 100, soak: 1d }
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    ramp: standard
`,
    right: `
# cutover.yaml
features:
  duo_chat:
    title: Duo Chat
    monitoring: [{ name: Gateway metrics, url: https://metrics.example.com/d/gateway }]
ramps:
  standard:
    steps:
      - { percentage: 10, soak: 1d }
      - { percentage: 100, soak: 1d }
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    ramp: standard
`,
  },
  check({ workspace, report }) {
    const { config } = workspace;
    const seen = new Set<string>();
    for (const document of liveMigrations(workspace)) {
      // The catalog is one place for all migrations, so a feature is named once.
      const moves = movesOf(document.data).filter((move) => !seen.has(move.feature) && isUnwatched(workspace, move));
      for (const [first, ...more] of groupBy(moves, (move) => rampKey(config.data, move)).values()) {
        const features = [...new Set([first, ...more].map(({ feature }) => feature))].filter((name) => !seen.has(name));
        for (const feature of features) seen.add(feature);
        if (features.length === 0) continue;
        const declared = features.filter((feature) => own(config.data.features, feature) !== undefined);
        report({
          message: "unwatched",
          at: rampPlace(document, first),
          data: { features: some(features), keys: keysOf(features), file: config.file },
          related: declared.slice(0, SHOWN).map((feature) => ({
            note: "feature" as const,
            at: keyAt(config, ["features", feature]),
          })),
        });
      }
    }
  },
});

/** Names and places that one finding shows. */
const SHOWN = 5;

function isUnwatched({ config }: Workspace, move: Move): boolean {
  const { feature, effective, entry } = move;
  const ramp = rampOf(config.data, move);
  if (ramp === undefined || effective === "absent") return false;
  if (reaches(effective, "default") && (entry.step ?? 0) >= ramp.steps.length) return false;
  const { monitoring = [] } = own(config.data.features, feature) ?? {};
  return monitoring.length === 0 && !hasMetric(config.data, ramp);
}

/** A ramp of the catalog is one ramp for all who use it, and so are equal steps, as an alias makes them. */
function rampKey(config: Config, move: Move): string {
  const { name, steps, abort } = rampOf(config, move) ?? {};
  return name ?? JSON.stringify([steps, abort]);
}

function rampPlace(document: MigrationDocument, { path }: Move) {
  return keyAt(document, [...path, "ramp"]);
}

function some(features: readonly string[]): string {
  const more = features.length - SHOWN;
  return `${quoted(features.slice(0, SHOWN))}${more > 0 ? ` and ${more} more feature${more === 1 ? "" : "s"}` : ""}`;
}

function keysOf([first, ...more]: readonly string[]): string {
  return more.length === 0 ? `"features.${first}"` : "each of them";
}

function hasMetric({ gates }: Config, { steps, abort }: ResolvedRamp): boolean {
  const names = [...steps.flatMap((step) => step.gates ?? []), ...abort];
  return names.some((name) => own(gates, name)?.source === "prometheus");
}
