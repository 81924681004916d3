import { MINIMUM_SOAK, MINIMUM_SOAK_AT_FULL } from "../model/defaults.ts";
import { parseDuration } from "../model/duration.ts";
import { valueAt } from "./engine/place.ts";
import { writtenRamps } from "./engine/ramps.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "soak-too-short",
  summary: "every step of a ramp lasts long enough to see what it does",
  severity: "error",
  messages: {
    step: 'soak "{soak}" of step {step} is too short; a step lasts at least {least}',
    full: 'soak "{soak}" at 100 % is too short; a flag stays there for at least {least} before it is removed',
  },
  docs: {
    why: `Dashboards lag, and errors take a while to show. GitLab asks for 15 minutes between two steps of a flag and for a day
at 100 % before the change may be released.`,
    wrong: `
# cutover.yaml
ramps:
  standard:
    steps:
      - { percentage: 10, soak: 5m }
      - { percentage: 100, soak: 1d }
`,
    right: `
# cutover.yaml
ramps:
  standard:
    steps:
      - { percentage: 10, soak: 15m }
      - { percentage: 100, soak: 1d }
`,
  },
  check({ workspace, report }) {
    for (const { document, path, steps } of writtenRamps(workspace)) {
      for (const [index, { soak, percentage }] of steps.entries()) {
        const message = percentage === 100 ? "full" : "step";
        const least = message === "full" ? MINIMUM_SOAK_AT_FULL : MINIMUM_SOAK;
        if ((parseDuration(soak) ?? 0) >= (parseDuration(least) ?? 0)) continue;
        report({ message, at: valueAt(document, [...path, index, "soak"]), data: { soak, step: index + 1, least } });
      }
    }
  },
});
