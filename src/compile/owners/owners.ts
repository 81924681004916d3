import { raciOf } from "../../model/defaults.ts";
import { driOf } from "../../model/dri.ts";
import { movesOf } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import { featureRowsOf, rolesOf, rowsOf } from "../../model/process.ts";
import type { Config, Role } from "../../model/schema/config.gen.ts";
import type { Migration } from "../../model/schema/migration.gen.ts";

/** Members of the teams that do the configuration of models or answer for it: they own the catalog and what is new. */
export function ownersOfAll(config: Config): string[] {
  const { responsible, accountable } = raciOf(config).configuration;
  return membersOf(config, [...responsible, ...accountable]);
}

/** Whoever a migration belongs to: its owner, who moves its features, and who answers for what is to be done. */
export function ownersOf(config: Config, migration: Migration): string[] {
  const moves = movesOf(migration);
  const raci = raciOf(config);
  const rows = [...rowsOf(migration), ...moves.flatMap((move) => featureRowsOf(migration, move))];
  const accountable = rows.flatMap((row) => rolesOf(row, raci).accountable);
  const teams = new Set(moves.flatMap(({ feature }) => own(config.features, feature)?.team ?? []));
  return [
    migration.owner,
    ...moves.flatMap((move) => driOf(config, move) ?? []),
    ...membersOf(config, accountable, (team) => teams.has(team)),
  ];
}

/** Of the many teams that have features, only those whose features are concerned; other roles are there for all. */
function membersOf(config: Config, roles: readonly Role[], isConcerned?: (team: string) => boolean): string[] {
  return Object.entries(config.teams ?? {}).flatMap(([id, { role, members = [] }]) => {
    if (!roles.includes(role)) return [];
    return role === "feature_team" && isConcerned?.(id) === false ? [] : members;
  });
}
