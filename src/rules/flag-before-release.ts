import { rampOf } from "../model/defaults.ts";
import { formatDate, isAhead } from "../model/duration.ts";
import { releaseOf } from "../model/milestone.ts";
import { isLive, reaches } from "../model/stage.ts";
import { entriesOf } from "./engine/entries.ts";
import { openMigrations } from "./engine/open.ts";
import { valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "flag-before-release",
  summary: "a ramp begins when the code of its flag is there",
  severity: "warning",
  messages: {
    released:
      'step {step} is released, but milestone "{milestone}", which carries the code of flag "{name}", is due on {day}; if the code is deployed already, write "confirmed"',
    starts:
      'the ramp starts on {start}, before milestone "{milestone}" brings the code of flag "{name}" on {day}; start it later, or write "confirmed" once the code is deployed',
  },
  notes: { milestone: "the milestone's day" },
  docs: {
    why: `The code that reads a flag comes with a GitLab release. A flag that is raised before does nothing, and its gates pass on
the old model's numbers. GitLab.com gets code before the release: who has seen it there writes \`confirmed\`, and from its
date on the rule is silent. So it is once the milestone's day has come, and where the catalog names no day.`,
    wrong: `
# lint --as-of 2026-05-20
# cutover.yaml
milestones: { "19.1": 2026-06-18 }
ramps:
  standard: { steps: [{ percentage: 10, soak: 1d }, { percentage: 100, soak: 1d }] }
# migrations/claude-sonnet-4-6.yaml
milestone: "19.1"
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6 }
    ramp: { use: standard, start: 2026-06-08 }
`,
    right: `
# lint --as-of 2026-05-20
# cutover.yaml
milestones: { "19.1": 2026-06-18 }
ramps:
  standard: { steps: [{ percentage: 10, soak: 1d }, { percentage: 100, soak: 1d }] }
# migrations/claude-sonnet-4-6.yaml
milestone: "19.1"
features:
  duo_chat:
    stage: planned
    from: claude_sonnet_4_5
    to: claude_sonnet_4_6
    flag: { name: duo_chat_sonnet_4_6 }
    ramp: { use: standard, start: 2026-06-22 }
`,
  },
  check({ workspace, instant, report }) {
    const { config } = workspace;
    for (const document of openMigrations(workspace)) {
      for (const entry of entriesOf(document.data)) {
        const [move] = entry;
        const release = releaseOf(config.data, document.data, move);
        const { flag, step = 0 } = move.entry;
        if (flag === undefined || release === undefined || release.at <= instant) continue;
        if (flag.confirmed !== undefined && !isAhead(flag.confirmed.date, instant)) continue;
        const data = { name: flag.name, milestone: release.milestone, day: formatDate(release.at) };
        const related = [{ note: "milestone" as const, at: valueAt(config, ["milestones", release.milestone]) }];
        const start = rampOf(config.data, move)?.start;
        if (step > 0 && isLive(document.data.status) && reaches(move.effective, "rollout")) {
          const at = valueAt(document, [...move.path, "step"]);
          report({ message: "released", at, data: { ...data, step }, related });
        } else if (start !== undefined && start < release.at) {
          const at = valueAt(document, [...move.path, "ramp", "start"]);
          report({ message: "starts", at, data: { ...data, start: formatDate(start) }, related });
        }
      }
    }
  },
});
