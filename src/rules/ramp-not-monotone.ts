import { valueAt } from "./engine/place.ts";
import { writtenRamps } from "./engine/ramps.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "ramp-not-monotone",
  summary: "each step of a ramp reaches more people than the one before",
  severity: "error",
  messages: {
    falls: "step {step} goes to {percentage} %, which is no rise: step {earlier} is at {reached} % already",
    order:
      'step {step} goes to the audience "{audience}" alone after step {earlier} has gone to {reached} %; audiences come first',
    again: 'step {step} goes to the audience "{audience}" again, which step {earlier} has reached already',
  },
  notes: { earlier: "the step that reaches as far" },
  docs: {
    why: `A ramp only rises; to take a flag back, lower the step or the stage. An audience after a percentage would take the
feature from people who have it.`,
    wrong: `
# cutover.yaml
ramps:
  standard:
    steps:
      - { percentage: 50, soak: 1d }
      - { percentage: 25, soak: 1d }
      - { percentage: 100, soak: 1d }
`,
    right: `
# cutover.yaml
ramps:
  standard:
    steps:
      - { percentage: 25, soak: 1d }
      - { percentage: 50, soak: 1d }
      - { percentage: 100, soak: 1d }
`,
  },
  check({ workspace, report }) {
    for (const { document, path, steps } of writtenRamps(workspace)) {
      let highest: { index: number; percentage: number } | undefined;
      const audiences = new Map<string, number>();
      for (const [index, { percentage, audience }] of steps.entries()) {
        if (highest !== undefined) {
          const reached = { step: index + 1, earlier: highest.index + 1, reached: highest.percentage };
          const related = [{ note: "earlier" as const, at: valueAt(document, [...path, highest.index, "percentage"]) }];
          if (audience !== undefined) {
            const at = valueAt(document, [...path, index, "audience"]);
            report({ message: "order", at, data: { ...reached, audience }, related });
          } else if (percentage !== undefined && percentage <= highest.percentage) {
            const at = valueAt(document, [...path, index, "percentage"]);
            report({ message: "falls", at, data: { ...reached, percentage }, related });
          }
        }
        const first = audience === undefined ? undefined : audiences.get(audience);
        if (audience !== undefined && first === undefined) audiences.set(audience, index);
        if (audience !== undefined && first !== undefined && highest === undefined) {
          const at = valueAt(document, [...path, index, "audience"]);
          const related = [{ note: "earlier" as const, at: valueAt(document, [...path, first, "audience"]) }];
          report({ message: "again", at, data: { step: index + 1, audience, earlier: first + 1 }, related });
        }
        if (percentage !== undefined && percentage > (highest?.percentage ?? 0)) highest = { index, percentage };
      }
    }
  },
});
