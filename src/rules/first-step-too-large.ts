import { policyOf } from "../model/defaults.ts";
import { valueAt } from "./engine/place.ts";
import { writtenRamps } from "./engine/ramps.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "first-step-too-large",
  summary: "the first percentage of a ramp is small",
  severity: "warning",
  messages: {
    large: "the first percentage of {title} is {percentage} %; {policy} allows {limit} % at most to begin with",
  },
  notes: { policy: "the policy says so here" },
  docs: {
    why: `The first percentage is where a fault meets real users for the first time. The process begins with a small part of them:
10 % unless \`policy.first_step\` says otherwise. Steps that go to an audience do not count.`,
    wrong: `
# cutover.yaml
ramps:
  standard:
    steps:
      - { percentage: 50, soak: 1d }
      - { percentage: 100, soak: 1d }
`,
    right: `
# cutover.yaml
ramps:
  standard:
    steps:
      - { percentage: 10, soak: 1d }
      - { percentage: 50, soak: 1d }
      - { percentage: 100, soak: 1d }
`,
  },
  check({ workspace, report }) {
    const { config } = workspace;
    const limit = policyOf(config.data).firstStep;
    const isWritten = config.data.policy?.first_step !== undefined;
    const policy = isWritten ? "policy.first_step" : "the process (policy.first_step)";
    const at = valueAt(config, ["policy", "first_step"]);
    const related = isWritten ? [{ note: "policy" as const, at }] : undefined;
    for (const { document, path, steps, title } of writtenRamps(workspace)) {
      const first = steps.findIndex(({ percentage }) => percentage !== undefined);
      const percentage = steps[first]?.percentage ?? 0;
      if (percentage <= limit) continue;
      const place = valueAt(document, [...path, first, "percentage"]);
      report({ message: "large", at: place, data: { title, percentage, limit, policy }, related });
    }
  },
});
