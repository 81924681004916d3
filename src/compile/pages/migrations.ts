import { driOf } from "../../model/dri.ts";
import { milestoneOf } from "../../model/milestone.ts";
import { type Move, movesOf } from "../../model/move.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import { causeAt } from "../../model/source.ts";
import type { MigrationDocument } from "../../model/workspace.ts";
import { featureName, modelNames, person } from "../bodies/words.ts";
import type { RowWish, TableContent } from "../files/markdown/edit-table.ts";
import { isShown } from "../region-target.ts";
import { code, plainLine } from "../safe-text.ts";
import type { PageWork } from "./page-work.ts";

export const MIGRATION_HEADS = [
  "Migration",
  "Kind",
  "Status",
  "Models",
  "Features",
  "DRI",
  "ETA",
  "Milestone",
] as const;

/**
 * One row for each migration, written by that migration alone. One that is over sends no merge request any more: the
 * first that does takes its row along.
 */
export function migrations({ workspace, editors }: PageWork, document: MigrationDocument): TableContent {
  const shown = workspace.migrations.filter(isShown);
  const config = workspace.config.data;
  const wishes: RowWish[] = [
    { id: document.data.name, cells: cellsOf(config, document), cause: causeAt(document.source, ["name"]) },
  ];
  for (const other of document === editors[0] ? shown : []) {
    const { name, status } = other.data;
    const cause = causeAt(other.source, ["status"]);
    if (status === "complete") wishes.push({ id: name, cells: cellsOf(config, other), cause, onlyIf: () => true });
    if (status === "cancelled") wishes.push({ id: name, cells: undefined, cause });
  }
  const rows = shown
    .filter(({ data }) => data.status !== "cancelled")
    .map((one) => ({
      id: one.data.name,
      cells: one === document || !editors.includes(one) ? cellsOf(config, one) : undefined,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return { heads: MIGRATION_HEADS, rows, wishes, cause: causeAt(document.source, ["name"]) };
}

function cellsOf(config: Config, { data }: MigrationDocument): string[] {
  const moves = firstMoves(data);
  const people = unique(moves.flatMap((move) => driOf(config, move) ?? []));
  const etas = unique(moves.flatMap(({ entry }) => entry.eta ?? [])).sort();
  const milestones = unique(
    [...moves.map((move) => milestoneOf(data, move)), data.milestone].flatMap((one) => one ?? []),
  );
  return [
    code(data.name),
    data.kind,
    data.status.replace("_", " "),
    modelNames(data).map(plainLine).join(", ") || "none",
    stagesOf(config, moves) || "none",
    people.length === 0 ? `${person(data.owner)} (owner)` : people.map(person).join(", "),
    unique([etas[0], etas.at(-1)].flatMap((eta) => eta ?? []))
      .map(plainLine)
      .join(" to ") || "not set",
    milestones.map(plainLine).join(", ") || "not set",
  ];
}

/** `rollout: Duo Chat, Code suggestions; planned: Summaries` */
function stagesOf(config: Config, moves: readonly Move[]): string {
  const stages = unique(moves.map(({ effective }) => effective));
  return stages
    .map((stage) => {
      const names = moves
        .filter(({ effective }) => effective === stage)
        .map(({ feature }) => featureName(config, feature));
      return `${stage}: ${names.join(", ")}`;
    })
    .join("; ");
}

/** What a migration says of each feature first: entries of `bulk` only add to it. */
function firstMoves(data: MigrationDocument["data"]): Move[] {
  const first = new Map<string, Move>();
  for (const move of movesOf(data)) if (!first.has(move.feature)) first.set(move.feature, move);
  return [...first.values()];
}

function unique<T>(things: readonly T[]): T[] {
  return [...new Set(things)];
}
