import type { RaciMatrix } from "./defaults.ts";
import { listOf, type Move, movesOf } from "./move.ts";
import { hostOf } from "./offering.ts";
import { DEPRECATION_ROWS } from "./process/deprecation-rows.ts";
import { FEATURE_ROWS } from "./process/feature-rows.ts";
import { MIGRATION_ROWS } from "./process/migration-rows.ts";
import type { ProcessRow } from "./process/row.ts";
import type { Role } from "./schema/config.gen.ts";
import type { Migration, OfferingEntry } from "./schema/migration.gen.ts";

/** The process as data: every task, prerequisite and check, in the order in which bodies show them. */
export const PROCESS: readonly ProcessRow[] = [...MIGRATION_ROWS, ...DEPRECATION_ROWS, ...FEATURE_ROWS];

/** Rows that a migration has to go through once. */
export function rowsOf(migration: Migration): ProcessRow[] {
  return PROCESS.filter((row) => row.scope === "migration" && isFor(row, migration) && isAbout(row, migration));
}

/** Rows that one entry of its features (or of bulk) has to go through. */
export function featureRowsOf(migration: Migration, move: Move): ProcessRow[] {
  return PROCESS.filter((row) => row.scope === "feature" && isFor(row, migration) && hasWhatItNeeds(row, move));
}

/** Who does a row and who answers for it. */
export function rolesOf(
  row: ProcessRow,
  raci: RaciMatrix,
): { responsible: readonly Role[]; accountable: readonly Role[] } {
  if (row.role !== undefined) return { responsible: [row.role], accountable: [row.role] };
  return raci[row.task];
}

function isFor(row: ProcessRow, migration: Migration): boolean {
  if (!row.kinds.includes(migration.kind)) return false;
  return row.providers === undefined || row.providers.some((name) => providersOf(migration).has(name));
}

/** Makers of the models and hosts of the offerings that a migration moves to. */
function providersOf(migration: Migration): ReadonlySet<string> {
  const makers = listOf(migration.model).map(({ provider }) => provider);
  const entries = [...Object.values(migration.features ?? {}), ...(migration.bulk ?? [])];
  const ids = [
    ...Object.keys(migration.offerings ?? {}),
    ...entries.flatMap(({ to, offer }) => [
      ...listOf(to),
      ...(offer ?? []).map((one) => (typeof one === "string" ? one : one.id)),
    ]),
  ];
  const hosts = ids.map((id) => hostOf(id, migration.offerings?.[id]));
  return new Set([...makers, ...hosts.filter((host) => host !== undefined)]);
}

/** A change of an entry's fields moves nobody, and a deprecation may begin without a replacement. */
function isAbout({ needs }: ProcessRow, migration: Migration): boolean {
  const moves = movesOf(migration);
  switch (needs) {
    case "model":
      return (
        migration.model !== undefined ||
        moves.some(({ to, offer }) => to !== undefined || offer.length > 0) ||
        Object.values(migration.offerings ?? {}).some(callsAnother)
      );
    case "move":
      return moves.length > 0 || migration.replaces !== undefined;
    default:
      return true;
  }
}

/** Whether the change of an entry says what is called where. */
function callsAnother({ params }: OfferingEntry): boolean {
  return (params?.model ?? params?.custom_llm_provider) !== undefined;
}

function hasWhatItNeeds({ needs }: ProcessRow, { entry, to }: Move): boolean {
  switch (needs) {
    case "flag":
      return entry.flag !== undefined;
    case "prompt":
      return entry.prompt !== undefined;
    case "default":
      return to !== undefined;
    default:
      return true;
  }
}
