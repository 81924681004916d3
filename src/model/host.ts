import type { GatewayModel } from "./gateway.ts";
import { mapOf } from "./plain-data.ts";
import type { Path } from "./source.ts";

/** Hosts by the words that ids, entries and LiteLLM have for them, in lower case. */
const HOSTS: Readonly<Record<string, string>> = {
  anthropic: "anthropic",
  azure: "azure",
  bedrock: "bedrock",
  "amazon bedrock": "bedrock",
  fireworks: "fireworks",
  "fireworks ai": "fireworks",
  fireworks_ai: "fireworks",
  mistral: "mistral",
  "mistral ai": "mistral",
  openai: "openai",
  vertex: "vertex",
  "vertex ai": "vertex",
  vertex_ai: "vertex",
  // What the gateway's files called Vertex has a new name there since June 2026.
  "gemini enterprise agent platform": "vertex",
};

/** Hosts that are a maker's own API and that LiteLLM is not used for. */
const OWN: ReadonlySet<string> = new Set(["anthropic", "openai"]);

/** Hosts that LiteLLM sends to, with the word that it has for each; a wire name may begin with it, before a slash. */
const ROUTES: Readonly<Record<string, string>> = {
  bedrock: "bedrock",
  fireworks: "fireworks_ai",
  mistral: "mistral",
  vertex: "vertex_ai",
};

const CLASSES: Readonly<Record<string, string>> = { anthropic: "anthropic", openai: "openai", google_genai: "vertex" };

/** How the wire names of a host begin. */
const PREFIXES: readonly (readonly [RegExp, string])[] = [
  [/^bedrock\/|^([a-z-]+\.)?anthropic\.claude/, "bedrock"],
  [/^vertex_ai\/|^claude-.*@\d{8}$/, "vertex"],
  [/^mistral\//, "mistral"],
  [/^(fireworks_ai|accounts\/fireworks)\//, "fireworks"],
  [/^azure(_ai)?\//, "azure"],
  [/^anthropic\/|^claude-.*-20\d{6}$/, "anthropic"],
  [/^openai\//, "openai"],
];

/** What one value of an entry says about its host. */
export interface HostWord {
  readonly key: "params.model" | "custom_llm_provider" | "model_class_provider" | "provider" | "gitlab_identifier";
  /** Route to it inside the entry. */
  readonly path: Path;
  readonly value: string;
  /** Undefined: any but a maker's own API. */
  readonly host: string | undefined;
}

/** Host of that name; a word of nobody is one if it is among `declared`. */
export function hostNamed(word: string, declared: ReadonlySet<string> = new Set()): string | undefined {
  const name = word.toLowerCase();
  if (Object.hasOwn(HOSTS, name)) return HOSTS[name];
  return declared.has(name) ? name : undefined;
}

/** Other names of the host that has this one: what a provider was called before it was renamed. */
export function otherNames(name: string): string[] {
  const host = hostNamed(name);
  if (host === undefined) return [];
  return Object.keys(HOSTS).filter((other) => HOSTS[other] === host && other !== name.toLowerCase());
}

/** Host by the end of an id; undefined where it ends in none. */
export function hostAtEnd(id: string, declared?: ReadonlySet<string>): string | undefined {
  const end = id.lastIndexOf("_");
  return end === -1 ? undefined : hostNamed(id.slice(end + 1), declared);
}

/** Everything that an entry says about its host; nothing for self-hosted ones, which show no provider and name no host. */
export function hostWords({ id, entry }: GatewayModel, declared: ReadonlySet<string>): HostWord[] {
  if (typeof entry["provider"] !== "string" && hostAtEnd(id, declared) === undefined) return [];
  const params = mapOf(entry["params"]);
  const classAtTop = typeof entry["model_class_provider"] === "string";
  const words: readonly (readonly [HostWord["key"], Path, unknown, (value: string) => string | undefined | null])[] = [
    ["params.model", ["params", "model"], params["model"], hostOfWire],
    [
      "custom_llm_provider",
      ["params", "custom_llm_provider"],
      params["custom_llm_provider"],
      (value) => hostNamed(value, declared) ?? null,
    ],
    [
      "model_class_provider",
      classAtTop ? ["model_class_provider"] : ["params", "model_class_provider"],
      classAtTop ? entry["model_class_provider"] : params["model_class_provider"],
      hostOfClass,
    ],
    ["provider", ["provider"], entry["provider"], (value) => hostNamed(value, declared) ?? null],
    ["gitlab_identifier", ["gitlab_identifier"], id, (value) => hostOfId(value, declared)],
  ];
  return words.flatMap(([key, path, value, read]) => {
    const host = typeof value === "string" ? read(value) : null;
    return typeof value === "string" && host !== null ? [{ key, path, value, host }] : [];
  });
}

/** Whether a value may stand in an entry of that host. */
export function agrees({ host }: HostWord, other: string): boolean {
  return host === undefined ? !OWN.has(other) : host === other;
}

/** LiteLLM's word for a host; undefined for one that it is not used for. */
export function routeTo(host: string): string | undefined {
  return Object.hasOwn(ROUTES, host) ? ROUTES[host] : undefined;
}

/** A wire name that nothing tells LiteLLM the host of; Gemini it finds at Vertex by its bare name. */
export function lacksRoute({ entry }: GatewayModel, host: string): string | undefined {
  const params = mapOf(entry["params"]);
  const { model, custom_llm_provider: named } = params;
  const modelClass = entry["model_class_provider"] ?? params["model_class_provider"];
  const isRouted = modelClass === "litellm" || modelClass === "litellm_completion";
  if (!isRouted || typeof model !== "string" || (named !== undefined && named !== null)) return undefined;
  const isFound = model.includes("/") || (host === "bedrock" && hostOfWire(model) === host);
  return isFound || (host === "vertex" && /^gemini-/.test(model)) ? undefined : model;
}

/** Name of a host as people write it. */
export function hostTitle(host: string): string {
  return host === "openai" ? "OpenAI" : host.charAt(0).toUpperCase() + host.slice(1);
}

/** null: it says nothing. */
function hostOfWire(model: string): string | null {
  return PREFIXES.find(([pattern]) => pattern.test(model))?.[1] ?? null;
}

function hostOfClass(name: string): string | undefined | null {
  if (Object.hasOwn(CLASSES, name)) return CLASSES[name];
  return name === "litellm" || name === "litellm_completion" ? undefined : null;
}

/** An id that names no host anywhere is the maker's own, where the maker is one that has ids without. */
function hostOfId(id: string, declared: ReadonlySet<string>): string | null {
  const atEnd = hostAtEnd(id, declared);
  if (atEnd !== undefined) return atEnd;
  if (id.split("_").some((word) => hostNamed(word, declared) !== undefined)) return null;
  if (/^claude_/.test(id)) return "anthropic";
  return /^gpt_\d/.test(id) ? "openai" : null;
}
