import { type GatewayFiles, modelsIn, wireName } from "../model/gateway.ts";
import { hostsOf } from "../model/offering-name.ts";
import { promisesPrefill } from "../model/sibling-traits.ts";
import { pointer } from "../model/source.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { replace } from "./engine/fix.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import { defineRule } from "./engine/rule.ts";

const KEY = ["supports_assistant_prefill"] as const;

export default defineRule({
  id: "prefill-rejected",
  summary: "only models that take prefill are said to",
  severity: "error",
  needs: "targets",
  messages: {
    rejected:
      'supports_assistant_prefill of "{id}" is true, but "{wire}" refuses requests that end in an assistant turn, as Claude does from 4.6 on',
  },
  notes: { deny: "write false" },
  docs: {
    why: `The gateway ends requests in an assistant turn where the entry says that the model takes it. Claude does up to 4.5; from
4.6 on it refuses such requests, so that a line that was copied from an older entry makes every one of them fail.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
offerings:
  claude_opus_4_6_vertex:
    name: Claude Opus 4.6
    provider: Gemini Enterprise Agent Platform
    model_class_provider: litellm
    max_context_tokens: 200_000
    supports_assistant_prefill: true
    params: { model: claude-opus-4-6, custom_llm_provider: vertex_ai }
`,
    right: `
# migrations/claude-sonnet-4-6.yaml
offerings:
  claude_opus_4_6_vertex:
    name: Claude Opus 4.6
    provider: Gemini Enterprise Agent Platform
    model_class_provider: litellm
    max_context_tokens: 200_000
    params: { model: claude-opus-4-6, custom_llm_provider: vertex_ai }
`,
  },
  check({ workspace, before, after, report }) {
    const hosts = hostsOf(workspace.config.data);
    for (const { at, present, fault } of faultsOf({ workspace, before, after }, (gateway) =>
      promises(gateway, hosts),
    )) {
      const { id, wire, isWritten } = fault;
      const edits = present && isWritten ? [replace(at, "false")] : [];
      const fix = edits.length > 0 ? ({ title: "deny", safety: "unsafe", edits } as const) : undefined;
      report({ message: "rejected", at, data: { id, wire }, fix });
    }
  },
});

interface Promised extends Fault {
  readonly id: string;
  readonly wire: string;
  /** False where the value comes out of an alias or a merge key. */
  readonly isWritten: boolean;
}

function promises(gateway: GatewayFiles, hosts: ReadonlySet<string>): Promised[] {
  const { source } = gateway.models;
  return modelsIn(gateway)
    .filter((model) => promisesPrefill(model, hosts))
    .map((model) => {
      const { id, index, entry } = model;
      const node = source.nodes.get(pointer(["models", index, ...KEY]));
      const isWritten = node !== undefined && /^true$/i.test(source.text.slice(node.value.start, node.value.end));
      const at = modelPlace(gateway, model, KEY);
      return { key: id, at, about: { offering: id, path: KEY }, id, wire: wireName(entry) ?? "", isWritten };
    });
}
