import type { GatewayFeature } from "../../model/gateway.ts";

/** A feature as it is once offerings have new ids: a list that has both loses the old one. */
export function renamedFeature(feature: GatewayFeature, renamed: ReadonlyMap<string, string>): GatewayFeature {
  if (renamed.size === 0) return feature;
  const idOf = (id: string) => renamed.get(id) ?? id;
  const lists = (ids: readonly string[]) => ids.filter((id) => !renamed.has(id) || !ids.includes(idOf(id))).map(idOf);
  const { defaults, selectable, beta, dev, sizes, entry } = feature;
  return {
    ...feature,
    defaults: lists(defaults),
    selectable: selectable && lists(selectable),
    beta: beta && lists(beta),
    dev: dev && lists(dev),
    sizes: Object.fromEntries(Object.entries(sizes).map(([size, id]) => [size, idOf(id)])),
    entry: renamedValues(entry, renamed),
  };
}

function renamedValues(entry: GatewayFeature["entry"], renamed: ReadonlyMap<string, string>): GatewayFeature["entry"] {
  const text = JSON.stringify(entry, (_key, value: unknown) =>
    typeof value === "string" ? (renamed.get(value) ?? value) : value,
  );
  return JSON.parse(text) as GatewayFeature["entry"];
}
