import { desiredEntries } from "../../compile/files/gateway/desired.ts";
import { entriesAfter } from "../../compile/files/gateway/edit-entries.ts";
import { toFeature } from "../../compile/files/gateway/read-gateway.ts";
import type { Work } from "../../compile/files/gateway/work.ts";
import type { GatewayFeature, GatewayFiles } from "../../model/gateway.ts";
import { movesOf } from "../../model/move.ts";
import type { FeatureMove, Migration } from "../../model/schema/migration.gen.ts";
import type { OfferingsDraft } from "../draft.ts";

/** What the editor makes of some entries of a migration. */
export interface Verdict {
  /** The feature settings afterwards, as plain data. */
  readonly features: readonly GatewayFeature[];
  /** Why the editor would refuse. */
  readonly problems: readonly string[];
}

/** Asks for one feature alone, which may be new, with its entries in order. */
export type Oracle = (name: string, present: GatewayFeature | undefined, entries: readonly FeatureMove[]) => Verdict;

/** Asks the editor itself, without any text: what it says is what `compile` will do. */
export function createOracle(input: {
  readonly before: GatewayFiles;
  readonly offerings: OfferingsDraft;
  readonly hosts: ReadonlySet<string>;
}): Oracle {
  const { before, offerings, hosts } = input;
  const models = {
    source: before.models.source,
    entries: offerings.order.map((id, index) => ({ id, index, entry: {} })),
  };
  const spelling = before.features.entries[0]?.defaultsKey ?? "default_models";
  return (name, present, entries) => {
    const [first, ...more] = entries.map(placeless);
    const features = first === undefined ? {} : { [name]: first };
    const bulk = more.map((entry) => ({ features: [name], ...entry }));
    const data = migrationOf(offerings, { features, bulk });
    const feature = { ...(present ?? speller(spelling)), index: 0 };
    return judge({
      gateway: { models, features: { source: before.features.source, entries: [feature] } },
      document: { file: "", data, source: { file: "", text: "", nodes: new Map() } },
      moves: movesOf(data),
      hosts,
      problems: [],
    });
  };
}

function judge(work: Work): Verdict {
  const { features } = desiredEntries(work);
  const current = work.gateway.features.entries.map(({ entry }) => entry);
  const entries = entriesAfter(current, features) as GatewayFeature["entry"][];
  const made = entries.map((entry, index) => toFeature(features[index]?.id ?? "", index, entry));
  return {
    features: made.filter(({ name }) => name !== ""),
    problems: work.problems.map(({ message }) => message),
  };
}

/** Entries of a migration as a whole one, with what is said about offerings. */
export function migrationOf(
  { renamed, removed }: OfferingsDraft,
  { features, bulk }: Pick<Migration, "features" | "bulk">,
): Migration {
  const places = [...renamed].map(([old, id]) => [id, { in_place_of: old }] as const);
  const removals = [...removed].map((id) => [id, { retire: "remove" as const }] as const);
  return {
    apiVersion: "cutover/v1",
    kind: "Upgrade",
    name: "adopted",
    status: "active",
    owner: "@nobody",
    summary: "Adopted.",
    ...(places.length > 0 && { offerings: Object.fromEntries(places) }),
    ...(removals.length > 0 && { replaces: Object.fromEntries(removals) }),
    ...(features !== undefined && Object.keys(features).length > 0 && { features }),
    ...(bulk !== undefined && bulk.length > 0 && { bulk }),
  };
}

/** There is nothing that one feature alone could stand beside. */
function placeless(entry: FeatureMove): FeatureMove {
  if (entry.define === undefined) return entry;
  return { ...entry, define: { unit_primitives: entry.define.unit_primitives } };
}

/** Nothing but the spelling of the file, for a feature that is new. */
function speller(defaultsKey: GatewayFeature["defaultsKey"]): GatewayFeature {
  return { ...toFeature("", 0, {}), defaultsKey };
}
