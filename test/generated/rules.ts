import type { Texts } from "./gateway-text.ts";
import { type Meaning, meaningOf, type Plain } from "./judge.ts";

/** What `validate-model-selection-config` of the gateway says about both files of today: written from its description. */
export function gatewayErrors(texts: Texts): string[] {
  const meaning = meaningOf(texts);
  const shapes = [...meaning.models.flatMap(modelShape), ...meaning.features.flatMap(featureShape)];
  return shapes.length > 0 ? shapes : crossErrors(meaning);
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string";
const isWhole: Check = (value) => Number.isInteger(value);
const isNumber: Check = (value) => typeof value === "number";
const isMap: Check = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isTextMap: Check = (value) => isMap(value) && Object.values(value as Plain).every(isText);
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value as string);

const MODEL: Readonly<Record<string, Check>> = {
  name: isText,
  gitlab_identifier: isText,
  model_class_provider: isText,
  max_context_tokens: isWhole,
  params: isMap,
  prompt_params: isMap,
  provider: isText,
  description: isText,
  cost_indicator: oneOf("$", "$$", "$$$", "$$$$"),
  family: isTexts,
  deprecation: isMap,
  proxy_provider: isText,
  supports_assistant_prefill: (value) => typeof value === "boolean",
};
const MODEL_NEEDS = ["name", "gitlab_identifier", "model_class_provider", "max_context_tokens"];

const PARAMS: Readonly<Record<string, Check>> = {
  model: isText,
  temperature: isNumber,
  top_p: isNumber,
  top_k: isWhole,
  max_tokens: isWhole,
  max_retries: isWhole,
  extra_headers: isTextMap,
};
const LLM = { custom_llm_provider: isText, identifier: isText };
const CLASS_PARAMS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  litellm: LLM,
  litellm_completion: { ...LLM, completion_type: oneOf("fim", "text"), fim_format: isText },
  litellm_embedding: { custom_llm_provider: isText, vertex_ai_location: isText },
  anthropic: { default_headers: isTextMap, api_key: isText },
  amazon_q: { default_headers: isTextMap },
  openai: { verbosity: isText },
  // A string is coerced, as long as it reads as a truth value.
  google_genai: {
    thinking_level: isText,
    streaming: (value) => ["true", "false", true, false].includes(value as string),
  },
};

const PROMPT_PARAMS: Readonly<Record<string, Check>> = {
  stop: isTexts,
  timeout: isNumber,
  vertex_location: isText,
  cache_control_injection_points: Array.isArray,
  context_management: isMap,
  model_id: isText,
};

function modelShape(entry: Plain): string[] {
  const id = `model ${String(entry["gitlab_identifier"])}`;
  const kind = String(entry["model_class_provider"]);
  const params = CLASS_PARAMS[kind];
  if (params === undefined) return [`${id}: unable to extract tag "${kind}"`];
  const { params: given, prompt_params: prompt, deprecation } = entry;
  return [
    ...misfits(id, entry, MODEL, MODEL_NEEDS, true),
    ...misfits(
      `${id} params`,
      (given ?? {}) as Plain,
      { ...PARAMS, ...params },
      neededParams(kind, given as Plain),
      true,
    ),
    ...misfits(`${id} prompt_params`, (prompt ?? {}) as Plain, PROMPT_PARAMS, [], true),
    ...(kind === "litellm_embedding" && given === undefined ? [`${id}: params are needed`] : []),
    ...(deprecation === undefined ? [] : deprecationErrors(id, deprecation as Plain)),
  ];
}

function neededParams(kind: string, params: Plain | undefined): string[] {
  if (kind !== "litellm_completion") return [];
  return params?.["completion_type"] === "fim" ? ["completion_type", "fim_format"] : ["completion_type"];
}

/** Unknown keys are let through here. */
function deprecationErrors(id: string, deprecation: Plain): string[] {
  const isDate: Check = (value) => value instanceof Date || (isText(value) && !Number.isNaN(Date.parse(String(value))));
  const known = { deprecation_date: isDate, removal_version: isText };
  return misfits(`${id} deprecation`, deprecation, known, Object.keys(known), false);
}

const FEATURE: Readonly<Record<string, Check>> = {
  feature_setting: isText,
  unit_primitives: isTexts,
  default_models: (value) => isTexts(value) && (value as unknown[]).length > 0,
  selectable_models: isTexts,
  beta_models: isTexts,
  dev: isMap,
  models_for_size_preference: isMap,
};
const FEATURE_NEEDS = ["feature_setting", "unit_primitives", "default_models"];

function featureShape(entry: Plain): string[] {
  const id = `feature ${String(entry["feature_setting"])}`;
  const { dev, models_for_size_preference: sizes } = entry;
  return [
    ...misfits(id, entry, FEATURE, FEATURE_NEEDS, false),
    ...(dev === undefined
      ? []
      : misfits(`${id} dev`, dev as Plain, { selectable_models: isTexts }, ["selectable_models"], true)),
    ...(sizes === undefined ? [] : misfits(`${id} sizes`, sizes as Plain, { small: isText, large: isText }, [], true)),
  ];
}

function misfits(
  where: string,
  given: Plain,
  known: Readonly<Record<string, Check>>,
  needed: readonly string[],
  isClosed: boolean,
): string[] {
  if (!isMap(given)) return [`${where} is no mapping`];
  return [
    ...needed.flatMap((key) => (given[key] === undefined ? [`${where} lacks "${key}"`] : [])),
    ...Object.entries(given).flatMap(([key, value]) => {
      const check = known[key];
      if (check === undefined) return isClosed ? [`${where} has the unknown key "${key}"`] : [];
      return check(value) ? [] : [`${where}: "${key}" cannot be ${JSON.stringify(value)}`];
    }),
  ];
}

/** Ids exist; the default can be picked where anything can; what can be picked has a price and a description. */
function crossErrors({ models, features }: Meaning): string[] {
  const byId = new Map(models.map((entry) => [entry["gitlab_identifier"], entry]));
  return features.flatMap((entry) => {
    const id = `feature ${String(entry["feature_setting"])}`;
    const { defaults, selectable, all } = idsOf(entry);
    return [
      ...all.flatMap((one) => (byId.has(one) ? [] : [`${id} names "${one}", which models.yml lacks`])),
      ...(selectable.length === 0 ? [] : defaults)
        .filter((one) => !selectable.includes(one))
        .map((one) => `${id}: the default "${one}" cannot be picked`),
      ...selectable.flatMap((one) =>
        ["cost_indicator", "description"].flatMap((key) =>
          byId.has(one) && byId.get(one)?.[key] === undefined ? [`${id} offers "${one}", which has no ${key}`] : [],
        ),
      ),
    ];
  });
}

function idsOf(entry: Plain): { defaults: string[]; selectable: string[]; all: string[] } {
  const list = (value: unknown): string[] => (value === undefined || value === null ? [] : (value as string[]));
  const defaults = list(entry["default_models"]);
  const selectable = list(entry["selectable_models"]);
  const dev = list((entry["dev"] as Plain | undefined)?.["selectable_models"]);
  const sizes = Object.values((entry["models_for_size_preference"] ?? {}) as Record<string, string>);
  return { defaults, selectable, all: [...defaults, ...sizes, ...selectable, ...list(entry["beta_models"]), ...dev] };
}
