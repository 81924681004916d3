import type { GatewayFiles } from "../model/gateway.ts";
import { agrees, type HostWord, hostTitle, hostWords, lacksRoute, routeTo } from "../model/host.ts";
import { hostsOf } from "../model/offering-name.ts";
import { type Fault, faultsOf } from "./engine/faults.ts";
import { entryKeyPlace, modelPlace } from "./engine/gateway-places.ts";
import { offeringPlace } from "./engine/offering-places.ts";
import { defineRule } from "./engine/rule.ts";

export default defineRule({
  id: "provider-contradiction",
  summary: "provider, id, class and wire name of an entry speak of one host",
  severity: "error",
  needs: "targets",
  messages: {
    contradiction:
      '{key} "{value}" means {host}, but {otherKey} "{otherValue}" means {otherHost}, where {key} {allowed}',
    absent:
      'nothing in params of "{id}" sends "{model}" to {otherHost}: custom_llm_provider "{route}" is missing, and the name does not begin with "{route}/"',
  },
  notes: { other: "this means {otherHost}" },
  docs: {
    why: `The pick list shows the provider, requests go where class, wire name and \`custom_llm_provider\` say, and the id is
what everybody else goes by. Where one of them was left over from the entry that was copied, requests fail, or customers
are told that their code stays on a host that it leaves. LiteLLM has to be told the host: where neither \`custom_llm_provider\`
nor the wire name does, it takes a model by its maker or refuses it. Gemini it finds on Vertex by the bare name.`,
    wrong: `
# migrations/claude-sonnet-4-6.yaml
offerings:
  claude_opus_4_6_vertex:
    name: Claude Opus 4.6
    provider: Anthropic
    model_class_provider: litellm
    max_context_tokens: 200_000
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
    const input = { workspace, before, after };
    for (const { target, fault, at } of faultsOf(input, (gateway) => contradictions(gateway, hosts))) {
      const { id, odd, other, host } = fault;
      const data = {
        key: odd.key,
        value: odd.value,
        host: odd.host === undefined ? "a host other than the maker's own" : hostTitle(odd.host),
        otherKey: other.key,
        otherValue: other.value,
        otherHost: hostTitle(host),
        allowed: allowedAt(odd.key, host),
      };
      const place = offeringPlace(input, target, id, other.path);
      report({ message: "contradiction", at, data, related: place && [{ note: "other", at: place }] });
    }
    for (const { target, fault, at } of faultsOf(input, (gateway) => unrouted(gateway, hosts))) {
      const { id, model, route, other, host } = fault;
      const place = offeringPlace(input, target, id, other.path);
      const data = { id, model, route, otherHost: hostTitle(host) };
      report({ message: "absent", at, data, related: place && [{ note: "other", at: place }] });
    }
  },
});

interface Contradiction extends Fault {
  readonly id: string;
  readonly odd: HostWord;
  /** One of those that outvote it. */
  readonly other: HostWord;
  readonly host: string;
}

function contradictions(gateway: GatewayFiles, hosts: ReadonlySet<string>): Contradiction[] {
  return gateway.models.entries.flatMap((model) => {
    const words = hostWords(model, hosts);
    const host = mostNamed(words);
    const other = host === undefined ? undefined : words.findLast((word) => word.host === host);
    if (host === undefined || other === undefined) return [];
    return oddOnes(words, host).map((odd) => ({
      key: JSON.stringify([model.id, odd.key]),
      at: modelPlace(gateway, model, odd.path),
      about: { offering: model.id, path: odd.key === "gitlab_identifier" ? [] : odd.path },
      id: model.id,
      odd,
      other,
      host,
    }));
  });
}

interface Unrouted extends Fault {
  readonly id: string;
  readonly model: string;
  readonly route: string;
  readonly host: string;
  readonly other: HostWord;
}

/** Entries whose values agree on a host that LiteLLM is not told. */
function unrouted(gateway: GatewayFiles, hosts: ReadonlySet<string>): Unrouted[] {
  return gateway.models.entries.flatMap((entry): Unrouted[] => {
    const words = hostWords(entry, hosts);
    const host = mostNamed(words);
    const other = words.findLast((word) => word.host === host);
    const route = host === undefined ? undefined : routeTo(host);
    if (host === undefined || other === undefined || route === undefined || oddOnes(words, host).length > 0) return [];
    const model = lacksRoute(entry, host);
    if (model === undefined) return [];
    return [
      {
        key: JSON.stringify([entry.id, "route"]),
        at: entryKeyPlace(gateway.models.source, ["models", entry.index], "gitlab_identifier", ["params"]),
        about: { offering: entry.id, path: ["params"], isKey: true },
        ...{ id: entry.id, model, route, host, other },
      },
    ];
  });
}

/** The host that most values may stand for; between equals the one of the id, which is the hardest to change. */
function mostNamed(words: readonly HostWord[]): string | undefined {
  let best: { readonly host: string; readonly votes: number } | undefined;
  for (const { host } of words.toReversed()) {
    if (host === undefined) continue;
    const votes = words.filter((word) => agrees(word, host)).length;
    if (votes > (best?.votes ?? 0)) best = { host, votes };
  }
  return best?.host;
}

/** What does not fit the host, once for values that are wrong in the same way. */
function oddOnes(words: readonly HostWord[], host: string): HostWord[] {
  const odd: HostWord[] = [];
  for (const word of words.filter((one) => !agrees(one, host))) {
    const isSaid = odd.some((one) => one.host === word.host || (one.host !== undefined && agrees(word, one.host)));
    if (!isSaid) odd.push(word);
  }
  return odd;
}

const CLASSES: Readonly<Record<string, string>> = {
  anthropic: 'is "anthropic"',
  openai: 'is "openai"',
  vertex: 'is "litellm", "litellm_completion" or "google_genai"',
};

const WIRES: Readonly<Record<string, string>> = {
  anthropic: 'is the bare name, with "-" before a date',
  vertex: 'is the bare name, with "@" before a date of Claude',
  bedrock: 'begins with "bedrock/"',
  mistral: 'begins with "mistral/"',
};

/** What a value of an entry of that host is like, as the end of a sentence. */
function allowedAt(key: HostWord["key"], host: string): string {
  const isOwn = host === "anthropic" || host === "openai";
  switch (key) {
    case "params.model":
      return WIRES[host] ?? "is the bare name or a path of that host";
    case "custom_llm_provider":
      if (isOwn) return "is absent";
      return `is "${{ vertex: "vertex_ai", fireworks: "fireworks_ai" }[host] ?? host}"`;
    case "model_class_provider":
      return CLASSES[host] ?? 'is "litellm" or "litellm_completion"';
    case "provider":
      return host === "vertex" ? 'is "Vertex" or "Gemini Enterprise Agent Platform"' : `is "${hostTitle(host)}"`;
    case "gitlab_identifier":
      return isOwn ? "names no host at its end" : `ends in "_${host}"`;
  }
}
