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
