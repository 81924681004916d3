import { featuresIn } from "../../model/feature-list.ts";
import { findModel, type GatewayFiles, modelsIn } from "../../model/gateway.ts";
import { type Move, movesOf } from "../../model/move.ts";
import { own } from "../../model/own.ts";
import { mapOf } from "../../model/plain-data.ts";
import type { Config } from "../../model/schema/config.gen.ts";
import type { Migration } from "../../model/schema/migration.gen.ts";
import type { Path } from "../../model/source.ts";
import type { MigrationDocument, Workspace } from "../../model/workspace.ts";
import { featureName, modelNames } from "../bodies/words.ts";
import { type End, endsOf } from "../ends.ts";
import type { TableContent } from "../files/markdown/edit-table.ts";
import { isShown } from "../region-target.ts";
import { code, link, plainLine } from "../safe-text.ts";
import { labelOf, modelList } from "./model-labels.ts";
import { hiddenIn, type PageWork, passageOf, type Rows, tableOf } from "./page-work.ts";

export const DEPRECATION_HEADS = [
  "Offering",
  "Model",
  "Host",
  "Deprecated from",
  "Removed in",
  "Not served from",
  "Replacement",
  "Used by",
] as const;

/** The offerings that the gateways call deprecated; a migration changes the rows of those that it names. */
export function deprecations(work: PageWork, document: MigrationDocument, together: boolean): TableContent | undefined {
  const passage = passageOf(work, document, together);
  if (passage === undefined) return undefined;
  const claims = claimsOf(document.data);
  const hidden = hiddenIn(work.workspace);
  const table = {
    heads: DEPRECATION_HEADS,
    rowsOf: (gateways: readonly GatewayFiles[]) => rowsOf(work.workspace, gateways),
    isHidden: (id: string) => hidden.offerings.has(id) || hidden.replaced.has(id),
  };
  return tableOf(work, document, passage, table, (ask, changed) => {
    for (const { id, path, isFirm } of claims) if (isFirm) ask(id, path);
    for (const id of changed) ask(id, claims.find((claim) => claim.id === id)?.path ?? ["name"]);
    for (const { id, path } of claims) ask(id, path, () => true);
  });
}

interface Named {
  readonly id: string;
  readonly path: Path;
  /** Whether it says that the offering is deprecated or gone, and not only that something uses it or does not. */
  readonly isFirm: boolean;
}

function claimsOf(data: Migration): Named[] {
  return [
    ...Object.entries(data.replaces ?? {}).map(
      ([id, { retire = "keep" }]): Named => ({ id, path: ["replaces", id], isFirm: retire !== "keep" }),
    ),
    ...Object.entries(data.offerings ?? {}).flatMap(([id, entry]): Named[] => {
      const path = ["offerings", id];
      const old = entry.in_place_of;
      return [
        { id, path, isFirm: entry.deprecation !== undefined },
        ...(old === undefined ? [] : [{ id: old, path, isFirm: true }]),
      ];
    }),
    ...movesOf(data)
      .filter(({ effective }) => effective !== "planned")
      .flatMap((move) => idsOf(move).map((id): Named => ({ id, path: move.path, isFirm: false }))),
  ];
}

function idsOf({ from = [], to = [], offer, withdraw, sizes }: Move): string[] {
  return [
    ...from,
    ...to,
    ...[...offer, ...withdraw].map(({ id }) => id),
    ...Object.values(sizes).flatMap(({ from: old, to: model }) => (old === undefined ? [model] : [old, model])),
  ];
}

/** Rows by offering, in the order of models.yml. */
function rowsOf(workspace: Workspace, gateways: readonly GatewayFiles[]): Rows {
  const rows = new Map<string, readonly string[]>();
  for (const { id, entry } of gateways.flatMap(modelsIn)) {
    const { deprecation } = entry;
    if (deprecation === undefined || deprecation === null || rows.has(id)) continue;
    rows.set(id, cellsOf(workspace, gateways, id));
  }
  return rows;
}

function cellsOf(
  { config, migrations, deadlines }: Workspace,
  gateways: readonly GatewayFiles[],
  id: string,
): string[] {
  const found = gateways.flatMap((gateway) => findModel(gateway, id) ?? [])[0];
  const { deprecation_date: date, removal_version: version } = mapOf(found?.entry["deprecation"]);
  const { model, host } = labelOf(gateways, id);
  const documents = migrations.filter((one) => isShown(one) && one.data.status !== "cancelled");
  const plans = documents.map(({ data }) => data);
  const ends = documents.flatMap((document) => endsOf(document, deadlines)).filter((end) => end.id === id);
  return [
    code(id),
    plainLine(model),
    host === undefined ? "not set" : plainLine(host),
    textOf(date),
    textOf(version),
    endText(ends),
    replacement(plans, gateways, id),
    users(config.data, gateways, id),
  ];
}

/** The first day that a migration has, with a link to who says so, and whether it may be a later one. */
function endText(ends: readonly End[]): string {
  const [first] = ends.toSorted((a, b) => ((a.cutoff ?? "z") < (b.cutoff ?? "z") ? -1 : 1));
  if (first?.cutoff === undefined) return "not set";
  const day = first.known?.url === undefined ? plainLine(first.cutoff) : link(first.cutoff, first.known.url);
  return first.precision === "exact" ? day : `${day} at the earliest`;
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? plainLine(String(value)) : "not set";
}

/** What features move to from it, else what the provider advises, else the model of the migration that replaces it. */
function replacement(plans: readonly Migration[], gateways: readonly GatewayFiles[], id: string): string {
  const moves = plans.flatMap((data) => movesOf(data)).filter(({ effective }) => effective !== "planned");
  const next = new Set(moves.flatMap(({ from = [], to = [] }) => (from.includes(id) ? to : [])));
  if (next.size > 0) return modelList(gateways, [...next]);
  const replacing = plans.filter(({ replaces }) => own(replaces, id) !== undefined);
  const [advised] = replacing.flatMap(({ replaces }) => own(replaces, id)?.recommended?.model ?? []);
  if (advised !== undefined) return plainLine(advised);
  return [...new Set(replacing.flatMap(modelNames))].map(plainLine).join(", ") || "not set";
}

/** Features that still have it as default or size, or let users pick it. */
function users(config: Config, gateways: readonly GatewayFiles[], id: string): string {
  const features = gateways
    .flatMap(featuresIn)
    .filter(({ defaults, selectable = [], beta = [], sizes }) =>
      [...defaults, ...selectable, ...beta, ...Object.values(sizes)].includes(id),
    );
  return [...new Set(features.map(({ name }) => featureName(config, name)))].join(", ") || "none";
}
