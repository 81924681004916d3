import type { ValueKind } from "./gateway-value-kind.ts";

/** Characters that a model's description may have. */
export const LONGEST_DESCRIPTION = 90;

/** Keys of an entry of models.yml; the gateway refuses all others. */
export const ENTRY_KEYS: readonly string[] = [
  "name",
  "provider",
  "gitlab_identifier",
  "description",
  "cost_indicator",
  "max_context_tokens",
  "proxy_provider",
  "model_class_provider",
  "supports_assistant_prefill",
  "family",
  "params",
  "prompt_params",
  "deprecation",
];

/** Keys of `prompt_params`; the gateway refuses all others. */
export const PROMPT_PARAMS: readonly string[] = [
  "stop",
  "timeout",
  "vertex_location",
  "cache_control_injection_points",
  "context_management",
  "model_id",
];

/** Keys of `deprecation`; the gateway ignores all others. */
export const DEPRECATION_KEYS: readonly string[] = ["deprecation_date", "removal_version"];

const COMMON_PARAMS: readonly string[] = [
  "model",
  "temperature",
  "top_p",
  "top_k",
  "max_tokens",
  "max_retries",
  "extra_headers",
];

const OWN_PARAMS: Readonly<Record<string, readonly string[]>> = {
  litellm: ["custom_llm_provider", "identifier"],
  litellm_completion: ["completion_type", "fim_format", "custom_llm_provider", "identifier"],
  litellm_embedding: ["custom_llm_provider", "vertex_ai_location"],
  anthropic: ["default_headers", "api_key"],
  amazon_q: ["default_headers"],
  openai: ["verbosity"],
  google_genai: ["thinking_level", "streaming"],
};

/** Values of `model_class_provider`. */
export const MODEL_CLASSES: readonly string[] = Object.keys(OWN_PARAMS);

/** Keys of an entry of models.yml that gateways refuse to do without, each since it is known. */
export const REQUIRED_KEYS: readonly string[] = ["name", "model_class_provider", "max_context_tokens"];

/** Values of an entry's keys, but for `gitlab_identifier`, without which an entry cannot be named. */
export const ENTRY_VALUES: Readonly<Record<string, ValueKind>> = {
  name: "text",
  provider: "text",
  description: "text",
  cost_indicator: ["$", "$$", "$$$", "$$$$"],
  max_context_tokens: "whole",
  proxy_provider: ["anthropic", "openai"],
  model_class_provider: MODEL_CLASSES,
  supports_assistant_prefill: "boolean",
  family: "texts",
  params: "map",
  prompt_params: "map",
  deprecation: "map",
};

/** Values of the keys of `params`, of whatever class. */
export const PARAM_VALUES: Readonly<Record<string, ValueKind>> = {
  model: "text",
  temperature: "number",
  top_p: "number",
  top_k: "whole",
  max_tokens: "whole",
  max_retries: "whole",
  extra_headers: "textMap",
  custom_llm_provider: "text",
  identifier: "text",
  completion_type: ["fim", "text"],
  fim_format: "text",
  vertex_ai_location: "text",
  default_headers: "textMap",
  api_key: "text",
  verbosity: "text",
  thinking_level: "text",
  streaming: "boolean",
};

export const PROMPT_PARAM_VALUES: Readonly<Record<string, ValueKind>> = {
  stop: "texts",
  timeout: "number",
  vertex_location: "text",
  cache_control_injection_points: "maps",
  context_management: "map",
  model_id: "text",
};

/** Values of the keys of a feature. */
export const FEATURE_VALUES: Readonly<Record<string, ValueKind>> = {
  unit_primitives: "texts",
  default_models: "models",
  models_for_size_preference: "textMap",
  selectable_models: "texts",
  beta_models: "texts",
  dev: "map",
};

/** Keys of `params` by the entry's class; undefined for a class that is not known. */
export function paramsOf(modelClass: unknown): readonly string[] | undefined {
  if (typeof modelClass !== "string" || !Object.hasOwn(OWN_PARAMS, modelClass)) return undefined;
  return [...COMMON_PARAMS, ...(OWN_PARAMS[modelClass] ?? [])];
}

/** Keys of `params` that some class takes. */
export const ALL_PARAMS: readonly string[] = [...new Set([...COMMON_PARAMS, ...Object.values(OWN_PARAMS).flat()])];

/** Classes that take a key of their own; none for a key that all take. */
export function classesWith(key: string): string[] {
  return Object.keys(OWN_PARAMS).filter((modelClass) => OWN_PARAMS[modelClass]?.includes(key));
}

/** Keys of an entry of unit_primitives.yml, whose default has two spellings; the gateway ignores all others. */
export const FEATURE_KEYS: readonly string[] = [
  "feature_setting",
  "unit_primitives",
  "default_models",
  "models_for_size_preference",
  "selectable_models",
  "beta_models",
  "dev",
];

/** Keys of `models_for_size_preference`; the gateway refuses all others. */
export const SIZE_KEYS: readonly string[] = ["small", "large"];

/** Keys of `dev`; the gateway refuses all others. */
export const DEV_KEYS: readonly string[] = ["selectable_models"];

/** Last day of keys that older gateways knew. */
export const LAST_KNOWN: ReadonlyMap<string, string> = new Map([
  ["provider_identifier", "2025-09-08"],
  ["default_model", "2026-04-14"],
  ["group_ids", "2026-05-28"],
]);
