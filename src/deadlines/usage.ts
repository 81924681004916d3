import { featuresIn } from "../model/feature-list.ts";
import type { GatewayFeature, GatewayFiles } from "../model/gateway.ts";

/** How a feature uses an offering: `selectable`, `beta` and `dev` are its lists, from the widest to the narrowest. */
type UseKind = "default" | "size" | "selectable" | "beta" | "dev";

/** One place in which a feature names an offering. */
export interface Usage {
  readonly feature: string;
  readonly as: UseKind;
  /** The size, where it is the model of one. */
  readonly size?: string;
}

/** Everything that features use, by offering; features in the order of the gateway's file. */
export function usesIn(gateway: GatewayFiles): ReadonlyMap<string, readonly Usage[]> {
  const uses = new Map<string, Usage[]>();
  for (const feature of featuresIn(gateway)) {
    for (const [id, usage] of usesOf(feature)) uses.set(id, [...(uses.get(id) ?? []), usage]);
  }
  return uses;
}

function usesOf({ name: feature, defaults, sizes, selectable, beta, dev }: GatewayFeature): [string, Usage][] {
  const lists = { default: defaults, selectable, beta, dev } as const;
  const all = (as: keyof typeof lists): [string, Usage][] => [...new Set(lists[as])].map((id) => [id, { feature, as }]);
  const bySize = Object.entries(sizes).map(([size, id]): [string, Usage] => [id, { feature, as: "size", size }]);
  return [...all("default"), ...bySize, ...all("selectable"), ...all("beta"), ...all("dev")];
}
