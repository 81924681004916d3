import { RACI } from "../model/defaults.ts";
import { listOf } from "../model/move.ts";
import type { Role } from "../model/schema/config.gen.ts";
import { allowed } from "./engine/allowed.ts";
import { keyAt, valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "raci-accountable",
  summary: "every task has exactly one accountable role",
  severity: "error",
  messages: {
    none: 'nobody answers for "{task}"; write "accountable:" with one of ai_framework, feature_team, product, infrastructure',
    several: '{count} roles answer for "{task}" ({roles}); exactly one is accountable',
    task: 'unknown task "{task}"; {allowed}',
  },
  docs: {
    why: `Where two answer for a task nobody does. Issues are assigned by this matrix; a task that the process does not have is
never read.`,
    wrong: `
# cutover.yaml
raci:
  prompts: { responsible: feature_team, accountable: [feature_team, product] }
`,
    right: `
# cutover.yaml
raci:
  prompts: { responsible: feature_team, accountable: feature_team, informed: [product] }
`,
  },
  check({ workspace: { config }, report }) {
    const { raci } = config.data;
    if (typeof raci !== "object") return;
    const tasks = Object.keys(RACI);
    for (const [task, row] of Object.entries(raci)) {
      const path = ["raci", task];
      if (!tasks.includes(task)) {
        report({ message: "task", at: keyAt(config, path), data: { task, allowed: allowed(task, tasks) } });
      }
      const roles = listOf<Role>(row.accountable);
      const at = valueAt(config, [...path, "accountable"]);
      if (roles.length === 0) report({ message: "none", at, data: { task } });
      if (roles.length > 1)
        report({ message: "several", at, data: { task, count: roles.length, roles: roles.join(", ") } });
    }
  },
});
