import type { Offering } from "./catalogue.ts";
import { ERAS, type Era } from "./era.ts";
import type { Random } from "./random.ts";

type Key = readonly string[];

/** Orders of keys as they occur; what is not named comes before `params`. */
const ORDERS = [
  ["name", "provider", "gitlab_identifier", "description", "cost_indicator", "max_context_tokens"],
  ["name", "provider", "gitlab_identifier", "description", "cost_indicator", "max_context_tokens"],
  ["name", "gitlab_identifier", "provider", "max_context_tokens", "description", "cost_indicator"],
  ["name", "provider", "cost_indicator", "gitlab_identifier", "max_context_tokens", "proxy_provider"],
  ["name", "provider", "gitlab_identifier", "max_context_tokens", "model_class_provider", "family", "description"],
] as const;
const LAST = ["params", "prompt_params", "deprecation"];

/** An entry of models.yml, as lines, with the own-line comments above it; no two people write it alike. */
export function entryLines(offering: Offering, era: Era, random: Random): string[] {
  const keys = ERAS[era].rich ? richKeys(offering, era, random) : plainKeys(offering, era, random);
  const order = random.pick(ORDERS);
  const rank = (name: string) => {
    const last = LAST.indexOf(name);
    const first = (order as readonly string[]).indexOf(name);
    return last >= 0 ? 100 + last : first >= 0 ? first : 50;
  };
  const sorted = [...keys].sort(([a], [b]) => rank(a) - rank(b));
  const lines = sorted.flatMap(([, key], index) => [
    ...(index > 0 ? noteAbove(sorted[index - 1]?.[0], random) : []),
    ...key.map((line) => `    ${line}`),
  ]);
  const above = random.chance(0.05) ? ["  # proxy endpoint only"] : [];
  return [...above, `  - ${lines[0]?.trimStart()}`, ...lines.slice(1)];
}

function noteAbove(previous: string | undefined, random: Random): string[] {
  return previous === "max_context_tokens" && random.chance(0.1)
    ? ["    # Note: a larger window is in beta, see the page of the maker."]
    : [];
}

function richKeys(offering: Offering, era: Era, random: Random): Map<string, Key> {
  const { id, host, modelClass, cost, description, tokens, family } = offering;
  const keys = new Map<string, Key>([["name", [`name: ${nameOf(offering, era)}`]]]);
  const isOwn = host === "own";
  if (!isOwn) keys.set("provider", [`provider: "${providerOf(offering, era)}"`]);
  const kept = isOwn && random.chance(0.3) ? ` # requests may still say "${id}"` : "";
  keys.set("gitlab_identifier", [`gitlab_identifier: ${isOwn ? id : `"${id}"`}${kept}`]);
  if (!isOwn) keys.set("description", [`description: "${description}"`]);
  if (!isOwn) keys.set("cost_indicator", [`cost_indicator: "${cost}"${random.chance(0.03) ? " # not confirmed" : ""}`]);
  const source = random.chance(0.65) ? ` # https://docs.example.com/${offering.line}/${offering.model}#limits` : "";
  keys.set("max_context_tokens", [`max_context_tokens: ${numeral(tokens, random)}${source}`]);
  if (ERAS[era].classAt === "entry")
    keys.set("model_class_provider", [`model_class_provider: ${random.chance(0.2) ? `"${modelClass}"` : modelClass}`]);
  if ((host === "anthropic" || host === "openai") && random.chance(0.7))
    keys.set("proxy_provider", [`proxy_provider: ${host}`]);
  if (era === "today" && offering.line.startsWith("claude") && /_(3_5|4|4_1|4_5)$/.test(offering.model))
    keys.set("supports_assistant_prefill", ["supports_assistant_prefill: true"]);
  if (isOwn || random.chance(0.85)) keys.set("family", ["family:", ...family.map((one) => `  - ${one}`)]);
  keys.set("params", ["params:", ...paramLines(offering, era, random).map((line) => `  ${line}`)]);
  if (host === "vertex" && offering.line.startsWith("claude"))
    keys.set("prompt_params", ["prompt_params:", "  vertex_location: global"]);
  if (!isOwn && random.chance(0.08)) keys.set("deprecation", deprecationLines(random));
  return keys;
}

