import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { type LoadRule, type Problem, toDiagnostics } from "../../../load/problem.ts";
import type { GatewayFeature, GatewayFiles, GatewayModel } from "../../../model/gateway.ts";
import { isMap, mapOf } from "../../../model/plain-data.ts";
import { type Path, type Range, rangeAt, type SourceDocument } from "../../../model/source.ts";
import { parseYaml } from "./parse-yaml.ts";
import { asList } from "./wanted.ts";

export const MODELS_KEY = "models";
export const FEATURES_KEY = "configurable_unit_primitives";

export const MAX_BYTES = 1_000_000;

export interface GatewayText {
  /** What findings call it: in most cases its path in the target repository, with `/`. */
  readonly file: string;
  readonly text: string;
}

interface Reading<T> {
  readonly source: SourceDocument;
  readonly entries: readonly T[];
  readonly problems: readonly Diagnostic[];
}

/** Reads both gateway files, in their older spellings too. Without `gateway`, `problems` say why there is none. */
export function readGateway(
  models: GatewayText,
  features: GatewayText,
): { readonly gateway?: GatewayFiles; readonly problems: Diagnostic[] } {
  const read = readList(models, MODELS_KEY, "gitlab_identifier", toModel);
  const readFeatures = readList(features, FEATURES_KEY, "feature_setting", toFeature);
  const problems = [...read.problems, ...readFeatures.problems];
  if (problems.length > 0) return { problems };
  const spelling = readFeatures.entries.some(({ entry }) => Object.hasOwn(entry, "default_model"))
    ? "default_model"
    : "default_models";
  const entries = readFeatures.entries.map((feature) => withSpelling(feature, spelling));
  return { gateway: { models: read, features: { source: readFeatures.source, entries } }, problems };
}

/** Reads a file whose one key holds a list of mappings, each with a name under `name`. */
function readList<T>(
  { file, text }: GatewayText,
  key: string,
  name: string,
  convert: (id: string, index: number, entry: Readonly<Record<string, unknown>>) => T,
): Reading<T> {
  const unread = { source: { file, text, nodes: new Map() }, entries: [] };
  const size = Buffer.byteLength(text);
  if (size > MAX_BYTES) {
    const message = `the file has ${size} bytes; more than ${MAX_BYTES} are not read`;
    return { ...unread, problems: [finding("workspace", file, { start: 0, end: 0 }, message)] };
  }
  const { data, source, problems: broken } = parseYaml(file, text);
  if (broken.length > 0) return { ...unread, problems: unreadable(file, broken) };
  const list = mapOf(data)[key];
  if (!Array.isArray(list)) {
    const path: Path = isMap(data) && Object.hasOwn(data, key) ? [key] : [];
    return {
      ...unread,
      problems: [
        finding("schema", file, rangeAt(source, path), `the file needs the key "${key}" with a list of mappings`),
      ],
    };
  }
  const unusable: number[] = [];
  const entries = list.flatMap((entry: unknown, index): T[] => {
    const id = mapOf(entry)[name];
    if (isMap(entry) && typeof id === "string" && id !== "") return [convert(id, index, entry)];
    unusable.push(index);
    return [];
  });
  return { source, entries, problems: unnamed(source, key, name, unusable) };
}

function toModel(id: string, index: number, entry: Readonly<Record<string, unknown>>): GatewayModel {
  return { id, index, entry };
}

/** A feature setting by its entry, both spellings of the default folded into one. */
export function toFeature(name: string, index: number, entry: Readonly<Record<string, unknown>>): GatewayFeature {
  const defaultsKey =
    Object.hasOwn(entry, "default_model") && !Object.hasOwn(entry, "default_models")
      ? "default_model"
      : "default_models";
  const ids = (key: string, map = entry) => (Object.hasOwn(map, key) ? idsIn(map[key]) : undefined);
  const sizes = Object.entries(mapOf(entry["models_for_size_preference"])).filter(([, id]) => id !== null);
  return {
    name,
    index,
    entry,
    defaults: ids(defaultsKey) ?? [],
    defaultsKey,
    selectable: ids("selectable_models"),
    beta: ids("beta_models"),
    dev: ids("selectable_models", mapOf(entry["dev"])),
    sizes: Object.fromEntries(sizes.map(([size, id]) => [size, String(id)])),
  };
}

/** A list, or the one id of the older spelling; a key without value is an empty list. */
function idsIn(value: unknown): string[] {
  if (value === null) return [];
  return (Array.isArray(value) ? asList(value) : [value]).map(String);
}

/** A feature without any default takes the spelling of the others. */
function withSpelling(feature: GatewayFeature, spelling: GatewayFeature["defaultsKey"]): GatewayFeature {
  return feature.defaults.length > 0 || Object.hasOwn(feature.entry, feature.defaultsKey)
    ? feature
    : { ...feature, defaultsKey: spelling };
}

/** Entries that cannot be told apart: the first, with the number of the others, which most often have the same cause. */
function unnamed(source: SourceDocument, key: string, name: string, [first, ...more]: readonly number[]): Diagnostic[] {
  if (first === undefined) return [];
  const rest = more.length === 0 ? "" : more.length === 1 ? "; so does 1 more" : `; so do ${more.length} more`;
  const message = `entry ${first + 1} of "${key}" needs the key "${name}" with a text${rest}`;
  return [finding("schema", source.file, rangeAt(source, [key, first]), message)];
}

function finding(rule: LoadRule, file: string, range: Range, message: string): Diagnostic {
  return { rule, severity: "error", message, file, range };
}

/**
 * Where the text is no YAML; the place that a message names beside its own is in the same file. Only the first is said:
 * the gateway's files hold one long list, in which one slip of the indentation makes all that follows look wrong.
 */
function unreadable(file: string, problems: readonly Problem[]): Diagnostic[] {
  const [first, ...more] = toDiagnostics("syntax", file, problems);
  if (first === undefined) return [];
  const follows = `${more.length} more ${more.length === 1 ? "problem follows" : "problems follow"}, perhaps from this one`;
  const { fix: _none, ...said } = first;
  const hint = [said.hint, more.length === 0 ? undefined : follows].filter((text) => text !== undefined).join("; ");
  return [{ ...said, ...(hint !== "" && { hint }) }];
}
