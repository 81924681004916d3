import { type GatewayFiles, type GatewayModel, wireName } from "../model/gateway.ts";
import { hostAtEnd } from "../model/host.ts";
import { type ModelName, mayStandFor, modelNamed, modelTitle } from "../model/model-name.ts";
import { hostsOf } from "../model/offering-name.ts";
import { mapOf } from "../model/plain-data.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import { offeringPlace } from "./engine/offering-places.ts";
import { defineRule } from "./engine/rule.ts";

const WIRE = ["params", "model"] as const;

export default defineRule({
  id: "wire-name-mismatch",
  summary: "an entry's wire name names the model that its id names",
  severity: "error",
  needs: "targets",
  messages: {
    other: 'params.model "{wire}" of "{id}" is {served}, but the id says {named}',
    bare: 'params.model "{wire}" of "{id}" is no name at Bedrock, where the maker is a part of it, as in "bedrock/global.anthropic.{bare}"',
  },
  notes: { id: "this says {named}" },
  docs: {
    why: `Entries are made by copying, and a wire name that is left over serves the old model under the new name: nothing fails,
and the evaluation measures the model that was to be replaced. An id may say less than the wire name, as \`gpt_5\` does,
which is GPT-5.1; aliases for the proxy and self-hosted names stand for what their owners say.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
offerings:
  claude_sonnet_4_6_vertex:
    name: Claude Sonnet 4.6
    provider: Gemini Enterprise Agent Platform
    model_class_provider: litellm
    max_context_tokens: 200_000
    params: { model: claude-sonnet-4-5@20250929, custom_llm_provider: vertex_ai }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
offerings:
  claude_sonnet_4_6_vertex:
    name: Claude Sonnet 4.6
    provider: Gemini Enterprise Agent Platform
    model_class_provider: litellm
    max_context_tokens: 200_000
    params: { model: claude-sonnet-4-6, custom_llm_provider: vertex_ai }
`,
  },
  check({ workspace, before, after, report }) {
    const hosts = hostsOf(workspace.config.data);
    const input = { workspace, before, after };
    for (const { target, fault, at } of faultsOf(input, (gateway) => mismatches(gateway, hosts))) {
      const { id, wire, named, served } = fault;
      if (named === undefined || served === undefined) {
        report({ message: "bare", at, data: { id, wire, bare: wire.replace(/^.*\//, "") } });
        continue;
      }
      const place = offeringPlace(input, target, id, []);
      const data = { id, wire, named: modelTitle(named), served: modelTitle(served) };
      report({ message: "other", at, data, related: place && [{ note: "id", at: place }] });
    }
  },
});

interface Mismatch extends Fault {
  readonly id: string;
  readonly wire: string;
  /** What the id names, and what is served instead; undefined where the name is none of its host. */
  readonly named?: ModelName;
  readonly served?: ModelName;
}

function mismatches(gateway: GatewayFiles, hosts: ReadonlySet<string>): Mismatch[] {
  return gateway.models.entries.flatMap((model): Mismatch[] => {
    const { id, entry } = model;
    const wire = wireName(entry);
    if (wire === undefined || isOwners(model, hosts)) return [];
    const at = modelPlace(gateway, model, WIRE);
    const fault = { key: id, at, about: { offering: id, path: WIRE }, id, wire };
    const [named, served] = [modelNamed(id, hosts), modelNamed(wire, hosts)];
    if (named !== undefined && served !== undefined && !mayStandFor(named, served))
      return [{ ...fault, named, served }];
    return isBareAtBedrock(model, wire, hosts) ? [fault] : [];
  });
}

/** What an alias for the proxy or a self-hosted name stands for is its owner's. */
function isOwners({ id, entry }: GatewayModel, hosts: ReadonlySet<string>): boolean {
  return id.endsWith("_alias") || (typeof entry["provider"] !== "string" && hostAtEnd(id, hosts) === undefined);
}

/** A date behind the bare name is the way of another host, which is said of the host. */
function isBareAtBedrock({ id, entry }: GatewayModel, wire: string, hosts: ReadonlySet<string>): boolean {
  const route = mapOf(entry["params"])["custom_llm_provider"];
  const isThere = route === "bedrock" || (route === undefined && hostAtEnd(id, hosts) === "bedrock");
  // The profile says which model it is.
  const hasProfile = mapOf(entry["prompt_params"])["model_id"] !== undefined;
  return isThere && !hasProfile && (/^bedrock\/claude-/.test(wire) || /^claude-(?!.*20\d{6})/.test(wire));
}
