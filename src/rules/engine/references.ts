import type { Config } from "../../model/schema/config.gen.ts";
import type { Migration } from "../../model/schema/migration.gen.ts";
import type { Path } from "../../model/source.ts";
import { inEntries, textsAt, valuesAt } from "./values.ts";

/** Kinds of things that cutover.yaml declares and other places name. */
export type Kind = "team" | "provider" | "host" | "gate" | "audience" | "ramp" | "milestone" | "person" | "feature";

/** A place where a name of the catalog is used. */
export interface Reference {
  readonly kind: Kind;
  readonly name: string;
  readonly path: Path;
  /** The name is the key at `path`, not the value. */
  readonly isKey?: boolean;
}

const STEPS: readonly (readonly [string, Kind])[] = [
  ["steps.*.audience", "audience"],
  ["steps.*.gates", "gate"],
  ["abort", "gate"],
];

const MOVE: readonly (readonly [string, Kind])[] = [
  ["dri", "person"],
  ["milestone", "milestone"],
  ["flag.confirmed.by", "person"],
  ["ramp", "ramp"],
  ["ramp.use", "ramp"],
  ...STEPS.map(([pattern, kind]) => [`ramp.${pattern}`, kind] as const),
];

/** Values that are names; a list of names counts as each of them. */
const IN_MIGRATION: readonly (readonly [string, Kind])[] = [
  ["owner", "person"],
  ["milestone", "milestone"],
  ["model.provider", "provider"],
  ["model.*.provider", "provider"],
  ["infrastructure.by", "person"],
  ["candidates.decided_by", "person"],
  ["bulk.*.features", "feature"],
  ["bulk.*.select.except", "feature"],
  ["bulk.*.select.host", "host"],
  ...MOVE.flatMap(([route, kind]) => inEntries([route]).map((pattern) => [pattern, kind] as const)),
];

const IN_CONFIG: readonly (readonly [string, Kind])[] = [
  ["features.*.team", "team"],
  ["features.*.dri", "person"],
  ["gates.*.by", "person"],
  ["deadlines.overrides.*.by", "person"],
  ...STEPS.map(([pattern, kind]) => [`ramps.*.${pattern}`, kind] as const),
];

/** Names of the catalog that a migration uses. */
export function referencesOfMigration(migration: Migration): Reference[] {
  const keys = ["features.*", "replaces.*.except.*"].flatMap((pattern) =>
    valuesAt(migration, pattern).map(({ path }) => ({
      kind: "feature" as const,
      name: String(path.at(-1)),
      path,
      isKey: true,
    })),
  );
  return [...keys, ...references(migration, IN_MIGRATION)];
}

/** Names of the catalog that the catalog itself uses. */
export function referencesOfConfig(config: Config): Reference[] {
  return references(config, IN_CONFIG);
}

function references(data: Config | Migration, patterns: readonly (readonly [string, Kind])[]): Reference[] {
  return patterns.flatMap(([pattern, kind]) =>
    textsAt(data, pattern).map(({ path, value }) => ({ kind, name: value, path })),
  );
}
