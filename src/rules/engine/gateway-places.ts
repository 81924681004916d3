import type { FeatureList } from "../../model/feature-list.ts";
import { findFeature, type GatewayFeature, type GatewayFiles, type GatewayModel } from "../../model/gateway.ts";
import { type Path, pointer, type SourceDocument } from "../../model/source.ts";
import type { TargetView } from "../../model/target.ts";
import { keyAt, type Place, valueAt } from "./place.ts";

const LIST = "configurable_unit_primitives";

/** Where a feature's default stands in the gateway's file. */
export function defaultPlace(
  gateway: GatewayFiles,
  { index, defaults, defaultsKey }: GatewayFeature,
  id: string,
): Place {
  const key = [LIST, index, defaultsKey];
  return valueAt(gateway.features.source, defaultsKey === "default_models" ? [...key, defaults.indexOf(id)] : key);
}

/** Where a feature's name stands in the gateway's file. */
export function namePlace({ features }: GatewayFiles, { index }: GatewayFeature): Place {
  return valueAt(features.source, [LIST, index, "feature_setting"]);
}

/** Where the file that people have now says that `id` is a default or size of the feature. */
export function usePlace(view: TargetView, target: string, feature: string, id: string): Place | undefined {
  const gateway = view.gateways.get(target);
  const entry = gateway && findFeature(gateway, feature);
  if (gateway === undefined || entry === undefined) return undefined;
  if (entry.defaults.includes(id)) return defaultPlace(gateway, entry, id);
  const size = Object.entries(entry.sizes).find(([, value]) => value === id)?.[0];
  return size === undefined ? undefined : sizePlace(gateway, entry, size);
}

/** Where the model of one of a feature's sizes stands in the gateway's file. */
export function sizePlace({ features }: GatewayFiles, { index }: GatewayFeature, size: string): Place {
  return valueAt(features.source, [LIST, index, "models_for_size_preference", size]);
}

/** What stands at `path` in a model's entry; its id where the entry lacks the first key of the path. */
export function modelPlace({ models: { source } }: GatewayFiles, { index }: GatewayModel, path: Path = []): Place {
  const [first] = path;
  const isThere = first !== undefined && source.nodes.has(pointer(["models", index, first]));
  return valueAt(source, ["models", index, ...(isThere ? path : ["gitlab_identifier"])]);
}

/** The key at `path` in an entry; where a merge key brings it in, the entry's name, which stands under `name`. */
export function entryKeyPlace(source: SourceDocument, entry: Path, name: string, path: Path): Place {
  const isThere = source.nodes.has(pointer([...entry, ...path.slice(0, 1)]));
  return isThere ? keyAt(source, [...entry, ...path]) : valueAt(source, [...entry, name]);
}

/**
 * One item of a feature's list in the gateway's file; the value that is written alone where a list may stand, and the
 * feature's name where a merge key brings the list in.
 */
export function itemPlace(gateway: GatewayFiles, feature: GatewayFeature, list: FeatureList, at: number): Place {
  const { source } = gateway.features;
  const key = [LIST, feature.index, ...list.path];
  if (source.nodes.has(pointer([...key, at]))) return valueAt(source, [...key, at]);
  return source.nodes.has(pointer(key)) ? valueAt(source, key) : namePlace(gateway, feature);
}
