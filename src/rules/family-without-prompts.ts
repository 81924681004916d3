import type { GatewayFiles } from "../model/gateway.ts";
import { familyOf, promptTree } from "../model/prompt-tree.ts";
import type { Path } from "../model/source.ts";
import { allowed } from "./engine/allowed.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { modelPlace } from "./engine/gateway-places.ts";
import { quoted } from "./engine/quoted.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "family-without-prompts",
  summary: "the family of a model names folders that prompts have",
  severity: "warning",
  needs: "prompts",
  messages: {
    none: 'no prompt has a folder for "{id}", whose family is {family}; {allowed}',
    unknown: 'no prompt has a folder "{name}", which the family of "{id}" names; {allowed}',
  },
  docs: {
    why: `A model gets the first folder of its family that a prompt has, and else \`base\`. A name that no prompt knows changes
nothing and says nothing, so a slip in it is seen only in the answers, which come from prompts that were written for
another model.`,
    wrong: `
# cutover.yaml
targets:
  ai-gateway: { project: acme/ai-gateway, format: ai-gateway, path: ai-gateway, checkout: targets }
  prompts: { project: acme/ai-gateway, format: prompts, path: prompts, checkout: targets }
# targets/prompts/chat/react/base/1.0.0.yml
name: Chat
# targets/prompts/chat/react/claude/1.0.0.yml
name: Chat for Claude
# migrations/claude-sonnet-4-6.yaml
offerings:
  claude_opus_4_6:
    name: Claude Opus 4.6
    max_context_tokens: 200_000
    model_class_provider: anthropic
    family: [clade]
    params: { model: claude-opus-4-6 }
`,
    right: `
# cutover.yaml
targets:
  ai-gateway: { project: acme/ai-gateway, format: ai-gateway, path: ai-gateway, checkout: targets }
  prompts: { project: acme/ai-gateway, format: prompts, path: prompts, checkout: targets }
# targets/prompts/chat/react/base/1.0.0.yml
name: Chat
# targets/prompts/chat/react/claude/1.0.0.yml
name: Chat for Claude
# migrations/claude-sonnet-4-6.yaml
offerings:
  claude_opus_4_6:
    name: Claude Opus 4.6
    max_context_tokens: 200_000
    model_class_provider: anthropic
    family: [claude]
    params: { model: claude-opus-4-6 }
`,
  },
  check({ workspace, before, after, prompts, report }) {
    const folders = new Set([...promptTree(prompts).values()].flatMap((prompt) => [...prompt.keys()]).sort());
    if (folders.size === 0) return;
    for (const { fault, at } of faultsOf({ workspace, before, after }, (gateway) => strays(gateway, folders))) {
      const { id, name, family } = fault;
      const known = allowed(name ?? family[0] ?? "", folders);
      if (name !== undefined) report({ message: "unknown", at, data: { id, name, allowed: known } });
      else report({ message: "none", at, data: { id, family: quoted(family), allowed: known } });
    }
  },
});

interface Stray extends Fault {
  readonly id: string;
  readonly family: readonly string[];
  /** Undefined: none of the family has a folder. */
  readonly name: string | undefined;
}

function strays(gateway: GatewayFiles, folders: ReadonlySet<string>): Stray[] {
  return gateway.models.entries.flatMap((model) => {
    const family = familyOf(model.entry);
    const missing = family.filter((name) => !folders.has(name));
    const toStray = (name: string | undefined): Stray => {
      const path: Path = name === undefined ? ["family"] : ["family", listIndex(model.entry["family"], name)];
      const key = JSON.stringify([model.id, name]);
      return {
        key,
        at: modelPlace(gateway, model, path),
        about: { offering: model.id, path },
        id: model.id,
        family,
        name,
      };
    };
    if (missing.length === 0) return [];
    return missing.length === family.length ? [toStray(undefined)] : missing.map(toStray);
  });
}

function listIndex(family: unknown, name: string): number {
  return Array.isArray(family) ? family.indexOf(name) : 0;
}