function paramLines({ wire, host, modelClass, line, model }: Offering, era: Era, random: Random): string[] {
  const llm = { vertex: "vertex_ai", bedrock: "bedrock", fireworks: "fireworks_ai", mistral: "mistral" } as const;
  const custom = host in llm && modelClass !== "google_genai" ? llm[host as keyof typeof llm] : undefined;
  const isPlain = host === "bedrock" || host === "own" || random.chance(0.2);
  return [
    `model: ${isPlain ? wire : `"${wire}"`}`,
    ...(custom === undefined ? [] : [`custom_llm_provider: ${random.chance(0.5) ? custom : `"${custom}"`}`]),
    ...(modelClass === "litellm_completion" ? completionLines(host) : []),
    ...(modelClass === "litellm_embedding" ? ["vertex_ai_location: global"] : []),
    ...(/opus_4_[78]/.test(model) || modelClass === "litellm_embedding" ? [] : [temperature(modelClass, random)]),
    ...(modelClass === "litellm_embedding"
      ? []
      : [`max_tokens: ${numeral(random.pick([4_096, 64_000, 1_000]), random)}`]),
    ...(host === "fireworks" ? ["max_retries: 10"] : []),
    ...(host === "bedrock" || (host === "vertex" && line.startsWith("claude")) ? ["max_retries: 1"] : []),
    ...(modelClass === "google_genai" ? ["thinking_level: low", 'streaming: "true"'] : []),
    ...(host === "vertex" && line === "claude_sonnet" && random.chance(0.4)
      ? ["extra_headers:", "  anthropic-beta: context-1m-2025-08-07"]
      : []),
    ...(ERAS[era].classAt === "params" ? [`model_class_provider: ${modelClass}`] : []),
  ];
}

function completionLines(host: Offering["host"]): string[] {
  return host === "fireworks"
    ? ["completion_type: fim", 'fim_format: "</s>[SUFFIX]{suffix}[PREFIX]{prefix}[MIDDLE]"']
    : ["completion_type: text"];
}

function temperature(modelClass: Offering["modelClass"], random: Random): string {
  if (modelClass === "openai") return "temperature: 1.0 # nothing else is accepted";
  return `temperature: ${random.pick(["0.0", "0.0", "0.7", "1"])}`;
}

/** Before 2025-09: no price, no class, the wire name beside the provider. */
function plainKeys(offering: Offering, era: Era, random: Random): Map<string, Key> {
  const { id, wire, host } = offering;
  const providers = { vertex: "vertex_ai", bedrock: "bedrock", fireworks: "fireworks_ai", own: "litellm" } as const;
  const provider = host in providers ? providers[host as keyof typeof providers] : host;
  return new Map<string, Key>([
    ["name", [`name: ${nameOf(offering, era)}`]],
    ["gitlab_identifier", [`gitlab_identifier: "${id}"`]],
    ["provider", [`provider: "${provider}"`]],
    ["provider_identifier", [`provider_identifier: "${wire}"`]],
    ["params", ["params:", `  max_tokens: ${numeral(4_096, random)}`, "  temperature: 0.0"]],
  ]);
}

function nameOf({ title, host, id }: Offering, era: Era): string {
  if (host === "own") return title;
  const shown = ERAS[era].hostInName ? ` - ${host.charAt(0).toUpperCase()}${host.slice(1)}` : "";
  return `"${title}${id.includes("_alias") ? " (alias)" : ""}${shown}"`;
}

export function providerOf({ host }: Offering, era: Era): string {
  const names = {
    anthropic: "Anthropic",
    openai: "OpenAI",
    bedrock: "Bedrock",
    fireworks: "Fireworks",
    mistral: "Mistral",
  };
  return host === "vertex" || host === "own" ? ERAS[era].vertex : names[host];
}

/** A number as people write it: `64_000` or `64000`. */
export function numeral(value: number, random: Random): string {
  const digits = String(value);
  return value >= 1_000 && random.chance(0.6) ? digits.replaceAll(/\B(?=(\d{3})+$)/g, "_") : digits;
}

export function deprecationLines(random: Random): string[] {
  const day = `2026-${random.pick(["07", "09", "11"])}-${random.pick(["01", "15", "30"])}`;
  return ["deprecation:", `  deprecation_date: "${day}"`, `  removal_version: "19.${random.below(9)}"`];
}
