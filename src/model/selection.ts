import { findModel, type GatewayFeature, type GatewayFiles } from "./gateway.ts";
import { hostNamed } from "./host.ts";
import { listOf } from "./move.ts";
import { hostOf } from "./offering.ts";
import { sameData } from "./plain-data.ts";
import type { Selection } from "./schema/migration.gen.ts";

/** Features of the gateway that a `select` finds: all its keys must hold, one id of a list is enough. */
export function selectedFeatures(selection: Selection, gateway: GatewayFiles): GatewayFeature[] {
  return gateway.features.entries.filter((feature) => isSelected(feature, selection, gateway));
}

function isSelected(feature: GatewayFeature, selection: Selection, gateway: GatewayFiles): boolean {
  const { default_is, lists, unit_primitive, host, except } = selection;
  if (except?.includes(feature.name)) return false;
  if (default_is !== undefined && !sameData(feature.defaults, listOf<string>(default_is))) return false;
  if (lists !== undefined && !hasAny(feature[selection.in ?? "selectable"] ?? [], listOf<string>(lists))) return false;
  if (unit_primitive !== undefined && !hasAny(primitivesOf(feature), listOf<string>(unit_primitive))) return false;
  const hosts = feature.defaults.map((id) => servedBy(id, gateway));
  return host === undefined || listOf<string>(host).some((one) => hosts.includes(one));
}

/** Host of an offering by its id, else the provider that its entry shows. */
function servedBy(id: string, gateway: GatewayFiles): string | undefined {
  const provider = findModel(gateway, id)?.entry["provider"];
  const shown = typeof provider === "string" ? (hostNamed(provider) ?? provider.toLowerCase()) : undefined;
  return hostOf(id) ?? shown;
}

function primitivesOf({ entry }: GatewayFeature): readonly unknown[] {
  const primitives = entry["unit_primitives"];
  return Array.isArray(primitives) ? primitives : [];
}

function hasAny(list: readonly unknown[], wanted: readonly string[]): boolean {
  return wanted.some((one) => list.includes(one));
}
