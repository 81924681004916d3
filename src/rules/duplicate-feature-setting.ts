import type { GatewayFeature, GatewayFiles } from "../model/gateway.ts";
import { faultsOf } from "./engine/faults.ts";
import { namePlace } from "./engine/gateway-places.ts";
import { OVERRULED, type Overruled, overruledEntries, overruledFinding } from "./engine/overruled.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "duplicate-feature-setting",
  summary: "every feature_setting stands once in unit_primitives.yml",
  severity: "error",
  needs: "targets",
  ...OVERRULED,
  docs: {
    why: `The gateway loads unit_primitives.yml into a map and does not look for equal names. The models of the entry that was
overruled are offered to nobody, and its unit primitives belong to no feature.`,
    wrong: `
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - feature_setting: duo_chat
    unit_primitives: [ask_issue]
    default_models: [claude_sonnet_4_5]
  - feature_setting: duo_chat
    unit_primitives: [ask_epic]
    default_models: [claude_sonnet_4_5]
`,
    right: `
# targets/ai-gateway/unit_primitives.yml
configurable_unit_primitives:
  - feature_setting: duo_chat
    unit_primitives: [ask_issue, ask_epic]
    default_models: [claude_sonnet_4_5]
`,
  },
  check({ workspace, before, after, report }) {
    for (const { at, fault } of faultsOf({ workspace, before, after }, overruledFeatures)) {
      const { gateway, last } = fault;
      report(
        overruledFinding(fault, gateway.features.source, "configurable_unit_primitives", {
          at,
          counting: namePlace(gateway, last),
        }),
      );
    }
  },
});

interface Fault extends Overruled<GatewayFeature> {
  readonly gateway: GatewayFiles;
  readonly at: ReturnType<typeof namePlace>;
  readonly about: { readonly feature: string };
}

function overruledFeatures(gateway: GatewayFiles): Fault[] {
  return overruledEntries(gateway.features.entries, ({ name }) => name).map((one) => {
    return { ...one, gateway, at: namePlace(gateway, one.entry), about: { feature: one.name } };
  });
}
