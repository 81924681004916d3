import { type GatewayFiles, modelsIn } from "../model/gateway.ts";
import { LONGEST_DESCRIPTION } from "../model/gateway-schema.ts";
import type { Workspace } from "../model/workspace.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import { editingMigrations } from "./engine/open.ts";
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
    const kept = keptFrom(workspace);
    for (const { at, fault } of faultsOf({ workspace, before, after }, (gateway) => longDescriptions(gateway, kept))) {
      const { model, length } = fault;
      report({ message: "long", at, data: { model, length, most: LONGEST_DESCRIPTION } });
    }
  },
});

interface Long extends Fault {
  readonly model: string;
  readonly length: number;
}

/** By new offering, the one that it takes the place of, where it keeps the description. */
function keptFrom(workspace: Workspace): ReadonlyMap<string, string> {
  const offerings = editingMigrations(workspace).flatMap(({ data }) => Object.entries(data.offerings ?? {}));
  return new Map(
    offerings.flatMap(([id, { in_place_of: old, description }]) =>
      old === undefined || description !== undefined ? [] : [[id, old] as const],
    ),
  );
}

function longDescriptions(gateway: GatewayFiles, kept: ReadonlyMap<string, string>): Long[] {
  return modelsIn(gateway).flatMap((model): Long[] => {
    const text = model.entry["description"];
    const length = typeof text === "string" ? [...text.trim()].length : 0;
    if (length <= LONGEST_DESCRIPTION) return [];
    const { id } = model;
    const path = ["description"];
    const at = modelPlace(gateway, model, path);
    return [{ key: kept.get(id) ?? id, at, about: { offering: id, path }, model: id, length }];
  });
}
