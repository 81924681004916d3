import { DAY, parseInstant } from "../model/duration.ts";
import { wayOf } from "../model/schedule.ts";
import { ago } from "./engine/days.ts";
import { entriesOf, featuresOf } from "./engine/entries.ts";
import { openMigrations } from "./engine/open.ts";
import { valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "eta-past",
  summary: "what was due has arrived, or is due later",
  severity: "warning",
  messages: {
    past: 'the eta of {features} on {eta} was {ago}, and the stage is "{stage}", not "{goal}"; write a new day, or the stage that it has reached',
    held: 'the eta of {features} on {eta} was {ago}, and under status "{status}" nothing is further than "{stage}"; write a new day',
  },
  notes: { stage: "the stage that it stands at", status: "the status that holds it there" },
  docs: {
    why: `An \`eta\` stands in the main issue, and people plan by it. One that has gone by promises nothing any more. A feature
without a new default or sizes has arrived when users may pick what it offers.`,
    wrong: `
# lint --as-of 2026-05-20
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: selectable
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    no_flag: switched by configuration alone
    eta: 2026-05-12
`,
    right: `
# lint --as-of 2026-05-20
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: selectable
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    no_flag: switched by configuration alone
    eta: 2026-06-02
`,
  },
  check({ workspace, instant, report }) {
    const config = workspace.config.data;
    for (const document of openMigrations(workspace)) {
      for (const entry of entriesOf(document.data)) {
        const [move] = entry;
        const { eta } = move.entry;
        const day = parseInstant(eta);
        const way = wayOf({ config, migration: document.data, instant }, move);
        if (eta === undefined || day === undefined || way === undefined || instant < day + DAY) continue;
        const { stage, goal } = way;
        const at = valueAt(document, [...move.path, "eta"]);
        const { status } = document.data;
        const data = { features: featuresOf(entry), eta, ago: ago(day, instant), stage, goal, status };
        // A draft and a migration that was rolled back stand elsewhere than their file says.
        const related =
          stage === move.stage
            ? { note: "stage" as const, at: valueAt(document, [...move.path, "stage"]) }
            : { note: "status" as const, at: valueAt(document, ["status"]) };
        report({ message: related.note === "stage" ? "past" : "held", at, data, related: [related] });
      }
    }
  },
});
