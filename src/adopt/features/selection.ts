import { findFeature, type GatewayFeature, type GatewayFiles } from "../../model/gateway.ts";
import { listOf } from "../../model/move.ts";
import { lineOf } from "../../model/offering-name.ts";
import { sameData } from "../../model/plain-data.ts";
import type { FeatureMove, Selection } from "../../model/schema/migration.gen.ts";
import { selectedFeatures } from "../../model/selection.ts";

/** From here on what features have in common is no accident. */
const MANY = 3;

/** How a person may have found exactly these features; undefined where nothing short says so. */
export function selectionFor(
  features: readonly string[],
  entry: FeatureMove,
  gateways: { readonly before: GatewayFiles; readonly after: GatewayFiles },
  hosts: ReadonlySet<string>,
): Selection | undefined {
  const found = features.map((name) => findFeature(gateways.before, name));
  const known = found.filter((feature): feature is GatewayFeature => feature !== undefined);
  if (features.length < 2 || known.length < features.length) return undefined;
  const fitting = candidates(known, entry, hosts).flatMap((selection): Selection[] => {
    const except = excess(selection, features, gateways.before);
    if (except.length > Math.min(MANY, features.length / 2)) return [];
    const exact = { ...selection, ...(except.length > 0 && { except }) };
    // What it finds in the result as well would be reported as missed at once.
    return excess(exact, features, gateways.after).length === 0 ? [exact] : [];
  });
  const [shortest = everything(features, gateways.before)] = fitting.sort((a, b) => lengthOf(a) - lengthOf(b));
  const isWorthIt = shortest !== undefined && lengthOf(shortest) < JSON.stringify(features).length;
  return isWorthIt ? shortest : undefined;
}

/** Where they have nothing else in common. */
function everything(features: readonly string[], gateway: GatewayFiles): Selection | undefined {
  const isAll = features.length >= MANY && gateway.features.entries.length === features.length;
  return isAll ? { all: true } : undefined;
}

function candidates(known: readonly GatewayFeature[], entry: FeatureMove, hosts: ReadonlySet<string>): Selection[] {
  const [first] = known;
  if (first === undefined) return [];
  const isMoved = entry.from !== undefined && sameData(listOf<string>(entry.from), first.defaults);
  const sameDefault = known.every(({ defaults }) => defaults.length > 0 && sameData(defaults, first.defaults));
  const [only, ...more] = first.defaults;
  const byDefault = (isMoved || known.length >= MANY) && sameDefault && only !== undefined;
  const inAll = (list: "selectable" | "dev" | "beta") =>
    (first[list] ?? []).filter((id) => isNamed(id, entry, hosts) && known.every((one) => one[list]?.includes(id)));
  const primitives = listedIn(first).filter((name) => known.every((one) => listedIn(one).includes(name)));
  return [
    ...(byDefault ? [{ default_is: more.length === 0 ? only : [...first.defaults] }] : []),
    ...inAll("selectable").map((id) => ({ lists: id })),
    ...inAll("beta").map((id) => ({ lists: id, in: "beta" as const })),
    ...inAll("dev").map((id) => ({ lists: id, in: "dev" as const })),
    ...(known.length >= MANY ? primitives.map((name) => ({ unit_primitive: name })) : []),
  ];
}

/** Whether an entry is about an id: it names it, or a new one of its line. */
function isNamed(id: string, { offer = [], withdraw = [] }: FeatureMove, hosts: ReadonlySet<string>): boolean {
  const offered = offer.map((item) => (typeof item === "string" ? { id: item } : item));
  const left = withdraw.map((item) => (typeof item === "string" ? item : item.id));
  return (
    left.includes(id) ||
    offered.some(
      (item) => item.id === id || ("after" in item && item.after === id) || ("before" in item && item.before === id),
    ) ||
    offered.some((item) => lineOf(item.id, hosts) === lineOf(id, hosts))
  );
}

function listedIn({ entry }: GatewayFeature): string[] {
  const primitives = entry["unit_primitives"];
  return Array.isArray(primitives)
    ? primitives.filter((name): name is string => typeof name === "string" && /^[a-z0-9]\w*$/.test(name))
    : [];
}

function excess(selection: Selection, features: readonly string[], gateway: GatewayFiles): string[] {
  return [...new Set(selectedFeatures(selection, gateway).map(({ name }) => name))].filter(
    (name) => !features.includes(name),
  );
}

function lengthOf(selection: Selection): number {
  return JSON.stringify(selection).length;
}
