import { type GatewayFiles, modelsIn } from "../model/gateway.ts";
import { LONGEST_DESCRIPTION } from "../model/gateway-schema.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "description-too-long",
  summary: "a model's description has at most 90 characters",
  severity: "warning",
  needs: "targets",
  messages: { long: 'the description of "{model}" has {length} characters; the model picker has room for {most}' },
  docs: {
    why: `The gateway's documentation allows ${LONGEST_DESCRIPTION} characters, and nothing checks it. Vendors approve descriptions, so that one
which is cut off or shortened in a hurry has to be approved once more.`,
    wrong: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    description: A balanced model for everyday coding, review, chat and long agentic work, at a moderate price.
`,
    right: `
# targets/ai-gateway/models.yml
models:
  - gitlab_identifier: claude_sonnet_4_5
    description: A balanced model for coding, chat and long agentic work.
`,
  },
  check({ workspace, before, after, report }) {
    for (const { at, fault } of faultsOf({ workspace, before, after }, longDescriptions)) {
      const { model, length } = fault;
      report({ message: "long", at, data: { model, length, most: LONGEST_DESCRIPTION } });
    }
  },
});

interface Long extends Fault {
  readonly model: string;
  readonly length: number;
}

function longDescriptions(gateway: GatewayFiles): Long[] {
  return modelsIn(gateway).flatMap((model): Long[] => {
    const text = model.entry["description"];
    const length = typeof text === "string" ? [...text.trim()].length : 0;
    if (length <= LONGEST_DESCRIPTION) return [];
    const path = ["description"];
    return [
      {
        key: model.id,
        at: modelPlace(gateway, model, path),
        about: { offering: model.id, path },
        model: model.id,
        length,
      },
    ];
  });
}
