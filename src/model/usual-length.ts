import { listOf, movesOf } from "./move.ts";
import { hostsOf, majorOf } from "./offering-name.ts";
import type { Config } from "./schema/config.gen.ts";
import type { Migration, Model } from "./schema/migration.gen.ts";

/** A kind of migration, as texts name it, with the key of its length in the policy. */
interface LengthClass {
  readonly key: "upgrade" | "integration" | "deprecation";
  readonly class: string;
}

/** Undefined where nobody can tell: an upgrade whose versions cannot be compared may be of either kind. */
export function lengthClassOf(config: Config, migration: Migration): LengthClass | undefined {
  if (migration.kind === "Deprecation") return { key: "deprecation", class: "a deprecation" };
  if (migration.kind === "Integration") return { key: "integration", class: "an integration" };
  const breaks = (migration.changes?.breaking ?? []).length > 0;
  if (breaks) return { key: "integration", class: "an upgrade with breaking changes" };
  const hosts = hostsOf(config);
  const from = movesOf(migration).flatMap((move) => (move.to === undefined ? [] : (move.from ?? [])));
  const jumps = from.map((id) => isMajor(id, listOf<Model>(migration.model), hosts));
  if (jumps.includes(true)) return { key: "integration", class: "an upgrade to a new major version" };
  if (jumps.length === 0 || jumps.includes(undefined)) return undefined;
  return { key: "upgrade", class: "a simple upgrade" };
}

/** Whether a model of the same maker's line has another major version than the offering that it replaces. */
function isMajor(id: string, models: readonly Model[], hosts: ReadonlySet<string>): boolean | undefined {
  const before = majorOf(id, hosts);
  const [line = ""] = id.split("_");
  const after = models
    .filter(({ family }) => family.toLowerCase().startsWith(line))
    .map(({ version }) => majorOf(version, hosts));
  if (before === undefined || after.length === 0 || after.includes(undefined)) return undefined;
  return after.some((major) => major !== before);
}
