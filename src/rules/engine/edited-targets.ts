import { type Move, movesOf } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import type { Config, Target } from "../../model/schema/config.gen.ts";
import type { Migration } from "../../model/schema/migration.gen.ts";
import { claimsFiles, reaches } from "../../model/stage.ts";

/** Targets to which a migration sends a merge request as it stands, by what it asks for; some may have it already. */
export function editedTargets(config: Config, migration: Migration): [string, Target][] {
  if (!claimsFiles(migration.status)) return [];
  const flags = hasFlags(migration);
  return Object.entries(config.targets ?? {}).filter(([, { format, project }]) => {
    if (format === "ai-gateway") return editsGateway(migration);
    if (format === "prompts") return asksForPrompts(config, migration);
    return format === "feature-flags" && flags && holdsFlags(config, project);
  });
}

/** Entries on which work has begun; `absent` takes a feature away and begins nothing. */
export function begunMoves(migration: Migration): Move[] {
  return movesOf(migration).filter(({ effective }) => reaches(effective, "internal"));
}

function editsGateway(migration: Migration): boolean {
  const { offerings = {}, replaces = {} } = migration;
  const retires = Object.values(replaces).some(({ retire = "keep" }) => retire !== "keep");
  const moves = movesOf(migration).some(({ effective }) => effective !== "planned");
  return retires || moves || Object.keys(offerings).length > 0;
}

function hasFlags(migration: Migration): boolean {
  return begunMoves(migration).some(({ entry }) => entry.flag !== undefined);
}

function asksForPrompts({ features }: Config, migration: Migration): boolean {
  return begunMoves(migration).some(
    ({ feature, entry }) => entry.prompt !== undefined && (own(features, feature)?.prompts ?? []).length > 0,
  );
}

/** With flags in one project, definitions go to that project alone. */
function holdsFlags({ gitlab }: Config, project: string): boolean {
  return gitlab?.flags?.backend !== "project" || gitlab.flags.project === project;
}
