import type { GatewayFeature, GatewayModel } from "./gateway.ts";
import type { Generation } from "./gateway-generation.ts";
import {
  ALL_PARAMS,
  classesWith,
  DEPRECATION_KEYS,
  DEV_KEYS,
  ENTRY_KEYS,
  FEATURE_KEYS,
  PROMPT_PARAMS,
  paramsOf,
  SIZE_KEYS,
} from "./gateway-schema.ts";
import { mapOf } from "./plain-data.ts";
import type { Path } from "./source.ts";

/** A mapping in one of the gateway's files, with the keys that it may have. */
export interface KeyedMap {
  /** Route to it in its entry. */
  readonly path: Path;
  readonly data: Readonly<Record<string, unknown>>;
  readonly known: readonly string[];
  /** True where the gateway refuses other keys; else it ignores them. */
  readonly closed: boolean;
  /** As people write of it: `params of "claude_haiku"`. */
  readonly where: string;
}

/** The mappings of an entry of models.yml whose keys are known in that generation. */
export function mapsOfModel({ id, entry }: GatewayModel, { withoutClass, classInParams }: Generation): KeyedMap[] {
  const at = (key: string, known: readonly string[], closed: boolean, more = ""): KeyedMap => {
    return { path: [key], data: mapOf(entry[key]), known, closed, where: `${key} of "${id}"${more}` };
  };
  const deprecation = at("deprecation", DEPRECATION_KEYS, false);
  if (withoutClass) return [deprecation];
  const modelClass = entry["model_class_provider"];
  const ofClass = paramsOf(modelClass);
  const older = classInParams ? ["model_class_provider"] : [];
  return [
    { path: [], data: entry, known: ENTRY_KEYS, closed: true, where: `the entry of "${id}"` },
    ofClass === undefined
      ? at("params", [...ALL_PARAMS, ...older], true)
      : at("params", ofClass, true, `, whose class is "${modelClass}"`),
    at("prompt_params", PROMPT_PARAMS, true),
    deprecation,
  ];
}

/** The mappings of an entry of unit_primitives.yml. */
export function mapsOfFeature({ name, entry }: GatewayFeature, { oneDefault, groupsInDev }: Generation): KeyedMap[] {
  const at = (key: string, known: readonly string[]): KeyedMap => {
    return { path: [key], data: mapOf(entry[key]), known, closed: true, where: `${key} of "${name}"` };
  };
  const known = oneDefault ? [...FEATURE_KEYS, "default_model"] : FEATURE_KEYS;
  return [
    { path: [], data: entry, known, closed: false, where: `the entry of "${name}"` },
    at("models_for_size_preference", SIZE_KEYS),
    at("dev", groupsInDev ? [...DEV_KEYS, "group_ids"] : DEV_KEYS),
  ];
}

/** Where else in an entry of models.yml the gateway knows a key; undefined for one that it knows nowhere. */
export function homeOfKey(key: string): string | undefined {
  if (ENTRY_KEYS.includes(key)) return "the entry itself";
  if (PROMPT_PARAMS.includes(key)) return "prompt_params";
  if (DEPRECATION_KEYS.includes(key)) return "deprecation";
  if (!ALL_PARAMS.includes(key)) return undefined;
  const classes = classesWith(key);
  return classes.length === 0 ? "params" : `params of class ${classes.map((one) => `"${one}"`).join(", ")}`;
}
