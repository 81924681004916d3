import { rampOf } from "../model/defaults.ts";
import { reaches } from "../model/stage.ts";
import { entriesOf, featuresOf } from "./engine/entries.ts";
import { openMigrations } from "./engine/open.ts";
import { valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "step-without-effect",
  summary: "a step of a ramp is released only while the ramp can run",
  severity: "warning",
  messages: {
    below:
      'step {step} of {features} has no effect at stage "{stage}", where flag "{name}" is off, and would be released the moment the stage becomes "rollout"; write 0 until then',
  },
  notes: { stage: "the stage that keeps the flag off" },
  docs: {
    why: `Below \`rollout\` a flag is off whatever \`step\` says. Who wrote the step believes that users have the new model; and who
raises the stage later releases a step without seeing it. Whether a ramp may begin before its \`start\` is for people to
decide, so this rule does not ask.`,
    wrong: `
# cutover.yaml
ramps:
  standard: { steps: [{ percentage: 10, soak: 1d }, { percentage: 100, soak: 1d }] }
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: selectable
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6 }
    ramp: standard
    step: 2
`,
    right: `
# cutover.yaml
ramps:
  standard: { steps: [{ percentage: 10, soak: 1d }, { percentage: 100, soak: 1d }] }
# migrations/claude-sonnet-4-6.yaml
features:
  duo_chat:
    stage: rollout
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6 }
    ramp: standard
    step: 2
`,
  },
  check({ workspace, report }) {
    const { config } = workspace;
    for (const document of openMigrations(workspace)) {
      for (const entry of entriesOf(document.data)) {
        const [move] = entry;
        const { stage, path } = move;
        const { step = 0, flag } = move.entry;
        // By the written stage: what status rolled_back holds back comes again with its step, as it is meant to.
        if (step === 0 || flag === undefined || stage === "absent" || reaches(stage, "rollout")) continue;
        // A step that no ramp has is told by compile.
        if (step > (rampOf(config.data, move)?.steps.length ?? 0)) continue;
        const data = { step, features: featuresOf(entry), stage, name: flag.name };
        const related = [{ note: "stage" as const, at: valueAt(document, [...path, "stage"]) }];
        report({ message: "below", at: valueAt(document, [...path, "step"]), data, related });
      }
    }
  },
});
