import { type ResolvedRamp, rampOf } from "../model/defaults.ts";
import { movesOf } from "../model/move.ts";
import { own } from "../model/own.ts";
import type { Config } from "../model/schema/config.gen.ts";
import { reaches } from "../model/stage.ts";
import { openMigrations } from "./engine/open.ts";
import { keyAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "ramp-without-monitoring",
  summary: "a feature that ramps has a dashboard, or a metric among the gates of its ramp",
  severity: "warning",
  messages: {
    unwatched: 'nobody can watch the ramp of "{feature}": no gate of it is a metric; write "monitoring" here',
    undeclared:
      'nobody can watch the ramp of "{feature}": no gate of it is a metric; declare "features.{feature}.monitoring" in {file}',
  },
  notes: { ramp: "its ramp" },
  docs: {
    why: `The feature's team watches its dashboards while the flag rises, and the rollout issue links them. Either the catalog
names one, or the ramp has a gate of source \`prometheus\`, at a step or under \`abort\`. A feature whose ramp is over is
not asked about.`,
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
    for (const document of openMigrations(workspace)) {
      for (const move of movesOf(document.data)) {
        const { feature, effective, entry, path } = move;
        const ramp = rampOf(config.data, move);
        if (ramp === undefined || seen.has(feature) || effective === "absent") continue;
        if (reaches(effective, "default") && (entry.step ?? 0) >= ramp.steps.length) continue;
        const declared = own(config.data.features, feature);
        if ((declared?.monitoring ?? []).length > 0 || hasMetric(config.data, ramp)) continue;
        // The catalog is one place for all migrations, so it is said there once.
        seen.add(feature);
        const at = keyAt(document, [...path, "ramp"]);
        const data = { feature, file: config.file };
        if (declared === undefined) report({ message: "undeclared", at, data });
        else {
          const place = keyAt(config, ["features", feature]);
          report({ message: "unwatched", at: place, data, related: [{ note: "ramp", at }] });
        }
      }
    }
  },
});

function hasMetric({ gates }: Config, { steps, abort }: ResolvedRamp): boolean {
  const names = [...steps.flatMap((step) => step.gates ?? []), ...abort];
  return names.some((name) => own(gates, name)?.source === "prometheus");
}
