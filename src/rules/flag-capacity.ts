import { flagLimitOf } from "../model/flag-limits.ts";
import { movesOf } from "../model/move.ts";
import { openMigrations } from "./engine/open.ts";
import { valueAt } from "./engine/place.ts";
import { defineRule } from "./engine/rule.ts";

/** From this share of the limit on there is little room for the flags of others. */
const NEAR = 0.9;

export default defineRule({
  id: "flag-capacity",
  summary: "the project has room for the flags of all migrations",
  severity: "error",
  warnings: ["near"],
  messages: {
    near: 'the migrations here have {count} flags, and "{project}" may hold {limit}, not counting flags that others have made',
    over: 'the migrations here have {count} flags, but "{project}" may hold {limit} at most, not counting flags that others have made',
  },
  notes: { limit: "the limit follows from this" },
  docs: {
    why: `On GitLab.com a project holds 50 feature flags on the free tier, 150 on premium and 200 on ultimate; on other servers it
holds 200. The next one is refused, and the rollout stops there. Counted are the flags of all migrations that are neither
complete nor cancelled, as they will stand side by side; from nine tenths of the limit on there is a warning. Only the
flags of a project (\`gitlab.flags.backend: project\`) have a limit, and without \`gitlab.tier\` the rule is silent.`,
    wrong: `
# cutover.yaml
gitlab:
  url: https://gitlab.com
  flags: { backend: project, project: acme/monolith }
  tier: free
targets: {}
# migrations/claude-sonnet-4-6.yaml
features:
${manyFlags(45)}`,
    right: `
# cutover.yaml
gitlab:
  url: https://gitlab.com
  flags: { backend: project, project: acme/monolith }
  tier: premium
targets: {}
# migrations/claude-sonnet-4-6.yaml
features:
${manyFlags(45)}`,
  },
  check({ workspace, report }) {
    const { config } = workspace;
    const { gitlab = {} } = config.data;
    const limit = flagLimitOf(gitlab);
    if (gitlab.flags?.backend !== "project" || gitlab.flags.project === undefined || limit === undefined) return;
    const moves = openMigrations(workspace).flatMap(({ data }) => movesOf(data));
    const names = moves.flatMap(({ entry, effective }) => (effective === "absent" ? [] : (entry.flag?.name ?? [])));
    const count = new Set(names).size;
    if (count < limit.most * NEAR) return;
    const at = valueAt(config, ["gitlab", "flags", "project"]);
    const related = [{ note: "limit" as const, at: valueAt(config, ["gitlab", limit.because]) }];
    const data = { count, limit: limit.most, project: gitlab.flags.project };
    report({ message: count > limit.most ? "over" : "near", at, data, related });
  },
});

/** Entries of features, one on a line, each with a flag of its own. */
function manyFlags(count: number): string {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return numbers.map((n) => `  feature_${n}: { stage: planned, flag: { name: new_model_${n} } }\n`).join("");
}
