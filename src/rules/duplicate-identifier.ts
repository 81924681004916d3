import type { GatewayFiles, GatewayModel } from "../model/gateway.ts";
import { faultsOf } from "./engine/faults.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import { OVERRULED, type Overruled, overruledEntries, overruledFinding } from "./engine/overruled.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "duplicate-identifier",
  summary: "every gitlab_identifier stands once in models.yml",
  severity: "error",
  needs: "targets",
  ...OVERRULED,
  docs: {
    why: `The gateway loads models.yml into a map and does not look for equal ids. Whoever edits the entry that was overruled
wonders why nothing happens; that has gone unnoticed for months.`,
    wrong: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_haiku_4_5
    params: { max_tokens: 4096 }
  - gitlab_identifier: claude_sonnet_4_5
  - gitlab_identifier: claude_haiku_4_5
    params: { max_tokens: 8192 }
`,
    right: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
  - gitlab_identifier: claude_haiku_4_5
    params: { max_tokens: 8192 }
`,
  },
  check({ workspace, before, after, report }) {
    for (const { at, fault } of faultsOf({ workspace, before, after }, overruledModels)) {
      const { gateway, last } = fault;
      report(overruledFinding(fault, gateway.models.source, "models", { at, counting: modelPlace(gateway, last) }));
    }
  },
});

interface Fault extends Overruled<GatewayModel> {
  readonly gateway: GatewayFiles;
  readonly at: ReturnType<typeof modelPlace>;
  readonly about: { readonly offering: string };
}

function overruledModels(gateway: GatewayFiles): Fault[] {
  return overruledEntries(gateway.models.entries, ({ id }) => id).map((one) => {
    return { ...one, gateway, at: modelPlace(gateway, one.entry), about: { offering: one.name } };
  });
}
