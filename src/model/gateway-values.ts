import type { GatewayFeature, GatewayModel } from "./gateway.ts";
import type { Generation } from "./gateway-generation.ts";
import {
  ENTRY_VALUES,
  FEATURE_VALUES,
  MODEL_CLASSES,
  PARAM_VALUES,
  PROMPT_PARAM_VALUES,
  REQUIRED_KEYS,
} from "./gateway-schema.ts";
import { allowedValue, fits, type ValueKind } from "./gateway-value-kind.ts";
import { isMap, mapOf } from "./plain-data.ts";
import type { Path } from "./source.ts";

/** A value of an entry that the gateway refuses, or a key that it does not do without. */
export interface WrongValue {
  /** Route to it in its entry. */
  readonly path: Path;
  /** The value; undefined for a key that is missing. */
  readonly value: unknown;
  /** What it takes, as the end of a sentence: `a whole number`. */
  readonly takes: string;
}

type Kinds = Readonly<Record<string, ValueKind>>;

/** What the gateway refuses in an entry of models.yml; `deprecation` is only looked at from outside. */
export function wrongInModel({ entry }: GatewayModel, generation: Generation): WrongValue[] {
  const { familyAsText, classInParams, withoutClass } = generation;
  const kinds: Kinds = familyAsText ? { ...ENTRY_VALUES, family: "text" } : ENTRY_VALUES;
  const params = mapOf(entry["params"]);
  const older: Kinds = classInParams ? { ...PARAM_VALUES, model_class_provider: MODEL_CLASSES } : PARAM_VALUES;
  return [
    ...wrongIn(entry, [], kinds),
    ...wrongIn(params, ["params"], older),
    ...wrongIn(mapOf(entry["prompt_params"]), ["prompt_params"], PROMPT_PARAM_VALUES),
    ...missingIn(entry, [], requiredKeys(generation), kinds),
    ...(withoutClass || classInParams ? [] : missingOfClass(entry)),
  ];
}

/** What the gateway refuses in an entry of unit_primitives.yml. */
export function wrongInFeature({ entry }: GatewayFeature, { oneDefault, withPrimitives }: Generation): WrongValue[] {
  const { default_models: list, ...others } = FEATURE_VALUES;
  const key = oneDefault && !Object.hasOwn(entry, "default_models") ? "default_model" : "default_models";
  const kinds: Kinds = { ...others, default_models: list ?? "texts", ...(oneDefault && { default_model: "text" }) };
  const required = withPrimitives ? [key, "unit_primitives"] : [key];
  return [
    ...wrongIn(entry, [], kinds),
    ...wrongIn(mapOf(entry["dev"]), ["dev"], { selectable_models: "texts" }),
    ...missingIn(entry, [], required, kinds),
  ];
}

/** Keys that files of that generation have in their entries. */
function requiredKeys({ customary }: Generation): readonly string[] {
  return REQUIRED_KEYS.filter((key) => customary.has(key));
}

function wrongIn(data: Readonly<Record<string, unknown>>, path: Path, kinds: Kinds): WrongValue[] {
  return Object.entries(kinds).flatMap(([key, kind]): WrongValue[] => {
    const value = data[key];
    // Without a value a key is mostly as good as absent.
    if (value === undefined || value === null) return [];
    const isList = kind === "texts" || kind === "models" || kind === "maps";
    if (isList && Array.isArray(value) && (kind !== "models" || value.length > 0)) {
      const item: ValueKind = kind === "maps" ? "map" : "text";
      return value.flatMap((one, index) =>
        fits(one, item) ? [] : [{ path: [...path, key, index], value: one, takes: allowedValue(item) }],
      );
    }
    if (kind === "textMap" && isMap(value)) {
      return Object.entries(value).flatMap(([name, one]) =>
        fits(one, "text") ? [] : [{ path: [...path, key, name], value: one, takes: allowedValue("text") }],
      );
    }
    return fits(value, kind) ? [] : [{ path: [...path, key], value, takes: allowedValue(kind) }];
  });
}

function missingIn(
  data: Readonly<Record<string, unknown>>,
  path: Path,
  keys: readonly string[],
  kinds: Kinds,
): WrongValue[] {
  return keys
    .filter((key) => data[key] === undefined || data[key] === null)
    .map((key) => ({ path: [...path, key], value: data[key], takes: allowedValue(kinds[key] ?? "text") }));
}

/** Keys of params without which an entry of its class means nothing. */
function missingOfClass(entry: Readonly<Record<string, unknown>>): WrongValue[] {
  const { model_class_provider: modelClass, params } = entry;
  if (modelClass === "litellm_embedding") return missingIn(entry, [], ["params"], ENTRY_VALUES);
  if (modelClass !== "litellm_completion") return [];
  const needed = mapOf(params)["completion_type"] === "fim" ? ["completion_type", "fim_format"] : ["completion_type"];
  return missingIn(mapOf(params), ["params"], needed, PARAM_VALUES);
}
