import type { GatewayFeature, GatewayFiles } from "./gateway.ts";
import type { Path } from "./source.ts";

/** A list of offerings in a feature's entry. */
export interface FeatureList {
  /** As people write of it: `dev.selectable_models`. */
  readonly name: string;
  /** Route to it in the entry. */
  readonly path: Path;
  readonly ids: readonly string[];
}

/** The entries that count: the gateway forgets one that a later one of its name overrules. */
export function featuresIn({ features: { entries } }: GatewayFiles): GatewayFeature[] {
  const last = new Map(entries.map((feature) => [feature.name, feature]));
  return entries.filter((feature) => last.get(feature.name) === feature);
}

/** The lists that say who may pick what, from the widest to the narrowest; an id stands in one of them. */
export function pickListsOf(feature: GatewayFeature): FeatureList[] {
  const { beta, dev } = feature;
  return [selectableListOf(feature), listAt(["beta_models"], beta), listAt(["dev", "selectable_models"], dev)];
}

/** What every user may pick. */
export function selectableListOf({ selectable }: GatewayFeature): FeatureList {
  return listAt(["selectable_models"], selectable);
}

/** The defaults; the older spelling, which takes one id, counts as a list of one. */
export function defaultListOf({ defaults, defaultsKey }: GatewayFeature): FeatureList {
  return listAt([defaultsKey], defaults);
}

/** The models of its sizes, each a list of one. */
export function sizeListsOf({ sizes }: GatewayFeature): FeatureList[] {
  return Object.entries(sizes).map(([size, id]) => listAt(["models_for_size_preference", size], [id]));
}

function listAt(path: readonly string[], ids: readonly string[] = []): FeatureList {
  return { name: path.join("."), path, ids };
}
