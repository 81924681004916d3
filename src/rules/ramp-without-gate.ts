import { keyAt } from "./engine/place.ts";
import { quoted } from "./engine/quoted.ts";
import { isUngated, writtenRamps } from "./engine/ramps.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "ramp-without-gate",
  summary: "something is looked at between the percentages of a ramp",
  severity: "warning",
  messages: {
    ungated:
      'no percentage of {title} has gates, so nothing is looked at before it goes on; write "gates: [ID]" in its steps, {known}',
  },
  notes: { gates: "gates are declared here" },
  docs: {
    why: `A ramp finds faults only if somebody looks before the next step: at a metric, at the feature's evaluation, or by a
person's word. A ramp of the catalog is judged where it is declared, and one gate anywhere below 100 % is enough.`,
    wrong: `
# cutover.yaml
gates:
  latency: { source: prometheus, query: gateway_latency_p90, max: 2.5 }
ramps:
  standard:
    steps:
      - { percentage: 10, soak: 1d }
      - { percentage: 100, soak: 1d }
`,
    right: `
# cutover.yaml
gates:
  latency: { source: prometheus, query: gateway_latency_p90, max: 2.5 }
ramps:
  standard:
    steps:
      - { percentage: 10, soak: 1d, gates: [latency] }
      - { percentage: 100, soak: 1d }
`,
  },
  check({ workspace, report }) {
    const { config } = workspace;
    const gates = Object.keys(config.data.gates ?? {});
    const known =
      gates.length === 0 ? `and declare the gate under "gates" of ${config.file}` : `known: ${quoted(gates)}`;
    const related = gates.length === 0 ? undefined : [{ note: "gates" as const, at: keyAt(config, ["gates"]) }];
    for (const { document, path, steps, title } of writtenRamps(workspace)) {
      if (!isUngated(steps)) continue;
      report({ message: "ungated", at: keyAt(document, path.slice(0, -1)), data: { title, known }, related });
    }
  },
});
