import type { FeaturesDraft, OfferingsDraft } from "../../../src/adopt/draft.ts";
import { explainFeatures } from "../../../src/adopt/features/explain.ts";
import { placeOfferings } from "../../../src/compile/files/gateway/offerings.ts";
import type { Work } from "../../../src/compile/files/gateway/work.ts";
import { loadMigration } from "../../../src/load/validate.ts";
import { movesOf } from "../../../src/model/move.ts";
import { hostsOf } from "../../../src/model/offering-name.ts";
import type { Migration } from "../../../src/model/schema/migration.gen.ts";
import { edited, gatewayOf, type Texts } from "../../compile/gateway/harness.ts";

const HOSTS = hostsOf(undefined);

/** What a migration says of offerings, in the shape in which the features half is told of it. */
export function offeringsOf(before: Texts, migration: Migration): OfferingsDraft {
  const source = { file: "", text: "", nodes: new Map() };
  const document = { file: "", data: migration, source };
  const work: Work = { gateway: gatewayOf(before), document, moves: movesOf(migration), hosts: HOSTS, problems: [] };
  const { entries, renamed } = placeOfferings(work);
  const removed = Object.entries(migration.replaces ?? {}).filter(([, { retire }]) => retire === "remove");
  return { renamed, removed: new Set(removed.map(([id]) => id)), order: entries.map(({ id }) => id) };
}

/** Nothing is said of offerings: models.yml stays as it is. */
export function noOfferings(before: Texts): OfferingsDraft {
  const { models } = gatewayOf(before);
  return { renamed: new Map(), removed: new Set(), order: models.entries.map(({ id }) => id) };
}

export function explained(before: Texts, after: Texts, offerings = noOfferings(before)): FeaturesDraft {
  return explainFeatures({ before: gatewayOf(before), after: gatewayOf(after), offerings, hosts: HOSTS });
}

/** The draft as a whole migration, beside what `base` says of offerings. */
export function migrationText({ features, bulk }: FeaturesDraft, base: Partial<Migration> = {}): string {
  const flagless = <T extends { readonly stage: string }>(entry: T) =>
    ["selectable", "rollout", "default"].includes(entry.stage) ? { ...entry, no_flag: "By hand." } : entry;
  const { offerings, replaces } = base;
  return JSON.stringify({
    apiVersion: "cutover/v1",
    kind: "Upgrade",
    name: "example",
    status: "active",
    owner: "@ana",
    summary: "Example.",
    ...(offerings && { offerings }),
    ...(replaces && { replaces }),
    ...(features.length > 0 && {
      features: Object.fromEntries(features.map(({ feature, entry }) => [feature, flagless(entry)])),
    }),
    ...(bulk.length > 0 && {
      bulk: bulk.map(({ features: names, select, entry }) => ({
        features: names,
        ...(select && { select }),
        ...flagless(entry),
      })),
    }),
  });
}

/** The file that the editor makes by the draft; throws where it refuses. */
export function made(before: Texts, draft: FeaturesDraft, base: Partial<Migration> = {}): Texts {
  const text = migrationText(draft, base);
  if (draft.features.length + draft.bulk.length === 0 && !base.offerings && !base.replaces) return before;
  const result = edited(before, text);
  if (result.problems.length > 0) throw new Error(result.problems.map(({ message }) => message).join("\n"));
  return result;
}

export function migrationIn(text: string): Migration {
  const { document, diagnostics } = loadMigration(text, "migrations/example.yaml");
  if (document === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return document.data;
}
