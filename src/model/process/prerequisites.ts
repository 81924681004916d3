import { type Move, movesOf } from "../move.ts";
import { featureRowsOf, rowsOf } from "../process.ts";
import { type Path, pointer } from "../source.ts";
import { isLive, reaches, type Stage } from "../stage.ts";
import type { MigrationDocument } from "../workspace.ts";
import type { ProcessRow } from "./row.ts";

/** A row of the process whose evidence is missing although a feature is already at a stage that it must precede. */
export interface OpenPrerequisite {
  readonly row: ProcessRow;
  /** The feature that has reached the stage. */
  readonly feature: string;
  readonly stage: Stage;
  /** Where the evidence belongs in the migration. */
  readonly path: Path;
  /** Where the stage is written. */
  readonly stagePath: Path;
}

/**
 * Prerequisites that are open in a live migration, in the order of the process. Only evidence that is a field of the
 * migration counts: whether a task is ticked cannot be seen here. Each missing field is named once.
 */
export function openPrerequisites({ data }: MigrationDocument): OpenPrerequisite[] {
  if (!isLive(data.status)) return [];
  const moves = movesOf(data);
  const once = rowsOf(data).flatMap((row) => {
    const first = moves.find((move) => isDue(row, move));
    return first === undefined ? [] : missing(row, data, [], first);
  });
  const each = moves.flatMap((move) =>
    featureRowsOf(data, move)
      .filter((row) => isDue(row, move))
      .flatMap((row) => missing(row, move.entry, move.path, move)),
  );
  const found = [...once, ...each];
  const keys = found.map(({ row, path }) => `${row.key} ${pointer(path)}`);
  return found.filter((_one, index) => keys.indexOf(keys[index] ?? "") === index);
}

/** What stands at the first of a row's routes that leads to something; undefined where none does. */
export function evidenceOf(row: ProcessRow, root: unknown): unknown {
  return routesOf(row)
    .map((route) => valueAt(root, route))
    .find((value) => value !== undefined);
}

function routesOf({ evidence }: ProcessRow): readonly (readonly string[])[] {
  if (evidence.kind === "field") return evidence.anyOf;
  return evidence.kind === "tick" ? (evidence.shown?.anyOf ?? []) : [];
}

function isDue({ before }: ProcessRow, move: Move): boolean {
  return before !== "complete" && reaches(move.effective, before);
}

function missing(row: ProcessRow, root: unknown, base: Path, move: Move): OpenPrerequisite[] {
  if (row.evidence.kind !== "field" || evidenceOf(row, root) !== undefined) return [];
  const [route = []] = row.evidence.anyOf;
  const path = [...base, ...route.slice(0, route.includes("*") ? route.indexOf("*") : undefined)];
  return [{ row, feature: move.feature, stage: move.effective, path, stagePath: [...move.path, "stage"] }];
}

/** Undefined also for what is there but empty. */
function valueAt(root: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return root === null || (Array.isArray(root) && root.length === 0) ? undefined : root;
  if (typeof root !== "object" || root === null) return undefined;
  if (step === "*")
    return Object.values(root)
      .map((value) => valueAt(value, rest))
      .find((value) => value !== undefined);
  return Object.hasOwn(root, step) ? valueAt((root as Record<string, unknown>)[step], rest) : undefined;
}
