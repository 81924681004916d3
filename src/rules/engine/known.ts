import type { Config } from "../../model/schema/config.gen.ts";
import type { TargetView } from "../../model/target.ts";
import { isInUnread, type MigrationDocument, type Workspace } from "../../model/workspace.ts";
import { closestName } from "./allowed.ts";
import { type Kind, type Reference, referencesOfMigration } from "./references.ts";

/** Kinds that need not be declared at all; once one is, all have to be. */
const OPTIONAL: ReadonlySet<Kind> = new Set(["provider", "host", "milestone", "person"]);

/** A kind of which the catalog declares nothing says nothing about its names. */
export function mayBeAbsent(kind: Kind, known: ReadonlySet<string>): boolean {
  return OPTIONAL.has(kind) && known.size === 0;
}

/** Names that the catalog declares, by kind. */
export function knownNames(config: Config): Record<Exclude<Kind, "feature">, ReadonlySet<string>> {
  return {
    team: new Set(Object.keys(config.teams ?? {})),
    provider: new Set(Object.keys(config.providers ?? {})),
    host: new Set(Object.values(config.providers ?? {}).flatMap(({ hosts }) => hosts ?? [])),
    gate: new Set(Object.keys(config.gates ?? {})),
    audience: new Set(Object.keys(config.audiences ?? {})),
    ramp: new Set(Object.keys(config.ramps ?? {})),
    milestone: new Set(Object.keys(config.milestones ?? {})),
    person: new Set(Object.values(config.teams ?? {}).flatMap(({ members }) => members ?? [])),
  };
}

export interface KnownFeatures {
  readonly names: ReadonlySet<string>;
  /** False: the gateway may know more. */
  readonly complete: boolean;
}

/** Features of the catalog, of the gateways and of the migrations that define them. */
export function knownFeatures(
  { config, migrations }: Workspace,
  views: readonly (TargetView | undefined)[],
): KnownFeatures {
  const gateways = views.flatMap((view) => [...(view?.gateways.values() ?? [])]);
  const made = migrations.flatMap(({ data }) => Object.entries(data.features ?? {}));
  const renamed = made.filter(([, { define, formerly }]) => define !== undefined || formerly !== undefined);
  const names = [
    ...Object.keys(config.data.features ?? {}),
    ...gateways.flatMap(({ features }) => features.entries.map(({ name }) => name)),
    ...renamed.map(([name]) => name),
    ...migrations.flatMap(({ data }) => (data.bulk ?? []).flatMap((entry) => (entry.define ? entry.features : []))),
  ];
  return { names: new Set(names), complete: gateways.length > 0 };
}

/** Where the gateway may know more, only what looks like a slip is unknown. */
function isUnknown(name: string, { names, complete }: KnownFeatures): boolean {
  return !names.has(name) && (complete || closestName(name, names) !== undefined);
}

/** Places where a migration names a feature that nobody knows. */
export function unknownFeatures(workspace: Workspace, document: MigrationDocument, known: KnownFeatures): Reference[] {
  return referencesOfMigration(document.data).filter(
    (reference) =>
      reference.kind === "feature" &&
      isUnknown(reference.name, known) &&
      !isInUnread(workspace, reference.name) &&
      !isGone(document, reference),
  );
}

/** A feature at `absent` is meant to be unknown, once it is done. */
function isGone({ data }: MigrationDocument, { path, name }: Reference): boolean {
  const entry = path[0] === "bulk" ? data.bulk?.[Number(path[1])] : data.features?.[name];
  return path[0] !== "replaces" && entry?.stage === "absent";
}
