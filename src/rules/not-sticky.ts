import { FLAG } from "../model/defaults.ts";
import { entriesOf } from "./engine/entries.ts";
import { openMigrations } from "./engine/open.ts";
import { valueAt } from "./engine/place.ts";
import { stepsAt } from "./engine/ramps.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "not-sticky",
  summary: "under a percentage everybody keeps one side of the flag",
  severity: "warning",
  messages: {
    instance:
      'a percentage has nobody to count with actor "{actor}", so no user keeps one side of flag "{name}"; allowed with percentages: "user", "project", "group", "namespace"',
  },
  notes: { step: "the percentage" },
  docs: {
    why: `A percentage is a share of the actors that the code asks the flag about. The instance is one actor: it is on or off as a
whole, or, where the code asks per request, drawn anew each time. Then one conversation is answered by two models, and
the metrics of both sides mean nothing. Steps that go to an audience, and 100 %, are fine.`,
    wrong: `
# cutover.yaml
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
    flag: { name: duo_chat_sonnet_4_6, actor: instance }
    ramp: standard
`,
    right: `
# cutover.yaml
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
    flag: { name: duo_chat_sonnet_4_6, actor: user }
    ramp: standard
`,
  },
  check({ workspace, report }) {
    for (const document of openMigrations(workspace)) {
      for (const [move] of entriesOf(document.data)) {
        const { flag } = move.entry;
        const actor = flag?.actor ?? FLAG.actor;
        const ramp = stepsAt(workspace.config, document, move);
        if (flag === undefined || actor !== "instance" || ramp === undefined) continue;
        const partial = ramp.steps.findIndex(({ percentage = 100 }) => percentage < 100);
        if (partial === -1) continue;
        const step = valueAt(ramp.document, [...ramp.path, partial, "percentage"]);
        const at = valueAt(document, [...move.path, "flag", "actor"]);
        report({ message: "instance", at, data: { actor, name: flag.name }, related: [{ note: "step", at: step }] });
      }
    }
  },
});
